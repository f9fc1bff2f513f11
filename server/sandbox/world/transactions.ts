/**
 * Each operation of the model is one transaction: its changes are kept together, and only then does anybody
 * hear of it. So what was told or answered is kept, and nothing is ever kept by half.
 */
import type { Change, Journal } from './journal'
import type { Effect } from './types'

export interface Transactions {
  record: (change: Change) => void
  emit: (effect: Effect) => void
  /** Runs `operation` as one transaction, or as a part of the one that runs. */
  run: <T>(operation: () => T) => T
}

/**
 * Changes that could not be kept stay due: the tables have them already, so every further operation fails
 * too, until all of them are kept; the effects wait as long.
 */
export function createTransactions(
  journal: Journal,
  deliver: (effect: Effect) => void,
): Transactions {
  const changes = new Map<string, Change>()
  let effects: Effect[] = []
  let depth = 0
  const finish = (): void => {
    if (changes.size > 0) journal.commit([...changes.values()])
    changes.clear()
    const told = effects
    effects = []
    told.forEach(deliver)
  }
  const run = <T>(operation: () => T): T => {
    depth += 1
    try {
      return operation()
    } finally {
      depth -= 1
      if (depth === 0) finish()
    }
  }
  return {
    run,
    record(change) {
      run(() => changes.set(`${change.table} ${change.id}`, change))
    },
    emit(effect) {
      run(() => effects.push(effect))
    },
  }
}

type Operations<T> = { readonly [K in keyof T]: (...args: never[]) => unknown }

/** The same operations, each of them a transaction. */
export function transactional<T extends Operations<T>>(ops: T, run: Transactions['run']): T {
  const entries = Object.entries<(...args: never[]) => unknown>(ops)
  const wrapped = entries.map(([name, operation]) => [
    name,
    (...args: never[]) => run(() => operation(...args)),
  ])
  return Object.fromEntries(wrapped) as T // the same names, each with the signature it had
}
