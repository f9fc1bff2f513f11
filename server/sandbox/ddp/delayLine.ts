/** Lets things out later, never one before another that came first. */
import type { Schedule } from '../schedule'

export interface DelayLine<T> {
  push: (thing: T, delayMs: number) => void
  /** Drops what still waits. */
  stop: () => void
}

export function createDelayLine<T>(schedule: Schedule, emit: (thing: T) => void): DelayLine<T> {
  const waiting: { readonly thing: T; isDue: boolean; readonly cancel: () => void }[] = []
  const flush = (): void => {
    for (let first = waiting[0]; first?.isDue === true; first = waiting[0]) {
      waiting.shift()
      emit(first.thing)
    }
  }
  return {
    push(thing, delayMs) {
      if (delayMs === 0 && waiting.length === 0) {
        emit(thing)
        return
      }
      const cancel = schedule(delayMs, () => {
        entry.isDue = true
        flush()
      })
      const entry = { thing, isDue: false, cancel }
      waiting.push(entry)
    },
    stop() {
      for (const { cancel } of waiting.splice(0)) cancel()
    },
  }
}
