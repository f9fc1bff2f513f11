import type { Clock } from '../../../src/ports'

/** Time that runs `factor` times as fast as the machine's, from the machine's time now on. */
export function createScaledClock(factor: number): Clock {
  const startedAt = Date.now()
  const origin = performance.now()
  const now = (): number => startedAt + (performance.now() - origin) * factor
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
