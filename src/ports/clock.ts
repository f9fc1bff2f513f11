/** Cancels a timer. Idempotent. */
export type CancelTimer = () => void

/** Time as an argument: the core never reads it from anywhere else. */
export interface Clock {
  /** Epoch milliseconds by this machine. Somebody may set it, in either direction. */
  now(): number
  /** Runs once after `delayMs`, never before; not at all when cancelled. Stands still while the machine sleeps. */
  after(delayMs: number, run: () => void): CancelTimer
}

/**
 * The same clock for measuring how long something takes: it never goes back. When this machine's is set back, it stands for
 * that moment and goes on from there. Its times mean nothing outside.
 */
export function steadyClock(clock: Clock): Clock {
  let latest = clock.now()
  let aheadMs = 0
  return {
    now() {
      const at = clock.now() + aheadMs
      if (at < latest) aheadMs += latest - at
      latest = Math.max(latest, at)
      return latest
    },
    after: (delayMs, run) => clock.after(delayMs, run),
  }
}
