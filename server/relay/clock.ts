import type { Clock } from '../../src/ports'

/** The machine's clock; its timers do not keep the process alive. */
export const machineClock: Clock = {
  now: Date.now,
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
