import type { Channel, Membership } from './channel'
import type { Capabilities, ServerFacts } from './capabilities'
import type { ChatErrorKind } from './error'
import type { ChannelId, MessageId, Timestamp, UserId } from './ids'
import type { Message } from './message'
import type { Position } from './messageSequence'
import type { Range } from './ranges'
import type { Typist } from './state'
import type { Me, Presence } from './user'
import type { Wish, WishFailure, WishState } from './wish'

/**
 * Facts from the back end. Every one may come twice, late, or in any order against the others: `reduce` takes the
 * newer version of a thing and ignores the older.
 */
export type ServerEvent =
  | {
      readonly type: 'signedIn'
      readonly me: Me
      readonly facts: ServerFacts
      readonly capabilities: Capabilities
    }
  | { readonly type: 'channelUpserted'; readonly channel: Channel }
  | { readonly type: 'channelRemoved'; readonly channelId: ChannelId }
  | { readonly type: 'membershipUpserted'; readonly membership: Membership }
  | { readonly type: 'membershipRemoved'; readonly channelId: ChannelId }
  | { readonly type: 'messageUpserted'; readonly message: Message }
  | {
      readonly type: 'messageRemoved'
      readonly channelId: ChannelId
      readonly messageId: MessageId
    }
  /** Messages were removed or imported in bulk: what is loaded of the channel is not to be trusted. */
  | { readonly type: 'historyChanged'; readonly channelId: ChannelId }
  /** Everybody has read the channel up to this time: all of it, or one of its threads. */
  | {
      readonly type: 'messagesRead'
      readonly channelId: ChannelId
      readonly upTo: Timestamp
      readonly rootId: MessageId | null
    }
  /** For this user alone, and kept nowhere: the answer of a command, or why something was refused. */
  | { readonly type: 'whispered'; readonly message: Message }
  | { readonly type: 'presenceChanged'; readonly userId: UserId; readonly presence: Presence }
  | { readonly type: 'typingChanged'; readonly channelId: ChannelId; readonly typist: Typist }

/** A part of a channel's history as it was fetched. */
export interface HistoryPart {
  /** Any order. */
  readonly messages: readonly Message[]
  /** Of this stretch they are all that is not here yet. */
  readonly covers: Range
}

/** The part of a timeline that is in view. */
export interface View {
  readonly first: Position
  readonly last: Position
}

/** The newest messages of a channel, as they were once. */
export interface CachedPage {
  readonly channelId: ChannelId
  readonly messages: readonly Message[]
}

/** Facts of this client: what it fetched, what the user does. */
export type LocalEvent =
  /** All channels and memberships of the server have been told. */
  | { readonly type: 'channelsFetched' }
  /** What an earlier page of the same user knew, for as long as the server has not told. */
  | {
      readonly type: 'cacheRestored'
      readonly me: Me
      readonly facts: ServerFacts
      readonly channels: readonly Channel[]
      readonly memberships: readonly Membership[]
      readonly pages: readonly CachedPage[]
    }
  /** All channels and memberships of the server are about to be told: they replace what came from the cache. */
  | { readonly type: 'cacheDropped' }
  | {
      readonly type: 'historyLoaded'
      readonly channelId: ChannelId
      readonly parts: readonly HistoryPart[]
    }
  /** What was loaded before is not to be trusted any more: these parts are all there is. */
  | {
      readonly type: 'historyReplaced'
      readonly channelId: ChannelId
      readonly parts: readonly HistoryPart[]
    }
  /** Too much is kept: what is far from the view and from the newest messages goes. */
  | {
      readonly type: 'historyTrimmed'
      readonly channelId: ChannelId
      /** What is being read; null: the newest messages. */
      readonly view: View | null
    }
  | {
      readonly type: 'historyRequested'
      readonly channelId: ChannelId
      /** See `HistoryFetch`. */
      readonly gap: Position | null
    }
  | {
      readonly type: 'historyFailed'
      readonly channelId: ChannelId
      readonly gap: Position | null
      readonly kind: ChatErrorKind
      /** For the "details" of the error view. */
      readonly details: string
    }
  | { readonly type: 'timelineDropped'; readonly channelId: ChannelId }
  | { readonly type: 'channelEntered'; readonly channelId: ChannelId | null }
  | { readonly type: 'attentionChanged'; readonly isAttended: boolean }
  | { readonly type: 'readUpTo'; readonly channelId: ChannelId; readonly position: Position }
  | { readonly type: 'markedRead'; readonly channelId: ChannelId; readonly position: Position }
  | { readonly type: 'markedUnread'; readonly channelId: ChannelId; readonly before: Position }
  /** A request to mark as read is on its way. */
  | { readonly type: 'readingTold'; readonly channelId: ChannelId; readonly position: Position }
  /** The line dropped before that request was answered: nobody knows whether it was carried out. */
  | { readonly type: 'readingUnclear'; readonly channelId: ChannelId }
  /** That request was not carried out. */
  | { readonly type: 'readingRefused'; readonly channelId: ChannelId }
  /** The user dismissed what is unread in these channels, up to these messages, or took that back (null). */
  | {
      readonly type: 'unreadDismissed'
      readonly upTo: ReadonlyMap<ChannelId, Position | null>
    }
  /** The server refused to make a message unread again that a reading had swallowed. */
  | {
      readonly type: 'heldReleased'
      readonly channelId: ChannelId
      readonly messageId: MessageId
    }
  /** The server refused to mark the channel unread. */
  | { readonly type: 'unreadMarkDropped'; readonly channelId: ChannelId }
  | { readonly type: 'wishQueued'; readonly wish: Wish }
  /** What an earlier page or another tab left: it stands before what waits already. */
  | { readonly type: 'wishesRestored'; readonly wishes: readonly Wish[] }
  | {
      readonly type: 'wishMoved'
      readonly channelId: ChannelId
      readonly wishId: string
      readonly state: WishState
      /** Only with `failed`. */
      readonly failure: WishFailure | null
    }
  /** The user changed his mind before it was tried. It keeps its place; a wish that is not there is ignored. */
  | { readonly type: 'wishRevised'; readonly wish: Wish }
  /** It has come true, or was given up. */
  | { readonly type: 'wishDiscarded'; readonly channelId: ChannelId; readonly wishId: string }
  /** The browser does not keep what waits: it ends with the page. */
  | { readonly type: 'outboxUnkept' }
  /** By this user, in this client. */
  | { readonly type: 'ownNameChanged'; readonly name: string }
  | { readonly type: 'whisperDismissed'; readonly messageId: MessageId }
  | { readonly type: 'typingExpired'; readonly at: Timestamp }

export type ChatEvent = ServerEvent | LocalEvent
