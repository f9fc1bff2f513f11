import type { KeyValueStorage } from '../ports'

/** A storage that lives as long as the test. */
export function memoryStorage(): KeyValueStorage {
  const texts = new Map<string, string>()
  return {
    kind: 'memory',
    read: (key) => texts.get(key) ?? null,
    write: (key, value) => void texts.set(key, value),
    remove: (key) => void texts.delete(key),
  }
}
