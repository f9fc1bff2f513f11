/**
 * Time as connections feel it. It stands still while the process does, and takes no part in jumps of the clock: after either, the bytes
 * of clients that were not silent at all still wait to be read.
 */
import type { HubClock } from './options'

export interface SteadyTime {
  /** Milliseconds since some moment. */
  now: () => number
  /** Has to be called once per tick; returns the time. */
  tick: () => number
}

export function createSteadyTime(clock: HubClock, tickMs: number): SteadyTime {
  let time = clock.now()
  let seenAt = time
  const now = () => time + Math.min(Math.max(clock.now() - seenAt, 0), 2 * tickMs)
  return {
    now,
    tick() {
      time = now()
      seenAt = clock.now()
      return time
    },
  }
}
