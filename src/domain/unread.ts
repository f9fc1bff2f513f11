import type { CountedMessages, ServerFacts } from './capabilities'
import type { Membership } from './channel'
import type { Timestamp, UserId } from './ids'
import type { Message } from './message'
import { messagesAfter, type MessageSequence, type Position } from './messageSequence'
import { getIn, valuesOf } from './persistentMap'
import {
  addPending,
  keepPending,
  noPending,
  removePending,
  type PendingSet,
  type PendingUnread,
} from './pendingUnread'
import { isCovered, rangeAfter } from './ranges'
import type { ChannelEntry, Divider, Reading, Timeline, UnreadSummary, UnreadTotals } from './state'

const nothingUnread: UnreadSummary = { count: 0, mentions: 0, hasAlert: false }

/** Who reads, and which messages the server counts: what deciding about a message needs. */
export interface Reader {
  readonly id: UserId | null
  readonly facts: ServerFacts
}

/** How far this user has read: the server's marker, or the one set here where it is further (R2). */
export function markerOf(entry: ChannelEntry): Timestamp {
  const here = entry.reading.marker?.createdAt
  if (entry.reading.isManuallyUnread && here !== undefined) return here
  return Math.max(entry.membership?.readMarkerAt ?? 0, here ?? 0)
}

/** Whether a message can make its channel unread at all (R1); whether it is after the marker is asked apart. */
export function isCountable(
  message: Message,
  membership: Membership | null,
  readerId: UserId | null,
): boolean {
  if (message.system !== null || message.isDeleted || !message.isInTimeline) return false
  if (message.author.id === readerId) return false
  return membership?.ignoredUserIds.includes(message.author.id) !== true
}

/** What the list shows. Muting (R12) and having read everything hide what the server's record still says. */
export function summarize(entry: ChannelEntry): UnreadSummary {
  const { membership, reading } = entry
  if (membership?.isOpen !== true || isDismissed(entry)) return nothingUnread
  const isReadHere = hasReadEverything(entry)
  const { pending } = reading
  const userMentions = (isReadHere ? 0 : membership.userMentions) + pending.userMentions
  if (membership.isMuted) return { count: 0, mentions: 0, hasAlert: userMentions > 0 }
  const groupMentions = (isReadHere ? 0 : membership.groupMentions) + pending.groupMentions
  const mentions = userMentions + groupMentions
  const isAlerted = isReadHere
    ? membership.hasAlert && membership.unreadThreadIds.length > 0
    : membership.hasAlert
  const count = (isReadHere ? 0 : membership.unread) + pending.numbered
  const hasNews = count > 0 || isAlerted || pending.byId.size > 0
  return {
    count,
    mentions,
    hasAlert: membership.isUnreadHidden ? mentions > 0 : hasNews,
  }
}

function hasReadEverything(entry: ChannelEntry): boolean {
  const { marker, isManuallyUnread } = entry.reading
  if (marker === null || isManuallyUnread || entry.channel === null) return false
  return marker.createdAt >= entry.channel.lastActivityAt
}

/** Whether the user has dismissed all there is in a channel, and can take that back (R7). */
export function isDismissed({ channel, reading }: ChannelEntry): boolean {
  const at = reading.dismissed?.createdAt
  if (at === undefined || (channel?.lastActivityAt ?? 0) > at) return false
  for (const pending of valuesOf(reading.pending.byId)) if (pending.at > at) return false
  return true
}

/** The totals after one channel's summary changed from `before` to `after` (R13). */
export function adjustTotals(
  totals: UnreadTotals,
  before: ChannelEntry | null,
  after: ChannelEntry | null,
): UnreadTotals {
  const removed = contribution(before)
  const added = contribution(after)
  const next = {
    total: totals.total + added.total - removed.total,
    mentions: totals.mentions + added.mentions - removed.mentions,
    channels: totals.channels + added.channels - removed.channels,
    activeChannels: totals.activeChannels + added.activeChannels - removed.activeChannels,
    personal: totals.personal + added.personal - removed.personal,
  }
  const isSame =
    next.total === totals.total &&
    next.mentions === totals.mentions &&
    next.channels === totals.channels &&
    next.activeChannels === totals.activeChannels &&
    next.personal === totals.personal
  return isSame ? totals : next
}

const noContribution: UnreadTotals = {
  total: 0,
  mentions: 0,
  channels: 0,
  activeChannels: 0,
  personal: 0,
}

