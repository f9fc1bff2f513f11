import type { Channel, Membership } from './channel'
import type { ChannelId, MessageId } from './ids'
import { comparePositions, lastMessage, type Position } from './messageSequence'
import { deleteIn, getIn, setIn } from './persistentMap'
import { timelineOf } from './selectors'
import {
  emptyReading,
  type ChannelEntry,
  type ChatState,
  type Reading,
  type ToldReading,
} from './state'
import {
  adjustTotals,
  captureDivider,
  dividerStart,
  markerOf,
  summarize,
  withMarker,
  withMembership,
  withoutPending,
  type Reader,
} from './unread'

const nothingUnread = { count: 0, mentions: 0, hasAlert: false }

export function readerOf(state: ChatState): Reader {
  return { id: state.me?.id ?? null, facts: state.facts }
}

function entryOf(state: ChatState, id: ChannelId): ChannelEntry {
  return (
    getIn(state.channels, id) ?? {
      id,
      channel: null,
      membership: null,
      reading: emptyReading,
      unread: nothingUnread,
    }
  )
}

/** The state with this entry, its summary and the totals brought in step. The only writer of all three. */
export function putEntry(state: ChatState, entry: ChannelEntry): ChatState {
  const before = getIn(state.channels, entry.id) ?? null
  const unread = summarize(entry)
  const after = isSameSummary(unread, entry.unread) ? entry : { ...entry, unread }
  if (before === after) return state
  return {
    ...state,
    channels: setIn(state.channels, entry.id, after),
    totals: adjustTotals(state.totals, before, after),
  }
}

function isSameSummary(a: ChannelEntry['unread'], b: ChannelEntry['unread']): boolean {
  return a.count === b.count && a.mentions === b.mentions && a.hasAlert === b.hasAlert
}

export function putReading(state: ChatState, entry: ChannelEntry, reading: Reading): ChatState {
  return reading === entry.reading ? state : putEntry(state, { ...entry, reading })
}

/** An older record than the one here changes nothing. What a message told first (last activity) is kept. */
export function applyChannel(state: ChatState, channel: Channel): ChatState {
  const entry = entryOf(state, channel.id)
  const known = entry.channel
  if (known !== null && channel.updatedAt < known.updatedAt) return state
  const { removedIds } = timelineOf(state, channel.id)
  const lineId = known?.lastMessage?.id
  const isLineGone = lineId === undefined || removedIds.includes(lineId)
  const isKept = known !== null && !isLineGone
  return putEntry(state, { ...entry, channel: isKept ? merged(known, channel) : channel })
}

function merged(known: Channel, next: Channel): Channel {
  if (known.lastActivityAt <= next.lastActivityAt) return next
  return { ...next, lastActivityAt: known.lastActivityAt, lastMessage: known.lastMessage }
}

export function applyMembership(state: ChatState, membership: Membership): ChatState {
  const entry = entryOf(state, membership.channelId)
  const known = entry.membership
  if (known !== null && membership.updatedAt < known.updatedAt) return state
  const timeline = timelineOf(state, membership.channelId)
  const reading = withMembership(entry, membership, timeline, readerOf(state))
  return putEntry(state, { ...entry, membership, reading })
}

export function dropMembership(state: ChatState, id: ChannelId): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined || entry.membership === null) return state
  const dropped = putEntry(state, { ...entry, membership: null, reading: emptyReading })
  return { ...dropped, timelines: deleteIn(dropped.timelines, id) }
}

export function dropChannel(state: ChatState, id: ChannelId): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  return {
    ...state,
    channels: deleteIn(state.channels, id),
    timelines: deleteIn(state.timelines, id),
    totals: adjustTotals(state.totals, entry, null),
  }
}

/** Leaves the channel on the screen and enters another: the divider goes, and one is captured where it is due (R8). */
export function applyEntered(state: ChatState, id: ChannelId | null): ChatState {
  if (state.currentId === id) return state
  const left = state.currentId === null ? state : leave(state, state.currentId)
  const next = { ...left, currentId: id, isAttended: false }
  return id === null ? next : armOnEntering(next, id)
}

function leave(state: ChatState, id: ChannelId): ChatState {
  const freed = dropUnreadMark(state, id)
  const entry = getIn(freed.channels, id)
  return entry === undefined ? freed : putReading(freed, entry, withoutDivider(entry.reading))
}

/** Ends a mark set by hand: from here on the server's marker counts again (R7). */
export function dropUnreadMark(state: ChatState, id: ChannelId): ChatState {
  const entry = getIn(state.channels, id)
  if (entry?.reading.isManuallyUnread !== true) return state
  const reading = withoutDivider({ ...entry.reading, isManuallyUnread: false, marker: null })
  return putReading(state, entry, reading)
}

