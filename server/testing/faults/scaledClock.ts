import type { Clock } from '../../../src/ports'

/** While this process runs it looks at the time this often; a longer pause means that it was kept from running. */
const lookEveryMs = 5
const longestPauseMs = 20

let ranMs = 0
let lookedAt = performance.now()

/** Milliseconds in which this process could run: on a busy machine others take the rest. */
function runTime(): number {
  const at = performance.now()
  ranMs += Math.min(at - lookedAt, longestPauseMs)
  lookedAt = at
  return ranMs
}

/**
 * Time that runs `factor` times as fast as the machine's, from the machine's time now on. It stands while the process is
 * kept from running, so that a busy machine does not look like a bad line.
 */
export function createScaledClock(factor: number): Clock {
  const startedAt = Date.now()
  const origin = runTime()
  const now = (): number => startedAt + (runTime() - origin) * factor
  return {
    now,
    after(delayMs, run) {
      const dueAt = now() + delayMs
      let timer = setTimeout(look, delayMs / factor)
      function look(): void {
        const leftMs = dueAt - now()
        if (leftMs <= 0) run()
        else timer = setTimeout(look, leftMs / factor)
      }
      return () => {
        clearTimeout(timer)
      }
    },
  }
}

setInterval(runTime, lookEveryMs).unref()
