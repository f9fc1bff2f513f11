import type { LastMessage } from './channel'
import type { LocalEvent } from './event'
import type { ChannelId, MessageId, UserId } from './ids'
import type { Message } from './message'
import {
  comparePositions,
  emptySequence,
  firstMessage,
  lastMessage as newestMessage,
  messageById,
  putMessage,
  removeMessage,
  sliceMessages,
  type MessageSequence,
  type Position,
} from './messageSequence'
import { keepPending } from './pendingUnread'
import { deleteIn, getIn, setIn, type PersistentMap } from './persistentMap'
import { putEntry, putReading, readerOf, withoutDivider } from './reduceChannels'
import { discardPending } from './reduceOutbox'
import { withoutTypist } from './reduceTyping'
import { timelineOf } from './selectors'
import type { ChannelEntry, ChatState, HistoryFetch, Reading, Timeline } from './state'
import {
  captureDivider,
  coversMarker,
  isCountable,
  markerOf,
  withMarker,
  withMembership,
  withMessage,
  withoutPending,
} from './unread'

type HistoryLoaded = Extract<LocalEvent, { readonly type: 'historyLoaded' }>

export function applyHistoryFetch(state: ChatState, id: ChannelId, fetch: HistoryFetch): ChatState {
  return putTimeline(state, id, { ...timelineOf(state, id), fetch })
}

export function dropTimeline(state: ChatState, id: ChannelId): ChatState {
  const timelines = deleteIn(state.timelines, id)
  return timelines === state.timelines ? state : { ...state, timelines }
}

/** Merges a fetched page: every message once, its newer version. */
export function applyHistory(state: ChatState, event: HistoryLoaded): ChatState {
  const before = timelineOf(state, event.channelId)
  let sequence = startOf(before, event)
  let { lastOwn } = before
  for (const message of event.messages) {
    sequence = merge(sequence, before.removedIds, message)
    lastOwn = laterOwn(lastOwn, message, readerOf(state).id)
  }
  const timeline: Timeline = {
    ...before,
    sequence,
    lastOwn,
    isLoaded: before.isLoaded || event.isNewest,
    isStartReached: before.isStartReached || event.isStartReached,
    fetch: { status: 'idle' },
  }
  let next = putTimeline(state, event.channelId, timeline)
  for (const message of event.messages) next = discardPending(next, event.channelId, message.id)
  return recount(next, event.channelId, timeline)
}

/**
 * Before the first page, changes of any old message may have arrived: what is older than the page has a hole behind it.
 */
function startOf(before: Timeline, event: HistoryLoaded): MessageSequence {
  if (before.isLoaded || !event.isNewest || event.isStartReached) return before.sequence
  const oldestAt = Math.min(...event.messages.map((message) => message.createdAt))
  return sliceMessages(before.sequence, 0, before.sequence.length)
    .filter((message) => message.createdAt >= oldestAt)
    .reduce(putMessage, emptySequence)
}

function recount(state: ChatState, id: ChannelId, timeline: Timeline): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined || entry.membership === null) return state
  const reader = readerOf(state)
  const reading = withMembership(entry, entry.membership, timeline, reader)
  const captured = captureDivider(reading, entry.membership, timeline, reader.id)
  const isWatched = state.isAttended && state.currentId === id
  return putReading(state, entry, isWatched ? withoutAwaited(captured, timeline) : captured)
}

/** An attended channel with nothing unread awaits no divider: what comes while it is attended gets none (R8). */
function withoutAwaited(reading: Reading, timeline: Timeline): Reading {
  const from = reading.dividerFrom
  if (from === null || reading.divider !== null || !coversMarker(timeline, from)) return reading
  return withoutDivider(reading)
}

/** A new message or a new version of one. Messages of a channel without a timeline only move the channel's last line. */
export function applyMessage(state: ChatState, message: Message): ChatState {
  const id = message.channelId
  const before = getIn(state.timelines, id)
  if (before !== undefined && getIn(before.removedIds, message.id) === true) return state
  const known = before === undefined ? undefined : messageById(before.sequence, message.id)
  if (known !== undefined && known.updatedAt > message.updatedAt) return state
  let next = discardPending(state, id, message.id)
  if (before !== undefined && message.isInTimeline && isWithin(before, message)) {
    next = putTimeline(next, id, {
      ...before,
      sequence: putMessage(before.sequence, message),
      lastOwn: laterOwn(before.lastOwn, message, readerOf(state).id),
    })
  }
  next = withoutTypist(next, id, message.author)
  const entry = getIn(next.channels, id)
  return entry === undefined
    ? next
    : putEntry(next, noted(next, entry, message, known === undefined))
}

/** False for a change of a message from before the loaded history: alone in front of it, it would hide a hole. */
function isWithin(timeline: Timeline, message: Message): boolean {
  const first = firstMessage(timeline.sequence)
  if (!timeline.isLoaded || timeline.isStartReached || first === undefined) return true
  return comparePositions(message, first) >= 0
}

