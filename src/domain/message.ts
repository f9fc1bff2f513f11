import type { Content } from './content'
import type { ChannelId, MessageId, Timestamp, UserId } from './ids'
import type { UserRef } from './user'

/** What happened, for the quiet line of a system message (S4). `detail` is a name or a new value. */
export type SystemEventKind =
  | 'joined'
  | 'left'
  | 'added'
  | 'removed'
  | 'renamed'
  | 'topicChanged'
  | 'descriptionChanged'
  | 'announcementChanged'
  | 'avatarChanged'
  | 'privacyChanged'
  | 'archived'
  | 'unarchived'
  | 'readOnlySet'
  | 'readOnlyRemoved'
  | 'roleAdded'
  | 'roleRemoved'
  | 'muted'
  | 'unmuted'
  | 'pinned'
  | 'discussionCreated'
  | 'callStarted'
  | 'other'

export interface SystemEvent {
  readonly kind: SystemEventKind
  readonly detail: string
  /** A role, where the kind is about one. */
  readonly role: string | null
}

export interface Reaction {
  /** Short code without colons, e.g. `thumbsup`. */
  readonly emoji: string
  readonly usernames: readonly string[]
  /** Display names in the order of the usernames, as far as the server tells them. */
  readonly names?: readonly string[]
}

export interface FileAttachment {
  readonly type: 'file'
  readonly name: string
  /** Absolute, or null where the server gave no safe one. */
  readonly url: string | null
  readonly sizeBytes: number | null
  readonly description: string
  /** The server's id of the file; null for one that is elsewhere. */
  readonly fileId: string | null
}

export interface MediaAttachment {
  readonly type: 'image' | 'audio' | 'video'
  readonly name: string
  readonly url: string
  readonly sizeBytes: number | null
  /** Pixels, known before the media loads (S3), or null. */
  readonly width: number | null
  readonly height: number | null
  readonly description: string
  /** See `FileAttachment`. */
  readonly fileId: string | null
}

export interface QuoteAttachment {
  readonly type: 'quote'
  readonly authorName: string
  readonly content: Content
  readonly createdAt: Timestamp | null
}

export interface CardAttachment {
  readonly type: 'card'
  readonly title: string
  readonly url: string | null
  readonly content: Content
  readonly imageUrl: string | null
  readonly fields: readonly {
    readonly title: string
    readonly value: string
    readonly isShort: boolean
  }[]
}

export type Attachment = FileAttachment | MediaAttachment | QuoteAttachment | CardAttachment

export interface LinkPreview {
  readonly url: string
  readonly title: string
  readonly description: string
  readonly siteName: string
}

export interface ThreadSummary {
  readonly replyCount: number
  /** I am told of new replies. */
  readonly isFollowed: boolean
  readonly lastReplyAt: Timestamp | null
}

export interface Message {
  readonly id: MessageId
  readonly channelId: ChannelId
  readonly author: UserRef
  /** As it was typed. */
  readonly text: string
  readonly content: Content
  readonly createdAt: Timestamp
  /** Rises with every change of the message; decides which of two versions is newer. */
  readonly updatedAt: Timestamp
  readonly editedAt: Timestamp | null
  /** Not null for a line the system wrote. */
  readonly system: SystemEvent | null
  readonly isDeleted: boolean
  /** End-to-end encrypted: there is nothing to show but a placeholder. */
  readonly isEncrypted: boolean
  /** Root of the thread this message replies in. */
  readonly rootId: MessageId | null
  /** False for a reply that shows only in its thread. */
  readonly isInTimeline: boolean
  readonly thread: ThreadSummary | null
  /** User ids, without `all` and `here`. */
  readonly mentions: readonly UserId[]
  readonly mentionsEveryone: boolean
  readonly attachments: readonly Attachment[]
  readonly previews: readonly LinkPreview[]
  readonly reactions: readonly Reaction[]
  readonly isPinned: boolean
  /** By me. */
  readonly isStarred: boolean
  /** The message that this one quotes first; `text` is without the link that makes the quote. */
  readonly quotedId: MessageId | null
  /** Somebody in the channel has not read it yet. Never set where the server does not tell. */
  readonly isUnread: boolean
  /** False: do not join with the message before, whoever wrote it. */
  readonly isGroupable: boolean
}