/** Captures the divider of a channel that is entered, or awaits it (R8). */
export function armOnEntering(state: ChatState, id: ChannelId): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  const { count, mentions, hasAlert } = entry.unread
  const isUnread = count > 0 || mentions > 0 || hasAlert
  const newest = isUnread ? 0 : (entry.channel?.lastActivityAt ?? 0)
  const armed = { ...entry.reading, dividerFrom: Math.max(dividerStart(entry), newest) }
  const timeline = timelineOf(state, id)
  const reader = readerOf(state)
  return putReading(state, entry, captureDivider(armed, entry.membership, timeline, reader.id))
}

/** Losing attention with everything read arms the divider for what comes next; getting it back disarms (R8). */
export function applyAttention(state: ChatState, isAttended: boolean): ChatState {
  if (state.isAttended === isAttended) return state
  const next = { ...state, isAttended }
  const entry = state.currentId === null ? undefined : getIn(state.channels, state.currentId)
  if (entry === undefined) return next
  if (isAttended) {
    const isAwaited = entry.reading.divider === null && timelineOf(state, entry.id).isLoaded
    const isUnread = entry.unread.count > 0 || entry.unread.hasAlert
    return isAwaited && !isUnread ? putReading(next, entry, withoutDivider(entry.reading)) : next
  }
  return putReading(next, entry, armedOnLeaving(next, entry))
}

function armedOnLeaving(state: ChatState, entry: ChannelEntry): Reading {
  const { reading, membership, unread } = entry
  const timeline = timelineOf(state, entry.id)
  const isUnread = unread.count > 0 || unread.hasAlert || reading.pending.byId.size > 0
  if (!isUnread) {
    const newest = lastMessage(timeline.sequence)?.createdAt ?? 0
    return { ...reading, dividerFrom: Math.max(markerOf(entry), newest), divider: null }
  }
  const armed = { ...reading, dividerFrom: dividerStart(entry), divider: null }
  const captured = captureDivider(armed, membership, timeline, readerOf(state).id)
  return captured.divider?.beforeId === reading.divider?.beforeId ? reading : captured
}

export function withoutDivider(reading: Reading): Reading {
  if (reading.divider === null && reading.dividerFrom === null) return reading
  return { ...reading, divider: null, dividerFrom: null }
}

/** R4: never backwards. */
export function applyReadUpTo(state: ChatState, id: ChannelId, position: Position): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined || entry.reading.isManuallyUnread) return state
  const { marker } = entry.reading
  if (marker !== null && comparePositions(position, marker) <= 0) return state
  return putReading(state, entry, withMarker(entry.reading, position))
}

/** R7: by the user's own wish, so the divider goes and a manual mark ends. */
export function applyMarkedRead(state: ChatState, id: ChannelId, position: Position): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  const { marker, isManuallyUnread } = entry.reading
  const isFurther = marker !== null && !isManuallyUnread && comparePositions(marker, position) > 0
  const freed = withoutDivider({ ...entry.reading, isManuallyUnread: false, dismissed: null })
  return putReading(state, entry, withMarker(freed, isFurther ? marker : position))
}

export function applyTold(
  state: ChatState,
  id: ChannelId,
  requested: ToldReading | null,
): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined || entry.reading.requested === requested) return state
  return putReading(state, entry, { ...entry.reading, requested })
}

/** The line dropped before the server answered (C7). */
export function applyUnclear(state: ChatState, id: ChannelId): ChatState {
  const requested = getIn(state.channels, id)?.reading.requested ?? null
  if (requested === null) return state
  const newest = lastMessage(timelineOf(state, id).sequence)
  const knownAt = Math.max(requested.createdAt, newest?.createdAt ?? 0)
  return applyTold(state, id, { ...requested, knownAt })
}

/** R7: what the user dismisses is shown as read until it is told or taken back. */
export function applyDismissed(
  state: ChatState,
  upTo: ReadonlyMap<ChannelId, Position | null>,
): ChatState {
  let next = state
  for (const [id, dismissed] of upTo) {
    const entry = getIn(next.channels, id)
    if (entry === undefined || entry.reading.dismissed === dismissed) continue
    next = putReading(next, entry, { ...entry.reading, dismissed })
  }
  return next
}

/** R5: the server would not have a message unread again, so its word stands. */
export function applyReleased(state: ChatState, id: ChannelId, messageId: MessageId): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  return putReading(state, entry, withoutPending(entry.reading, { id: messageId }))
}

/** R7: the marker goes just before the message, and stays until the user leaves the channel. */
export function applyMarkedUnread(state: ChatState, id: ChannelId, before: Position): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  const at = before.createdAt - 1
  const reading: Reading = {
    ...entry.reading,
    marker: { id: before.id, createdAt: at },
    requested: null,
    isManuallyUnread: true,
    dismissed: null,
    dividerFrom: at,
    divider: null,
  }
  const timeline = timelineOf(state, id)
  return putReading(
    state,
    entry,
    captureDivider(reading, entry.membership, timeline, readerOf(state).id),
  )
}
