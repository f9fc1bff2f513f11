import type { CancelTimer, Clock, KeyValueStorage, Locks, Stop } from '../ports'

export interface TabNamesDeps {
  readonly clock: Clock
  readonly locks: Locks
  /** Ends with the tab and survives its reload. */
  readonly tab: KeyValueStorage
  /** Stands before each name: what the tabs of one user share and others do not. */
  readonly scope: string
  newId(): string
}

/**
 * The name of this tab, and those of tabs that have ended and of which this tab is the heir. Each name is at most one tab's
 * at a time.
 */
export interface TabNames {
  /** Takes the name that the tab had before it was loaded again, or a new one when another tab has it now. */
  takeOwn(): Promise<string>
  /** Takes the name of a tab that has ended. False while it lives, or is another's. */
  tryTake(name: string): Promise<boolean>
  /** Calls back when the name is this tab's: some time after its tab has ended and did not come back from a reload. */
  takeLater(name: string, onTaken: () => void): void
  giveBack(name: string): void
  /** Nothing is called afterwards; names go back when `rest` has settled. */
  close(rest: Promise<unknown>): void
}

/** A tab that is loaded again gets this long to take its own name again before others do. */
const reloadMs = 5_000
const ownKey = 'tab'

export function createTabNames(deps: TabNamesDeps): TabNames {
  const { clock, locks, tab } = deps
  const releaseByName = new Map<string, Stop>()
  const awaited = new Map<string, Stop>()
  let isClosed = false

  async function tryTake(name: string): Promise<boolean> {
    if (releaseByName.has(name)) return true
    const release = await locks.tryTake(deps.scope + name)
    if (release === null) return false
    if (isClosed) release()
    else releaseByName.set(name, release)
    return !isClosed
  }

  async function takeOwn(): Promise<string> {
    const before = tab.read(ownKey)
    if (before !== null && (await tryTake(before))) return before
    const name = `${Math.trunc(clock.now()).toString(36)}${deps.newId()}`
    await tryTake(name)
    tab.write(ownKey, name)
    return name
  }

  function takeLater(name: string, onTaken: () => void): void {
    if (isClosed || awaited.has(name) || releaseByName.has(name)) return
    const stop = locks.take(deps.scope + name, (release) => {
      release()
      const cancel: CancelTimer = clock.after(reloadMs, () => void settle(name, onTaken))
      awaited.set(name, cancel)
    })
    if (!awaited.has(name)) awaited.set(name, stop)
  }

  async function settle(name: string, onTaken: () => void): Promise<void> {
    const isTaken = await tryTake(name)
    awaited.delete(name)
    if (isTaken) onTaken()
    else takeLater(name, onTaken)
  }

  function giveBack(name: string): void {
    releaseByName.get(name)?.()
    releaseByName.delete(name)
  }

  return {
    takeOwn,
    tryTake,
    takeLater,
    giveBack,
    close(rest) {
      isClosed = true
      for (const stop of awaited.values()) stop()
      awaited.clear()
      void rest.finally(() => {
        for (const name of [...releaseByName.keys()]) giveBack(name)
      })
    },
  }
}
