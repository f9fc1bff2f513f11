import type { Clock } from '../ports'

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in its order; promises settle between two timers. */
  pass(ms: number): Promise<void>
  /** The machine slept, or somebody set its clock: time moves, and timers wait as long as before. */
  jump(ms: number): void
  /** Timers that wait. */
  readonly pendingTimers: number
}

interface Timer {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

export function createManualClock(startAt = 1_700_000_000_000): ManualClock {
  const timers = new Set<Timer>()
  let now = startAt
  let order = 0
  let jumpedMs = 0

  function next(until: number): Timer | undefined {
    let first: Timer | undefined
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || isBefore(timer, first))) first = timer
    }
    return first
  }

  return {
    now: () => now + jumpedMs,
    after(delayMs, run) {
      order += 1
      const timer = { at: now + Math.max(0, delayMs), order, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async pass(ms) {
      const until = now + ms
      await settle()
      for (let timer = next(until); timer !== undefined; timer = next(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.at)
        timer.run()
        await settle()
      }
      now = until
    },
    jump(ms) {
      jumpedMs += ms
    },
    get pendingTimers() {
      return timers.size
    },
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

const aTurn = Promise.resolve()

/** Lets every promise that can settle without time settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await aTurn
}
