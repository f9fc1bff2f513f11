import type { Clock } from '../../../src/ports'
import type { TokenStore } from './tokenStore'

interface Entry {
  readonly value: string
  readonly endsAt: number
}

const MAX_ENTRIES = 100_000

/** Holds at most `maxEntries`; the oldest go first. */
export function createMemoryTokenStore(clock: Clock, maxEntries = MAX_ENTRIES): TokenStore {
  const entries = new Map<string, Entry>()

  /** Writing moves an entry to the end, so what is over or oldest stands in front. */
  function makeRoom(): void {
    for (const [key, { endsAt }] of entries) {
      if (endsAt > clock.now() && entries.size < maxEntries) return
      entries.delete(key)
    }
  }

  return {
    get(key) {
      const entry = entries.get(key)
      const isThere = entry !== undefined && entry.endsAt > clock.now()
      return Promise.resolve(isThere ? entry.value : null)
    },
    set(key, value, lifetimeMs) {
      entries.delete(key)
      makeRoom()
      entries.set(key, { value, endsAt: clock.now() + lifetimeMs })
      return Promise.resolve()
    },
    delete(key) {
      entries.delete(key)
      return Promise.resolve()
    },
    close() {
      entries.clear()
      return Promise.resolve()
    },
  }
}
