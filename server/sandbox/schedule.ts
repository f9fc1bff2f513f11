/** Runs `run` once after `ms`. The function returned cancels it. */
export type Schedule = (ms: number, run: () => void) => () => void

/** Timers that do not keep the process alive. */
export const nodeSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
