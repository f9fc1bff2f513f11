/**
 * Small texts that outlive the page. Reads and writes never throw: where the browser blocks storage, the adapter
 * keeps the texts in memory and says so in `kind`.
 */
export interface KeyValueStorage {
  readonly kind: 'persistent' | 'memory'
  read(key: string): string | null
  write(key: string, value: string): void
  remove(key: string): void
}
