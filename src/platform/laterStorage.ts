import type { KeyValueStorage } from '../ports'

/**
 * A storage that keeps nothing before it may (E14): until then texts are in memory, and what was kept earlier is only read.
 * @param read of what was kept earlier; null when there is nothing or none can be read
 * @param open the storage itself, asked for once when it may be used
 */
export function createLaterStorage(
  read: (key: string) => string | null,
  open: () => KeyValueStorage,
  mayKeep: Promise<void>,
): KeyValueStorage {
  /** Null for what was removed. */
  const changes = new Map<string, string | null>()
  let storage: KeyValueStorage | null = null

  void mayKeep.then(() => {
    storage = open()
    for (const [key, value] of changes) {
      if (value === null) storage.remove(key)
      else storage.write(key, value)
    }
    changes.clear()
  })

  return {
    get kind() {
      return storage?.kind ?? 'memory'
    },
    read(key) {
      if (storage !== null) return storage.read(key)
      const change = changes.get(key)
      return change === undefined ? read(key) : change
    },
    write(key, value) {
      if (storage === null) changes.set(key, value)
      else storage.write(key, value)
    },
    remove(key) {
      if (storage === null) changes.set(key, null)
      else storage.remove(key)
    },
  }
}
