import type { Locks } from '../ports'

/** The browser's Web Locks: held as long as a promise is pending, and given back when the page ends. */
export function createWebLocks(manager: LockManager): Locks {
  return {
    tryTake: (name) =>
      new Promise((resolve) => {
        manager
          .request(name, { ifAvailable: true }, (lock) => {
            if (lock === null) {
              resolve(null)
              return undefined
            }
            return new Promise<void>((release) => {
              resolve(release)
            })
          })
          .catch(() => {
            resolve(null)
          })
      }),
    take(name, onTaken) {
      const abort = new AbortController()
      let isStopped = false
      manager
        .request(name, { signal: abort.signal }, () =>
          isStopped
            ? undefined
            : new Promise<void>((release) => {
                onTaken(release)
              }),
        )
        .catch(() => undefined)
      return () => {
        isStopped = true
        abort.abort()
      }
    },
  }
}
