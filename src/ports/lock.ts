import type { Stop } from './transport'

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

/**
 * Names that one tab of the origin has at a time. The browser takes them from a tab that ends, however it ends. Where it knows
 * no such names the adapter does its best: then two tabs may believe for a while that they have the same one.
 */
export interface Locks {
  /** Resolves with what gives the name back, or with null: another has it. Never rejects. */
  tryTake(name: string): Promise<Stop | null>
  /** Waits for the name and calls back with what gives it back. The stop ends the waiting: nothing is called after it. */
  take(name: string, onTaken: (release: Stop) => void): Stop
}
