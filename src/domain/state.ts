import type { Channel, Membership } from './channel'
import {
  defaultServerFacts,
  noCapabilities,
  type Capabilities,
  type ServerFacts,
} from './capabilities'
import type { ChatErrorKind } from './error'
import type { ChannelId, MessageId, Timestamp, UserId } from './ids'
import { emptyMap, type PersistentMap } from './persistentMap'
import type { Message } from './message'
import { emptySequence, type MessageSequence, type Position } from './messageSequence'
import { noPending, type PendingSet } from './pendingUnread'
import type { Ranges } from './ranges'
import type { Me, Presence } from './user'
import type { ChannelOutbox } from './wish'

/** The line "new messages" (R8). */
export interface Divider {
  readonly beforeId: MessageId
  readonly count: number
  /** False: there is a gap after it, so there may be more. */
  readonly isWhole: boolean
  readonly since: Timestamp
}

export interface ToldReading extends Position {
  /**
   * Set when the line dropped before the answer: the newest message that was known then. The request cannot have marked what
   * came much later, so what else is read by then was read on another device.
   */
  readonly knownAt: Timestamp | null
}

/** What this client adds to a Membership until the server's next record. */
export interface Reading {
  /** How far I have read here, until the server's marker gets as far. */
  readonly marker: Position | null
  /** The reading that the server was told of and has not confirmed. */
  readonly requested: ToldReading | null
  readonly pending: PendingSet
  readonly isManuallyUnread: boolean
  /**
   * When the server's marker was moved back, by its clock: somebody marked the channel unread, here or on another device. What
   * I wrote before has not read it since (R6, R7).
   */
  readonly movedBackAt: Timestamp
  /**
   * The user wants everything up to here read, and can still take that back (R7): it is shown as read and told to nobody. What
   * comes after it shows the channel as it is.
   */
  readonly dismissed: Position | null
  /** The marker that was captured for the divider; null: none is shown or awaited. */
  readonly dividerFrom: Timestamp | null
  readonly divider: Divider | null
}

/** What the list shows beside a channel: already zero for what muting and reading hide. */
export interface UnreadSummary {
  readonly count: number
  readonly mentions: number
  readonly hasAlert: boolean
}

export interface ChannelEntry {
  readonly id: ChannelId
  /** One of the two may be missing for a moment: they arrive apart. */
  readonly channel: Channel | null
  readonly membership: Membership | null
  readonly reading: Reading
  readonly unread: UnreadSummary
}

export interface Timeline {
  /** What is known; until the newest page has come also what arrived meanwhile. */
  readonly sequence: MessageSequence
  /**
   * The newest messages as an earlier page kept them: to be shown until the newest page is here, and for nothing else. Null when
   * there are none, or the page is here.
   */
  readonly cached: MessageSequence | null
  /** The stretches of the history that are known whole (C4). */
  readonly ranges: Ranges
  /** The latest messages that were deleted: a late version of one does not bring it back. */
  readonly removedIds: readonly MessageId[]
  /** The newest message of mine: writing reads what stands before it (R6). */
  readonly lastOwn: Position | null
  /** The newest messages are here, and arrivals join them. */
  readonly isLoaded: boolean
  /** The first message of the channel is here. */
  readonly isStartReached: boolean
  readonly fetch: HistoryFetch
}

/**
 * How fetching a page of a timeline stands: for the states of the list (S5). `gap` is the start of what is known after the
 * gap that is being filled; null for the newest page.
 */
export type HistoryFetch =
  | { readonly status: 'idle' }
  | { readonly status: 'loading'; readonly gap: Position | null }
  | {
      readonly status: 'failed'
      readonly gap: Position | null
      readonly kind: ChatErrorKind
      readonly details: string
    }

/** Sums over the channels that are in the list (R13). */
export interface UnreadTotals {
  readonly total: number
  readonly mentions: number
  /** Channels with a number. */
  readonly channels: number
  /** Channels with something new, counted or not. */
  readonly activeChannels: number
  /** Unread direct messages and mentions elsewhere: what is meant for this user in person. */
  readonly personal: number
}

export interface Typist {
  /** Username, or the real name where the server shows those. */
  readonly name: string
  /** By this machine's clock; after it the entry means nothing. */
  readonly until: Timestamp
}

export interface ChatState {
  readonly me: Me | null
  readonly facts: ServerFacts
  readonly capabilities: Capabilities
  /** The first fetch of the channels is in: an empty list is empty, not loading. */
  readonly isComplete: boolean
  /** What is here was kept by an earlier page: to be shown, and not to be taken for the truth. Nothing of it is read (R4, C9). */
  readonly isFromCache: boolean
  readonly channels: PersistentMap<ChannelId, ChannelEntry>
  readonly timelines: PersistentMap<ChannelId, Timeline>
  readonly presences: PersistentMap<UserId, Presence>
  readonly typists: PersistentMap<ChannelId, readonly Typist[]>
  /** What the server said to this user alone, the last at the end. */
  readonly whispers: readonly Message[]
  /** What the server has not confirmed yet. A channel without any has no entry. */
  readonly outbox: PersistentMap<ChannelId, ChannelOutbox>
  /** False: the browser keeps nothing, and what waits ends with the page. */
  readonly isOutboxKept: boolean
  readonly totals: UnreadTotals
  /** The channel on the screen. */
  readonly currentId: ChannelId | null
  /** Whether the user attends to it (R3). */
  readonly isAttended: boolean
}

export const emptyReading: Reading = {
  marker: null,
  requested: null,
  pending: noPending,
  isManuallyUnread: false,
  movedBackAt: 0,
  dismissed: null,
  dividerFrom: null,
  divider: null,
}

export const emptyTimeline: Timeline = {
  sequence: emptySequence,
  cached: null,
  ranges: [],
  removedIds: [],
  lastOwn: null,
  isLoaded: false,
  isStartReached: false,
  fetch: { status: 'idle' },
}

export const emptyState: ChatState = {
  me: null,
  facts: defaultServerFacts,
  capabilities: noCapabilities,
  isComplete: false,
  isFromCache: false,
  channels: emptyMap(),
  timelines: emptyMap(),
  presences: emptyMap(),
  typists: emptyMap(),
  whispers: [],
  outbox: emptyMap(),
  isOutboxKept: true,
  totals: { total: 0, mentions: 0, channels: 0, activeChannels: 0, personal: 0 },
  currentId: null,
  isAttended: false,
}
