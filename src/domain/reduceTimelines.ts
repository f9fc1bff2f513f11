import type { LastMessage } from './channel'
import { oncePerChunk } from './chunkedList'
import type { HistoryPart, View } from './event'
import type { ChannelId, MessageId, Timestamp, UserId } from './ids'
import type { Message } from './message'
import {
  comparePositions,
  emptySequence,
  indexOfPosition,
  lastMessage as newestMessage,
  messageAt,
  messageById,
  putMessage,
  removeMessage,
  sliceMessages,
  type MessageSequence,
  type Position,
} from './messageSequence'
import { keepPending } from './pendingUnread'
import { deleteIn, getIn, setIn } from './persistentMap'
import { addRange, intersect, isCovered, liveRange, type Range, type Ranges } from './ranges'
import { putEntry, putReading, readerOf, withoutDivider } from './reduceChannels'
import { discardFulfilled } from './reduceOutbox'
import { withoutTypist } from './reduceTyping'
import { timelineOf } from './selectors'
import {
  emptyTimeline,
  type ChannelEntry,
  type ChatState,
  type HistoryFetch,
  type Reading,
  type Timeline,
} from './state'
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

export function applyHistoryFetch(state: ChatState, id: ChannelId, fetch: HistoryFetch): ChatState {
  const before = timelineOf(state, id)
  const cached = fetch.status === 'failed' ? null : before.cached
  return putTimeline(state, id, { ...before, cached, fetch })
}

/** Forgets what is known; what an earlier page kept is shown until something is known again. */
export function dropTimeline(state: ChatState, id: ChannelId): ChatState {
  const { cached } = timelineOf(state, id)
  if (cached !== null) return putTimeline(state, id, { ...emptyTimeline, cached })
  const timelines = deleteIn(state.timelines, id)
  return timelines === state.timelines ? state : { ...state, timelines }
}

/** Merges what was fetched: every message once, its newer version. */
export function applyHistory(
  state: ChatState,
  id: ChannelId,
  parts: readonly HistoryPart[],
): ChatState {
  return withParts(state, id, timelineOf(state, id), parts)
}

export function replaceHistory(
  state: ChatState,
  id: ChannelId,
  parts: readonly HistoryPart[],
): ChatState {
  const { removedIds, lastOwn } = timelineOf(state, id)
  return withParts(state, id, { ...emptyTimeline, removedIds, lastOwn }, parts)
}

function withParts(
  state: ChatState,
  id: ChannelId,
  before: Timeline,
  parts: readonly HistoryPart[],
): ChatState {
  const ranges = parts.reduce((known, { covers }) => addRange(known, covers), before.ranges)
  let sequence = before.isLoaded ? before.sequence : within(before.sequence, ranges)
  let { lastOwn } = before
  for (const message of parts.flatMap(({ messages }) => messages)) {
    if (!isCovered(ranges, message)) continue
    sequence = merge(sequence, before.removedIds, message)
    lastOwn = laterOwn(lastOwn, message, readerOf(state).id)
  }
  const timeline = withRanges({ ...before, sequence, lastOwn, fetch: { status: 'idle' } }, ranges)
  let next = putTimeline(state, id, timeline)
  for (const { messages } of parts) {
    for (const message of messages) next = discardFulfilled(next, message)
  }
  return recount(next, id, timeline)
}

function withRanges(timeline: Timeline, ranges: Ranges): Timeline {
  const isLoaded = liveRange(ranges) !== null
  return {
    ...timeline,
    ranges,
    isLoaded,
    cached: isLoaded ? null : timeline.cached,
    isStartReached: ranges[0]?.from === null,
  }
}

/** Until the newest page came, changes of any old message may have arrived: alone they would hide holes. */
function within(sequence: MessageSequence, ranges: Ranges): MessageSequence {
  if (liveRange(ranges) === null) return sequence
  return sliceMessages(sequence, 0, sequence.length)
    .filter((message) => isCovered(ranges, message))
    .reduce(putMessage, emptySequence)
}

/** Messages that stay around the view, on both sides of it. */
const keptAround = 300
/** The newest messages stay wherever the view is. */
const keptNewest = 100

