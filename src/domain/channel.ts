import type { ChannelId, MessageId, Timestamp, UserId } from './ids'
import type { SystemEvent } from './message'
import type { UserRef } from './user'

export type ChannelKind = 'public' | 'private' | 'direct' | 'livechat'

/** The line under a channel's name in the list. */
export interface LastMessage {
  readonly id: MessageId
  readonly author: UserRef
  readonly text: string
  readonly createdAt: Timestamp
  readonly system: SystemEvent | null
  readonly isDeleted: boolean
  readonly attachmentCount: number
}

/** A place where messages are written. */
export interface Channel {
  readonly id: ChannelId
  readonly kind: ChannelKind
  /** The name everybody sees; empty for a direct channel, which is named by its Membership. */
  readonly name: string
  /** What a `#mention` of it says; empty for a direct channel. */
  readonly slug: string
  readonly topic: string
  readonly announcement: string
  readonly memberCount: number | null
  /** Members of a direct channel, me included; empty elsewhere. */
  readonly directUserIds: readonly UserId[]
  readonly directUsernames: readonly string[]
  /** A picture of the other person in a channel of two; null elsewhere. */
  readonly avatarUrl: string | null
  readonly isReadOnly: boolean
  readonly isArchived: boolean
  readonly isEncrypted: boolean
  readonly lastMessage: LastMessage | null
  /** When the last message was written, or the channel was made. */
  readonly lastActivityAt: Timestamp
  readonly updatedAt: Timestamp
}

/** What of a channel notifies me; `default` is what the server has for all channels. */
export type NotifyAbout = 'default' | 'all' | 'mentions' | 'nothing'

/** My relation to a channel. The server owns it: a newer record replaces the older one whole. */
export interface Membership {
  readonly channelId: ChannelId
  /** The name I see: for a direct channel the other person. */
  readonly name: string
  readonly kind: ChannelKind
  readonly unread: number
  readonly userMentions: number
  readonly groupMentions: number
  /** Something new, counted or not: the bold state. */
  readonly hasAlert: boolean
  readonly unreadThreadIds: readonly MessageId[]
  /** How far I have read. */
  readonly readMarkerAt: Timestamp | null
  readonly isOpen: boolean
  readonly isFavorite: boolean
  readonly isMuted: boolean
  readonly isUnreadHidden: boolean
  readonly notifyAbout: NotifyAbout
  readonly ignoredUserIds: readonly UserId[]
  readonly roles: readonly string[]
  readonly updatedAt: Timestamp
}
