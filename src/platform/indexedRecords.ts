import { createStore, promisifyRequest } from 'idb-keyval'
import type { RecordStorage } from '../ports'
import { createMemoryRecords } from './memoryRecords'

const storeName = 'records'

/**
 * Records in IndexedDB, one database for each name. Where the browser has none, or refuses to open it, they are in memory
 * for the life of the page.
 */
export async function openIndexedRecords(name: string): Promise<RecordStorage> {
  try {
    const withStore = createStore(name, storeName)
    await withStore('readonly', (store) => {
      giveWay(store.transaction.db)
      return promisifyRequest(store.count())
    })
    return { kind: 'persistent', ...recordsIn(withStore) }
  } catch {
    return createMemoryRecords()
  }
}

/** When the records are removed elsewhere, they end here too: else that would wait for this page. */
function giveWay(db: IDBDatabase): void {
  db.onversionchange = () => {
    db.close()
  }
}

/**
 * Removes the records of a name with all that is in them; resolves when they are gone. Whoever has them open can
 * write no more. Rejects where the browser refuses.
 */
export async function removeIndexedRecords(name: string): Promise<void> {
  await promisifyRequest(indexedDB.deleteDatabase(name))
}

function recordsIn(withStore: ReturnType<typeof createStore>): Omit<RecordStorage, 'kind'> {
  return {
    readAll: () =>
      withStore('readonly', async (store) => {
        const [keys, values] = await Promise.all([
          promisifyRequest(store.getAllKeys()),
          promisifyRequest<unknown[]>(store.getAll()),
        ])
        return keys.map((key, index) => [key as string, values[index]] as const)
      }),
    write: (changes) =>
      withStore('readwrite', (store) => {
        const written = promisifyRequest(store.transaction)
        for (const [key, value] of changes) {
          if (value === undefined) store.delete(key)
          else store.put(value, key)
        }
        return written
      }),
    clear: () =>
      withStore('readwrite', (store) => {
        store.clear()
        return promisifyRequest(store.transaction)
      }),
  }
}