/** What is far from the view is forgotten and loads again when it is wanted. */
export function trimHistory(state: ChatState, id: ChannelId, view: View | null): ChatState {
  const before = timelineOf(state, id)
  const { sequence } = before
  if (!before.isLoaded) return state
  const end = sequence.length
  const newestFrom = Math.max(0, end - (view === null ? 2 * keptAround : keptNewest))
  const kept = [{ from: newestFrom, to: end }]
  if (view !== null) {
    const from = Math.max(0, indexOfPosition(sequence, view.first) - keptAround)
    const to = Math.min(end, indexOfPosition(sequence, view.last) + keptAround)
    if (to < newestFrom) kept.unshift({ from, to })
    else kept.splice(0, 1, { from: Math.min(from, newestFrom), to: end })
  }
  const messages = kept.flatMap(({ from, to }) => sliceMessages(sequence, from, to))
  if (messages.length === end) return state
  const stretches = kept.map((one) => stretchOf(sequence, one.from, one.to))
  const trimmed = messages.reduce(putMessage, emptySequence)
  const ranges = intersect(before.ranges, stretches)
  const next = putTimeline(state, id, withRanges({ ...before, sequence: trimmed }, ranges))
  return withoutUncounted(next, id, trimmed)
}

/** What only makes a channel bold is told by the newest alone: the rest of it would grow without end in a busy channel. */
function withoutUncounted(state: ChatState, id: ChannelId, kept: MessageSequence): ChatState {
  const entry = getIn(state.channels, id)
  if (entry === undefined) return state
  const pending = keepPending(
    entry.reading.pending,
    (one) =>
      one.isHeld ||
      one.isNumbered ||
      one.mention !== null ||
      getIn(kept.byId, one.id) !== undefined,
  )
  return pending === entry.reading.pending
    ? state
    : putReading(state, entry, { ...entry.reading, pending })
}

function stretchOf(sequence: MessageSequence, from: number, to: number): Range {
  return {
    from: from === 0 ? null : positionAt(sequence, from),
    to: to === sequence.length ? null : positionAt(sequence, to - 1),
  }
}

function positionAt(sequence: MessageSequence, index: number): Position | null {
  const message = messageAt(sequence, index)
  return message === undefined ? null : { id: message.id, createdAt: message.createdAt }
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
  if (before !== undefined && before.removedIds.includes(message.id)) return state
  const known = before === undefined ? undefined : messageById(before.sequence, message.id)
  if (known !== undefined && known.updatedAt > message.updatedAt) return state
  const isKept = before === undefined || isWithin(before, message)
  let next = discardFulfilled(state, message)
  if (before !== undefined && message.isInTimeline && isKept) {
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
    : putEntry(next, noted(next, entry, message, known === undefined && isKept))
}

const unreadIn = oncePerChunk((messages: readonly Message[]) =>
  messages.filter(({ isUnread }) => isUnread),
)

/** Of messages that are not loaded the server tells when they are. */
export function applyMessagesRead(
  state: ChatState,
  id: ChannelId,
  upTo: Timestamp,
  rootId: MessageId | null,
): ChatState {
  const timeline = getIn(state.timelines, id)
  if (timeline === undefined) return state
  const { sequence } = timeline
  const read = sequence.chunks
    .flatMap((chunk) => unreadIn(chunk))
    .filter((one) => one.createdAt <= upTo && (rootId === null || one.rootId === rootId))
  if (read.length === 0) return state
  const next = read.reduce(
    (messages, one) => putMessage(messages, { ...one, isUnread: false }),
    sequence,
  )
  return putTimeline(state, id, { ...timeline, sequence: next })
}

/** False for a change of a message in a gap: alone in it, it would hide the hole. */
function isWithin(timeline: Timeline, message: Message): boolean {
  return !timeline.isLoaded || isCovered(timeline.ranges, message)
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

/** Of a channel. A late version of a deleted message is seconds late, while a channel may stay open for weeks. */
const mostRemoved = 500

export function applyMessageRemoved(
  state: ChatState,
  id: ChannelId,
  messageId: MessageId,
): ChatState {
  const before = getIn(state.timelines, id)
  if (before === undefined || before.removedIds.includes(messageId)) return state
  const removedIds = [...before.removedIds, messageId].slice(-mostRemoved)
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
  removedIds: Timeline['removedIds'],
  message: Message,
): MessageSequence {
  if (!message.isInTimeline || removedIds.includes(message.id)) return sequence
  const known = messageById(sequence, message.id)
  if (known !== undefined && known.updatedAt >= message.updatedAt) return sequence
  return putMessage(sequence, message)
}

function putTimeline(state: ChatState, id: ChannelId, timeline: Timeline): ChatState {
  return { ...state, timelines: setIn(state.timelines, id, timeline) }
}
