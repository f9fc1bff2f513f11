/** A journal in memory that a test can look into and break. */
import type { Change, Journal } from '../world/journal'

export interface TestJournal extends Journal {
  /** One list per commit. */
  readonly commits: readonly (readonly Change[])[]
  /** Every commit fails while this is on. */
  setBroken: (isBroken: boolean) => void
}

export function aJournal(): TestJournal {
  const kept = new Map<string, Change>()
  const commits: (readonly Change[])[] = []
  let isBroken = false
  return {
    commits,
    load: () => [...kept.values()],
    commit(changes) {
      if (isBroken) throw new Error('the disk is full')
      commits.push(changes)
      for (const change of changes) {
        const key = `${change.table} ${change.id}`
        if (change.doc === null) kept.delete(key)
        else kept.set(key, change)
      }
    },
    setBroken(value) {
      isBroken = value
    },
  }
}
