import type { ChannelId } from '../domain'
import { steadyClock, type CancelTimer, type ChatTransport, type Clock } from '../ports'
import type { StateStore } from './store'

/** Typing is renewed at most this often. */
const renewMs = 5_000
const expireEveryMs = 1_000

/** Tells others that I type: at once, then renewed while it goes on, and once when it ends. */
export function createTypingSender(
  clock: Clock,
  transport: () => ChatTransport | null,
): { set(id: ChannelId, isTyping: boolean): void } {
  const time = steadyClock(clock)
  const toldAt = new Map<ChannelId, number>()
  return {
    set(id, isTyping) {
      const last = toldAt.get(id)
      if (!isTyping && last === undefined) return
      if (isTyping && last !== undefined && time.now() - last < renewMs) return
      if (isTyping) toldAt.set(id, time.now())
      else toldAt.delete(id)
      transport()?.setTyping(id, isTyping)
    },
  }
}

/** Lets typists fade who were not renewed. Runs only while somebody types. */
export function createTypingTimer(
  store: StateStore,
  clock: Clock,
): {
  arm(): void
  /** The clock was set, and what was to fade by it means nothing: all fade now, and who still types is told again soon. */
  clear(): void
  close(): void
} {
  let cancel: CancelTimer | null = null
  function expire(): void {
    cancel = null
    store.dispatch({ type: 'typingExpired', at: clock.now() })
    if (store.state.typists.size > 0) arm()
  }
  function arm(): void {
    cancel ??= clock.after(expireEveryMs, expire)
  }
  return {
    arm,
    clear: () => {
      store.dispatch({ type: 'typingExpired', at: Infinity })
    },
    close: () => cancel?.(),
  }
}
