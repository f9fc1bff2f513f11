import type { RecordStorage } from '../ports'

/** Records that end with the page. Each reader gets copies, as from a storage that keeps. */
export function createMemoryRecords(): RecordStorage {
  const records = new Map<string, unknown>()
  return {
    kind: 'memory',
    readAll() {
      const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1))
      return Promise.resolve(sorted.map(([key, value]) => [key, structuredClone(value)] as const))
    },
    write(changes) {
      for (const [key, value] of changes) {
        if (value === undefined) records.delete(key)
        else records.set(key, structuredClone(value))
      }
      return Promise.resolve()
    },
    clear() {
      records.clear()
      return Promise.resolve()
    },
  }
}
