import { emptyState, reduce, type ChatEvent, type ChatState } from '../domain'
import type { Stop } from '../ports'

/** The state of a session: changed only by events, told to whoever listens. */
export interface StateStore {
  readonly state: ChatState
  dispatch(event: ChatEvent): void
  /** Called after each change of the state, with the event that made it. */
  listen(listener: (event: ChatEvent) => void): Stop
  /** Called with every event, after it, also with one that changed nothing here. */
  observe(observer: (event: ChatEvent) => void): Stop
}

export function createStateStore(): StateStore {
  const listeners = new Set<(event: ChatEvent) => void>()
  const observers = new Set<(event: ChatEvent) => void>()
  let state = emptyState
  return {
    get state() {
      return state
    },
    dispatch(event) {
      const next = reduce(state, event)
      if (next !== state) {
        state = next
        for (const listener of [...listeners]) listener(event)
      }
      for (const observer of [...observers]) observer(event)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    observe(observer) {
      observers.add(observer)
      return () => observers.delete(observer)
    },
  }
}
