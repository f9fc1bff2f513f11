/** Time as the model needs it: distinct instants for messages, and a write stamp that never repeats. */
export interface WorldClock {
  /** The clock that was injected, epoch ms. */
  now: () => number
  /**
   * A time for a message or a read marker. Calls within one millisecond get successive ones, so that
   * order by `ts` is order of arrival; a clock that was set back is followed.
   */
  instant: () => Date
  /** For `_updatedAt`: strictly greater than every stamp before, even if the clock goes back. */
  stamp: () => Date
  /** Makes later stamps and instants follow `at` (used after writing history). */
  observe: (at: number) => void
}

const BURST_MS = 1_000

export function createWorldClock(now: () => number): WorldClock {
  let lastInstant = 0
  let lastStamp = 0
  return {
    now,
    instant() {
      const at = now()
      const isBurst = at <= lastInstant && lastInstant - at < BURST_MS
      lastInstant = isBurst ? lastInstant + 1 : at
      return new Date(lastInstant)
    },
    stamp() {
      lastStamp = Math.max(now(), lastStamp + 1)
      return new Date(lastStamp)
    },
    observe(at) {
      lastInstant = Math.max(lastInstant, at)
      lastStamp = Math.max(lastStamp, at)
    },
  }
}
