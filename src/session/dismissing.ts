import {
  channelEntry,
  hasNews,
  isDismissed,
  messageId,
  newestPosition,
  timelineOf,
  valuesOf,
  type ChannelEntry,
  type ChannelId,
  type Position,
} from '../domain'
import type { StateStore } from './store'

/** Marks read by the user's wish, with a way back until it is settled (R7). */
export interface Dismisser {
  /** Shows a channel, or all of them (null), as read. The number of channels that had something: when there are any, an earlier wish is settled. */
  dismiss(id: ChannelId | null): number
  /** Shows again what is unread, exactly as if nothing had been dismissed. */
  undo(): void
  /** Tells the server: there is no way back any more. */
  settle(): void
}

/** @param markRead tells the server that a channel was read up to a message by the user's wish. */
export function createDismisser(
  store: StateStore,
  markRead: (id: ChannelId, upTo: Position) => void,
): Dismisser {
  let dismissed: ReadonlyMap<ChannelId, Position> = new Map()

  /** A later mark by hand is the newer wish: what was dismissed there is neither told nor taken back. */
  store.listen((event) => {
    if (event.type !== 'markedUnread') return
    dismissed = new Map([...dismissed].filter(([id]) => id !== event.channelId))
  })

  function dismiss(id: ChannelId | null): number {
    const entries = id === null ? valuesOf(store.state.channels) : [channelEntry(store.state, id)]
    const wanted = new Map<ChannelId, Position>()
    for (const entry of entries) {
      if (entry !== null && hasNews(entry)) wanted.set(entry.id, end(entry))
    }
    if (wanted.size === 0) return 0
    settle()
    dismissed = wanted
    store.dispatch({ type: 'unreadDismissed', upTo: wanted })
    return wanted.size
  }

  /** The end of what is known of a channel: nothing in it is newer. */
  function end(entry: ChannelEntry): Position {
    const newest = newestPosition(entry, timelineOf(store.state, entry.id))
    const createdAt = Math.max(newest?.createdAt ?? 0, entry.channel?.lastActivityAt ?? 0)
    return { id: newest?.id ?? messageId(''), createdAt }
  }

  function undo(): void {
    const upTo = new Map([...dismissed.keys()].map((id) => [id, null]))
    dismissed = new Map()
    if (upTo.size > 0) store.dispatch({ type: 'unreadDismissed', upTo })
  }

  /**
   * A channel in which something came meanwhile is told only where that is known message by message and can be made unread
   * again (R5). Elsewhere it stays unread, with all that was dismissed in it: too much is shown rather than too little.
   */
  function settle(): void {
    const settled = dismissed
    undo()
    for (const [id, position] of settled) {
      const entry = channelEntry(store.state, id)
      if (entry === null || !hasNews(entry)) continue
      const isKnown = timelineOf(store.state, id).isLoaded
      const isNewest = isDismissed({ ...entry, reading: { ...entry.reading, dismissed: position } })
      if (isNewest || isKnown) markRead(id, position)
    }
  }

  return { dismiss, undo, settle }
}