function contribution(entry: ChannelEntry | null): UnreadTotals {
  if (entry?.membership === null || entry === null || entry.membership.isMuted) {
    return noContribution
  }
  const { count, mentions, hasAlert } = entry.unread
  return {
    total: count,
    mentions,
    channels: count > 0 ? 1 : 0,
    activeChannels: hasAlert ? 1 : 0,
    personal: entry.membership.kind === 'direct' ? Math.max(count, mentions) : mentions,
  }
}

/** Reading after a message arrived or was deleted: it is counted here until the server's record covers it (R2). */
export function withMessage(entry: ChannelEntry, message: Message, reader: Reader): Reading {
  const { reading, membership } = entry
  const isHeld = getIn(reading.pending.byId, message.id)?.isHeld === true
  if (isHeld && isCountable(message, membership, reader.id)) return reading
  if (!isUnreadHere(entry, message, reader)) return withoutPending(reading, message)
  if (membership !== null && message.createdAt <= membership.updatedAt) return reading
  const pending = addPending(reading.pending, toPending(message, membership, reader, false))
  return pending === reading.pending ? reading : { ...reading, pending }
}

function isUnreadHere(entry: ChannelEntry, message: Message, reader: Reader): boolean {
  return isCountable(message, entry.membership, reader.id) && message.createdAt > markerOf(entry)
}

/** Reading after a message stopped to count, because it was read elsewhere, changed or deleted. */
export function withoutPending(reading: Reading, message: { readonly id: Message['id'] }): Reading {
  const pending = removePending(reading.pending, message.id)
  return pending === reading.pending ? reading : { ...reading, pending }
}

/**
 * Reading after a newer record of the server. What the record covers is no longer counted here; what it does not is
 * found again in the timeline, so that the order in which record and messages came makes no difference.
 */
export function withMembership(
  entry: ChannelEntry,
  next: Membership,
  timeline: Timeline,
  reader: Reader,
): Reading {
  const moved: ChannelEntry = {
    ...entry,
    membership: next,
    reading: moveMarkers(entry, next, timeline),
  }
  let pending = keptPending(entry, moved, timeline, reader)
  const from = Math.max(next.updatedAt, markerOf(moved))
  for (const message of messagesAfter(timeline.sequence, from)) {
    if (isCountable(message, next, reader.id)) {
      pending = addPending(pending, toPending(message, next, reader, false))
    }
  }
  return { ...moved.reading, pending }
}

/** The marker and the request of a reading, as far as a newer record leaves them. */
function moveMarkers(entry: ChannelEntry, next: Membership, timeline: Timeline): Reading {
  const { reading } = entry
  const after = next.readMarkerAt ?? 0
  const isMovedBack = after < (entry.membership?.readMarkerAt ?? 0)
  const movedBackAt = isMovedBack ? next.updatedAt : reading.movedBackAt
  const own = reading.isManuallyUnread ? null : ownSince(timeline, movedBackAt)
  const kept = isMovedBack || isConfirmed(reading, after) ? null : reading.marker
  return {
    ...reading,
    movedBackAt,
    marker: withOwn(kept, own, after),
    requested: isMovedBack || isSettledBy(reading, next) ? null : reading.requested,
  }
}

function isSettledBy({ requested }: Reading, { readMarkerAt }: Membership): boolean {
  return requested !== null && (readMarkerAt ?? 0) >= requested.createdAt
}

/** What was pending before a record and stays so: what a reading of ours has swallowed, now or before (R5). */
function keptPending(
  before: ChannelEntry,
  moved: ChannelEntry,
  timeline: Timeline,
  reader: Reader,
): PendingSet {
  const { requested, pending } = before.reading
  const next = moved.membership
  if (next === null) return noPending
  if (requested !== null && isSettledBy(before.reading, next)) {
    const own = ownSince(timeline, moved.reading.movedBackAt)
    const seenAt = Math.max(requested.createdAt, own?.createdAt ?? 0)
    const swallowedAt = Math.min(next.readMarkerAt ?? 0, requested.knownAt ?? Infinity)
    return hold(moved, timeline.sequence, { seenAt, swallowedAt }, reader)
  }
  const isUnmoved = (next.readMarkerAt ?? 0) === (before.membership?.readMarkerAt ?? 0)
  return isUnmoved ? keepPending(pending, (one) => one.isHeld) : noPending
}

/** My newest message, if it was written after a time. */
function ownSince({ lastOwn }: Timeline, at: Timestamp): Position | null {
  return lastOwn !== null && lastOwn.createdAt > at ? lastOwn : null
}

/** The further of a marker and my newest message, as far as either is ahead of the server's marker (R6). */
function withOwn(
  marker: Position | null,
  own: Position | null,
  serverAt: Timestamp,
): Position | null {
  if (own === null || own.createdAt <= Math.max(serverAt, marker?.createdAt ?? 0)) return marker
  return own
}

