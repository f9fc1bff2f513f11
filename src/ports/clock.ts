/** Cancels a timer. Idempotent. */
export type CancelTimer = () => void

/** Time as an argument: the core never reads it from anywhere else. */
export interface Clock {
  /** Epoch milliseconds by this machine. */
  now(): number
  /** Runs once after `delayMs`, never before; not at all when cancelled. */
  after(delayMs: number, run: () => void): CancelTimer
}
