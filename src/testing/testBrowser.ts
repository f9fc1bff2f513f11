import type { KeyValueStorage, Locks, RecordStorage } from '../ports'
import type { OutboxParts } from '../session'
import { createOutboxEngine } from '../session/outboxEngine'
import { createMemoryRecords } from '../platform/memoryRecords'
import { memoryStorage } from './memoryStorage'

/** What the tabs of one browser share. */
export interface TestBrowser {
  readonly records: RecordStorage
  /** `storage` is that of a tab that was loaded before. */
  openTab(storage?: KeyValueStorage): TestTab
}

export interface TestTab {
  loadOutbox(): Promise<OutboxParts>
  /** The tab ends at once: what it was about to write is not written, and its names go to others. */
  kill(): void
}

interface Name {
  owner: object | null
  readonly waiting: (() => void)[]
}

export function createTestBrowser(kept = createMemoryRecords(), scope = 'ann:'): TestBrowser {
  const records: RecordStorage = { ...kept, kind: 'persistent' }
  const names = new Map<string, Name>()

  function nameOf(name: string): Name {
    const known = names.get(name) ?? { owner: null, waiting: [] }
    names.set(name, known)
    return known
  }

  function next(known: Name): void {
    if (known.owner !== null) return
    const turn = known.waiting.shift()
    turn?.()
    if (turn !== undefined) next(known)
  }

  function release(name: string, owner: object): void {
    const known = nameOf(name)
    if (known.owner !== owner) return
    known.owner = null
    next(known)
  }

  return {
    records,
    openTab(storage = memoryStorage()) {
      const owner = {}
      let isAlive = true
      const locks: Locks = {
        tryTake(name) {
          const known = nameOf(name)
          if (!isAlive || known.owner !== null) return Promise.resolve(null)
          known.owner = owner
          return Promise.resolve(() => {
            release(name, owner)
          })
        },
        take(name, onTaken) {
          let isStopped = false
          const known = nameOf(name)
          const turn = (): void => {
            if (isStopped || !isAlive) return
            known.owner = owner
            onTaken(() => {
              release(name, owner)
            })
          }
          if (known.owner === null) turn()
          else known.waiting.push(turn)
          return () => {
            isStopped = true
          }
        },
      }
      return {
        loadOutbox: () =>
          Promise.resolve({
            createEngine: createOutboxEngine,
            scope,
            locks,
            tab: storage,
            openRecords: () => Promise.resolve(whileAlive(records, () => isAlive)),
          }),
        kill() {
          isAlive = false
          for (const name of names.keys()) release(name, owner)
        },
      }
    },
  }
}

/** Each step takes a turn; one that has not come to its end when the tab does never comes to it. */
function whileAlive(records: RecordStorage, isAlive: () => boolean): RecordStorage {
  async function step<T>(run: () => Promise<T>): Promise<T> {
    await Promise.resolve()
    if (!isAlive()) return new Promise<never>(() => undefined)
    const result = await run()
    return isAlive() ? result : new Promise<never>(() => undefined)
  }
  return {
    kind: records.kind,
    readAll: () => step(() => records.readAll()),
    write: (changes) => step(() => records.write(changes)),
    clear: () => step(() => records.clear()),
  }
}
