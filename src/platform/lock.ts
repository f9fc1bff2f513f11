import type { HoldLock, RunAlone } from '../ports'

const browserLocks = (): LockManager | undefined => (navigator as Partial<Navigator>).locks

/** The browser's Web Locks; pages that are not served securely have none. */
export const runAlone: RunAlone = (name, run) => browserLocks()?.request(name, run) ?? run()

export const holdLock: HoldLock = (name, onHeld) => {
  const giveUp = new AbortController()
  const stopped = new Promise<void>((resolve) => {
    giveUp.signal.addEventListener('abort', () => {
      resolve()
    })
  })
  const hold = (): Promise<void> => {
    if (!giveUp.signal.aborted) onHeld()
    return stopped
  }
  const alone = (): Promise<void> => Promise.resolve().then(hold)
  const locks = browserLocks()
  const held = locks?.request(name, { signal: giveUp.signal }, hold) ?? alone()
  held.catch(() => {
    // Given up while it waited; or a page that may not lock, which then is alone.
    if (!giveUp.signal.aborted) void alone()
  })
  return () => {
    giveUp.abort()
  }
}
