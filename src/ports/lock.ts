/**
 * Runs `run` while nothing else runs under this name, in this tab or another of the same origin, and settles as it does.
 * Where the browser has no such locks it runs at once.
 */
export type RunAlone = <T>(name: string, run: () => Promise<T>) => Promise<T>

/**
 * Waits for the name, then holds it until the result is called or the tab is gone: the next that waits gets it then. `onHeld`
 * is called once, later, and never after the result was called. Where the browser has no such locks everybody holds it.
 */
export type HoldLock = (name: string, onHeld: () => void) => () => void
