import type { KeyValueStorage } from '../ports'

/**
 * A browser storage under a prefix. Where the browser refuses it, at the start or later (blocked, full), texts are
 * kept in memory for the life of the page.
 */
export function createWebStorage(open: () => Storage, prefix: string): KeyValueStorage {
  const memory = new Map<string, string>()
  const storage = probe(open)
  return {
    kind: storage === null ? 'memory' : 'persistent',
    read(key) {
      return memory.get(key) ?? attempt(() => storage?.getItem(prefix + key)) ?? null
    },
    write(key, value) {
      const isKept = attempt(() => {
        storage?.setItem(prefix + key, value)
        return storage !== null
      })
      if (isKept === true) {
        memory.delete(key)
        return
      }
      memory.set(key, value)
      attempt(() => storage?.removeItem(prefix + key))
    },
    remove(key) {
      memory.delete(key)
      attempt(() => storage?.removeItem(prefix + key))
    },
  }
}

function probe(open: () => Storage): Storage | null {
  const found = attempt(() => {
    const storage = open()
    storage.setItem('parley:probe', '1')
    storage.removeItem('parley:probe')
    return storage
  })
  return found ?? null
}

/** undefined when the browser throws: storage that is blocked or full is no error of the app. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}

/** Texts for the life of the page. */
export function createMemoryStorage(): KeyValueStorage {
  return createWebStorage(() => {
    throw new Error('nothing is kept')
  }, '')
}