/** The server has read as far as this client; a mark set by hand is the user's and stays (R7). */
function isConfirmed(reading: Reading, serverAt: Timestamp): boolean {
  return !reading.isManuallyUnread && serverAt >= (reading.marker?.createdAt ?? Infinity)
}

/** R5: the server marked more than was seen here. What lies between stays unread. */
function hold(
  entry: ChannelEntry,
  sequence: MessageSequence,
  { seenAt, swallowedAt }: { readonly seenAt: Timestamp; readonly swallowedAt: Timestamp },
  reader: Reader,
): PendingSet {
  const { membership } = entry
  let held = noPending
  for (const message of messagesAfter(sequence, seenAt)) {
    const isSwallowed = message.createdAt <= swallowedAt
    if (isSwallowed && isCountable(message, membership, reader.id)) {
      held = addPending(held, toPending(message, membership, reader, true))
    }
  }
  return held
}

function toPending(
  message: Message,
  membership: Membership | null,
  reader: Reader,
  isHeld: boolean,
): PendingUnread {
  const isUserMention = reader.id !== null && message.mentions.includes(reader.id)
  const isGroupMention = message.mentionsEveryone
  const counted =
    membership?.kind === 'direct' ? reader.facts.countsInDirect : reader.facts.countsInChannels
  return {
    id: message.id,
    at: message.createdAt,
    isNumbered: raisesNumber(counted, isUserMention, isGroupMention),
    mention: isUserMention ? 'user' : isGroupMention ? 'group' : null,
    isHeld,
  }
}

function raisesNumber(
  counted: CountedMessages,
  isUserMention: boolean,
  isGroupMention: boolean,
): boolean {
  switch (counted) {
    case 'all':
      return true
    case 'mentions':
      return isUserMention || isGroupMention
    case 'userMentions':
      return isUserMention
    case 'groupMentions':
      return isGroupMention
    case 'none':
      return false
  }
}

/** Reading with the marker moved forward to a position; what lies at or before it is not pending any more (R4, R6). */
export function withMarker(
  reading: Reading,
  position: { readonly id: Message['id']; readonly createdAt: Timestamp },
): Reading {
  const marker = { id: position.id, createdAt: position.createdAt }
  const pending = keepPending(reading.pending, (one) => one.at > marker.createdAt)
  return { ...reading, marker, pending }
}

/** The oldest message that the server takes for read and this client does not (R5); null for none. */
export function firstHeld({ reading }: ChannelEntry): PendingUnread | null {
  let first: PendingUnread | null = null
  if (reading.pending.held === 0) return null
  for (const one of valuesOf(reading.pending.byId)) {
    if (one.isHeld && (first === null || one.at < first.at)) first = one
  }
  return first
}

/**
 * From where a divider is captured (R8). A back end that is told to mark unread may put the marker on the first unread message
 * itself instead of before it; a channel with news whose marker is the server's takes that message in.
 */
export function dividerStart(entry: ChannelEntry): Timestamp {
  const at = markerOf(entry)
  const isServers = (entry.reading.marker?.createdAt ?? 0) < at
  return isServers && entry.membership?.hasAlert === true ? at - 1 : at
}

/**
 * Finds where the awaited divider belongs (R8): only where no message between it and its marker can be missing. The server's
 * number has to do while not everything after it is here. What I wrote has read what stands before it (R6).
 */
export function captureDivider(
  reading: Reading,
  membership: Membership | null,
  timeline: Timeline,
  readerId: UserId | null,
): Reading {
  const awaited = reading.dividerFrom
  if (awaited === null || reading.divider !== null || !timeline.isLoaded) return reading
  const own = reading.isManuallyUnread ? null : ownSince(timeline, reading.movedBackAt)
  const from = Math.max(awaited, own?.createdAt ?? 0)
  const known = rangeAfter(timeline.ranges, from)
  if (known === null) return reading
  const counted = messagesAfter(timeline.sequence, from).filter((message) =>
    isCountable(message, membership, readerId),
  )
  const [first] = counted
  if (first === undefined || !isCovered([known], first)) return reading
  const isWhole = known.to === null
  const divider: Divider = {
    beforeId: first.id,
    count: isWhole ? counted.length : Math.max(counted.length, membership?.unread ?? 0),
    isWhole,
    since: first.createdAt,
  }
  return { ...reading, divider }
}

/** Whether everything after a time is in the timeline. */
export function coversMarker({ ranges }: Timeline, at: Timestamp): boolean {
  return rangeAfter(ranges, at)?.to === null
}