/** The channel's entry after one of its messages came: last line, counters (R1, R2), own marker (R6), divider (R8). */
function noted(
  state: ChatState,
  entry: ChannelEntry,
  message: Message,
  isNew: boolean,
): ChannelEntry {
  const lined = withLastLine(entry, message)
  const reader = readerOf(state)
  if (message.author.id === reader.id) {
    return isNew && isOwnWriting(message, reader.id) ? readByWriting(lined, message) : lined
  }
  if (!getIn(state.timelines, entry.id)) return lined
  const counted = { ...lined, reading: withMessage(lined, message, reader) }
  const isCounted =
    isNew &&
    message.createdAt > markerOf(lined) &&
    isCountable(message, lined.membership, reader.id)
  if (isCounted) return withDividerBefore(state, counted)
  return counted.reading === lined.reading ? lined : counted
}

function laterOwn(
  known: Position | null,
  message: Message,
  readerId: UserId | null,
): Position | null {
  if (!isOwnWriting(message, readerId)) return known
  if (known !== null && comparePositions(message, known) <= 0) return known
  return { id: message.id, createdAt: message.createdAt }
}

function isOwnWriting(message: Message, readerId: UserId | null): boolean {
  return message.author.id === readerId && message.system === null && message.isInTimeline
}

function readByWriting(entry: ChannelEntry, message: Message): ChannelEntry {
  const { reading } = entry
  if (reading.isManuallyUnread || message.createdAt <= reading.movedBackAt) return entry
  if (message.createdAt > markerOf(entry)) {
    return { ...entry, reading: withMarker(withoutDivider(reading), message) }
  }
  const pending = keepPending(reading.pending, (one) => one.at > message.createdAt)
  return pending === reading.pending ? entry : { ...entry, reading: { ...reading, pending } }
}

function withDividerBefore(state: ChatState, entry: ChannelEntry): ChannelEntry {
  if (state.currentId !== entry.id || state.isAttended) return entry
  const { reading } = entry
  if (reading.divider !== null) {
    const divider = { ...reading.divider, count: reading.divider.count + 1 }
    return { ...entry, reading: { ...reading, divider } }
  }
  const timeline = timelineOf(state, entry.id)
  const captured = captureDivider(reading, entry.membership, timeline, readerOf(state).id)
  return captured === reading ? entry : { ...entry, reading: captured }
}

function withLastLine(entry: ChannelEntry, message: Message): ChannelEntry {
  const { channel } = entry
  if (channel === null || !message.isInTimeline) return entry
  const isChange = channel.lastMessage?.id === message.id
  const isNewer = channel.lastMessage === null || comparePositions(message, channel.lastMessage) > 0
  if (!isChange && (!isNewer || message.createdAt < channel.lastActivityAt)) return entry
  const lastMessage = toLastMessage(message)
  if (isChange && isSameLine(channel.lastMessage, lastMessage)) return entry
  const lastActivityAt = Math.max(channel.lastActivityAt, message.createdAt)
  return { ...entry, channel: { ...channel, lastMessage, lastActivityAt } }
}

export function toLastMessage(message: Message): LastMessage {
  return {
    id: message.id,
    author: message.author,
    text: message.text,
    createdAt: message.createdAt,
    system: message.system,
    isDeleted: message.isDeleted,
    attachmentCount: message.attachments.length,
  }
}

function isSameLine(a: LastMessage | null, b: LastMessage): boolean {
  return (
    a !== null &&
    a.text === b.text &&
    a.isDeleted === b.isDeleted &&
    a.attachmentCount === b.attachmentCount &&
    a.author.name === b.author.name
  )
}

export function applyMessageRemoved(
  state: ChatState,
  id: ChannelId,
  messageId: MessageId,
): ChatState {
  const before = getIn(state.timelines, id)
  if (before === undefined) return state
  const removedIds = setIn(before.removedIds, messageId, true)
  if (removedIds === before.removedIds) return state
  const sequence = removeMessage(before.sequence, messageId)
  const next = putTimeline(state, id, { ...before, sequence, removedIds })
  const entry = getIn(next.channels, id)
  return entry === undefined
    ? next
    : withoutMessage(next, withEarlierLine(entry, messageId, sequence), messageId)
}

/** The line under the channel's name must not keep showing what was deleted. */
function withEarlierLine(
  entry: ChannelEntry,
  removedId: MessageId,
  sequence: MessageSequence,
): ChannelEntry {
  const { channel } = entry
  if (channel?.lastMessage?.id !== removedId) return entry
  const newest = newestMessage(sequence)
  const lastMessage = newest === undefined ? null : toLastMessage(newest)
  return { ...entry, channel: { ...channel, lastMessage } }
}

function withoutMessage(state: ChatState, entry: ChannelEntry, messageId: MessageId): ChatState {
  let reading = withoutPending(entry.reading, { id: messageId })
  if (reading.divider?.beforeId === messageId) {
    const rearmed = { ...reading, divider: null }
    const timeline = timelineOf(state, entry.id)
    reading = captureDivider(rearmed, entry.membership, timeline, readerOf(state).id)
  }
  return putEntry(state, reading === entry.reading ? entry : { ...entry, reading })
}

function merge(
  sequence: MessageSequence,
  removedIds: PersistentMap<MessageId, true>,
  message: Message,
): MessageSequence {
  if (!message.isInTimeline || getIn(removedIds, message.id) === true) return sequence
  const known = messageById(sequence, message.id)
  if (known !== undefined && known.updatedAt >= message.updatedAt) return sequence
  return putMessage(sequence, message)
}

function putTimeline(state: ChatState, id: ChannelId, timeline: Timeline): ChatState {
  return { ...state, timelines: setIn(state.timelines, id, timeline) }
}
