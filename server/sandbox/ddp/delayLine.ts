/** Lets texts out later, never one before another that came first. */
import type { Schedule } from '../schedule'

export interface DelayLine {
  push: (text: string, delayMs: number) => void
  /** Drops what still waits. */
  stop: () => void
}

export function createDelayLine(schedule: Schedule, emit: (text: string) => void): DelayLine {
  const waiting: { readonly text: string; isDue: boolean; readonly cancel: () => void }[] = []
  const flush = (): void => {
    while (waiting[0]?.isDue === true) emit(waiting.shift()?.text ?? '')
  }
  return {
    push(text, delayMs) {
      if (delayMs === 0 && waiting.length === 0) {
        emit(text)
        return
      }
      const cancel = schedule(delayMs, () => {
        entry.isDue = true
        flush()
      })
      const entry = { text, isDue: false, cancel }
      waiting.push(entry)
    },
    stop() {
      for (const { cancel } of waiting.splice(0)) cancel()
    },
  }
}
