import type { CancelTimer, Clock, KeyValueStorage, Locks, Stop } from '../ports'

export interface LeaseDeps {
  readonly clock: Clock
  /** Shared by the tabs of the origin. */
  readonly storage: KeyValueStorage
  /** Tells this page from all others. */
  readonly pageId: string
  /** Runs when the page ends in an orderly way. */
  onEnd(run: () => void): void
}

/** A tab in the background may renew only once in a minute. */
const leaseMs = 180_000
const renewMs = 50_000

/**
 * For pages that are not served securely, which have no Web Locks: names are leased in the storage that tabs share. A tab that
 * crashed keeps its names until their end; two tabs that take a name at the very same time may both believe to have it.
 */
export function createLeaseLocks({ clock, storage, pageId, onEnd }: LeaseDeps): Locks {
  const cancelRenewal = new Map<string, CancelTimer>()

  const keyOf = (name: string): string => `lease:${name}`

  function isFree(name: string): boolean {
    const [holder, until] = (storage.read(keyOf(name)) ?? '').split(' ')
    return holder === pageId || !(Number(until) > clock.now())
  }

  function renew(name: string): void {
    storage.write(keyOf(name), `${pageId} ${clock.now() + leaseMs}`)
    cancelRenewal.set(
      name,
      clock.after(renewMs, () => {
        renew(name)
      }),
    )
  }

  function lease(name: string): Stop | null {
    if (cancelRenewal.has(name) || !isFree(name)) return null
    renew(name)
    return () => {
      cancelRenewal.get(name)?.()
      if (cancelRenewal.delete(name)) storage.remove(keyOf(name))
    }
  }

  function take(name: string, onTaken: (release: Stop) => void): Stop {
    let cancel: CancelTimer = () => undefined
    function attempt(): void {
      const release = lease(name)
      if (release === null) cancel = clock.after(renewMs, attempt)
      else onTaken(release)
    }
    cancel = clock.after(0, attempt)
    return () => {
      cancel()
    }
  }

  onEnd(() => {
    for (const name of cancelRenewal.keys()) storage.remove(keyOf(name))
  })
  return { tryTake: (name) => Promise.resolve(lease(name)), take }
}
