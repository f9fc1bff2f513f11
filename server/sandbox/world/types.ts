/**
 * The documents of the model. Dates are `Date` objects: JSON gives them the ISO form of REST,
 * `ddp/ejson.ts` the `{"$date"}` form of DDP, so both shells serve one and the same document.
 * Documents are never changed in place: every write puts a new object.
 */
import type {
  WireAttachment,
  WireMessage,
  WireRoom,
  WireSubscription,
  WireUserRef,
  WireUserStatus,
} from '../../../src/protocol/rocketchat/documents'

export type MessageAttachment = WireAttachment<Date>

export interface Message extends WireMessage<Date> {
  /** Not everybody has read it; only where `Message_Read_Receipt_Enabled` is on. */
  readonly unread?: boolean
  readonly pinnedAt?: Date
  readonly pinnedBy?: WireUserRef
  /** Of the line that tells of a discussion: how many messages it has, and when the last one came. */
  readonly dcount?: number
  readonly dlm?: Date
}

export interface Room extends WireRoom<Date> {
  readonly _updatedAt: Date
  readonly muted?: readonly string[]
  readonly unmuted?: readonly string[]
  readonly sysMes?: boolean | readonly string[]
  readonly reactWhenReadOnly?: boolean
  readonly joinCodeRequired?: boolean
}

export interface Subscription extends WireSubscription<Date> {
  readonly _updatedAt: Date
  readonly blocked?: boolean
  readonly blocker?: boolean
  readonly desktopNotifications?: 'all' | 'mentions' | 'nothing'
  readonly hideMentionStatus?: boolean
  readonly muteGroupMentions?: boolean
  readonly audioNotificationValue?: string
  readonly unreadAlert?: string
}

export interface User {
  readonly _id: string
  readonly username: string
  readonly name: string
  readonly email: string
  readonly roles: readonly string[]
  /** What others see. */
  readonly status: WireUserStatus
  /** Computed from the sockets alone. */
  readonly statusConnection: WireUserStatus
  /** What the user chose; `online` leaves the word to the sockets. */
  readonly statusDefault: WireUserStatus
  readonly statusText?: string
  /** When `status` or `statusText` changed last, epoch ms. */
  readonly statusChangedAt: number
  readonly utcOffset: number
  readonly active: boolean
  readonly type: 'user' | 'bot'
  readonly passwordHash: string
  readonly nickname?: string
  readonly avatarETag?: string
  readonly preferences?: Readonly<Record<string, unknown>>
  readonly bio?: string
  readonly highlights?: readonly string[]
  readonly createdAt: Date
  readonly _updatedAt: Date
}

export interface LoginToken {
  /** base64(sha256(token)): the token itself is never kept (rocketchat.md §2.2). */
  readonly hash: string
  readonly userId: string
  readonly when: Date
}

export interface Upload {
  readonly _id: string
  readonly rid: string
  readonly userId: string
  readonly name: string
  readonly type: string
  readonly content: Uint8Array
  /** When it came in. */
  readonly uploadedAt?: Date
}

/** A file that no message shows yet (rocketchat.md §5.8). Its own record, so that confirming writes no bytes anew. */
export interface TemporaryUpload {
  /** Of the upload. */
  readonly _id: string
  readonly expiresAt: Date
}

/** What somebody has told the moderators of a message. */
export interface Report {
  readonly _id: string
  readonly message: Message
  readonly description: string
  readonly reportedBy: WireUserRef
  readonly ts: Date
}

/** The picture of a user; `_id` is the user's. */
export interface Avatar {
  readonly _id: string
  readonly type: string
  readonly content: Uint8Array
}

/** An emoji of this workspace, with its picture (rocketchat.md §4.8). */
export interface CustomEmoji {
  readonly _id: string
  readonly name: string
  readonly aliases: readonly string[]
  readonly extension: 'png' | 'gif' | 'jpg'
  readonly etag: string
  readonly content: Uint8Array
  readonly _updatedAt: Date
}

/** What one must know to enter a room; kept apart, since rooms are told to everybody in them. */
export interface JoinCode {
  /** Of the room. */
  readonly _id: string
  readonly code: string
}

export interface Tombstone {
  readonly _id: string
  readonly rid: string
  readonly _deletedAt: Date
  /** The thread of a removed message. */
  readonly tmid?: string
  /** Owner of a removed subscription. */
  readonly userId?: string
}

/** What a write tells the outside, in the order in which it is to be sent (rocketchat.md §9.12). */
export type Effect =
  | { readonly kind: 'roomMessage'; readonly message: Message }
  | {
      readonly kind: 'room'
      readonly rid: string
      readonly event: string
      readonly args: readonly unknown[]
    }
  | {
      readonly kind: 'user'
      readonly uids: readonly string[]
      readonly event: string
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'logged'; readonly event: string; readonly args: readonly unknown[] }
  | { readonly kind: 'all'; readonly event: string; readonly args: readonly unknown[] }
  | { readonly kind: 'presence'; readonly user: User }
  | { readonly kind: 'tokensRevoked'; readonly hashes: readonly string[] }

/** A copy of `doc` without the named fields: `undefined` never stands in a document. */
export function without<T extends object, K extends keyof T>(
  doc: T,
  ...keys: readonly K[]
): Omit<T, K> {
  const copy: Partial<T> = { ...doc }
  for (const key of keys) Reflect.deleteProperty(copy, key)
  return copy as Omit<T, K> // the keys of K are gone, all others untouched
}
