import type { FileContent, FileRefusal } from './files'
import type { ChannelId, MessageId, Timestamp } from './ids'
import type { Message } from './message'
import type { Me } from './user'

/**
 * - `held`: the user may still take it back; it waits for that time to pass.
 * - `queued`: it leaves when the line and its forerunners in the channel allow.
 * - `failed`: the server said no; the user tries again or gives it up.
 */
export type WishState = 'held' | 'queued' | 'sending' | 'failed'

/**
 * - `changed`: somebody, or the user on another device, edited the message in between, and that edit is not overwritten.
 * - `fileUnreadable`: the file is not there any more, or was changed since it was chosen.
 */
export type WishFailure = FileRefusal | 'tooLong' | 'rejected' | 'changed' | 'fileUnreadable'

interface WishBase {
  /** Unique among all wishes of the user. */
  readonly id: string
  readonly channelId: ChannelId
  readonly messageId: MessageId
  /** By this machine's clock: only for display and for the order of sending. */
  readonly queuedAt: Timestamp
  readonly state: WishState
  readonly failure: WishFailure | null
}

/** What a message answers. */
export interface Answering {
  /** First message of the thread it goes into; null: the channel. */
  readonly rootId: MessageId | null
  /** False: it shows only in its thread. */
  readonly isInTimeline: boolean
  readonly quotedId: MessageId | null
}

export const answeringNothing: Answering = { rootId: null, isInTimeline: true, quotedId: null }

/** A message of mine that the server has not confirmed yet (C8). Its id is the id the message will keep. */
export interface PendingMessage extends WishBase, Answering {
  readonly kind: 'send'
  readonly id: MessageId
  readonly text: string
  /** A time of the server that had passed when this was written: the message cannot have been there before. */
  readonly writtenAfter: Timestamp
}

/** A file of mine that the server has not confirmed yet. The server chooses the id of the message that will show it. */
export interface PendingFile extends WishBase {
  readonly kind: 'file'
  /** First message of the thread it goes into; null: the channel. */
  readonly rootId: MessageId | null
  /** Stands for the message while there is none. */
  readonly id: MessageId
  /** What the message will say besides. */
  readonly text: string
  readonly name: string
  readonly content: FileContent
  /** The server's id of the bytes, once they are there: its message is known by it. */
  readonly uploadId: string | null
  /** Bytes and message go at once: then it is known by author, name, size and text. */
  readonly isAtOnce: boolean
  /** Bytes that have left in the attempt under way. Not stored. */
  readonly sentBytes: number
  /** As of a `PendingMessage`. */
  readonly writtenAfter: Timestamp
  /** The user gave it up when it may have arrived already: it is deleted where it did. */
  readonly isUnwanted: boolean
}

/** What the user wrote and sees among the messages. */
export type PendingPost = PendingMessage | PendingFile

export interface PendingEdit extends WishBase {
  readonly kind: 'edit'
  readonly text: string
  /** When the message that the user saw had been edited last; null: never. Another time means another edit. */
  readonly baseEditedAt: Timestamp | null
  /** What the message goes on to quote. */
  readonly quotedId: MessageId | null
}

export interface PendingReaction extends WishBase {
  readonly kind: 'react'
  /** Short code without colons. */
  readonly emoji: string
  /** False: the reaction is taken back. */
  readonly isSet: boolean
}

export interface PendingRemoval extends WishBase {
  readonly kind: 'remove'
}

export type PendingChange = PendingEdit | PendingReaction | PendingRemoval

/** What the user wants of the server and the server has not confirmed. It ends as confirmed, or as failed with a reason. */
export type Wish = PendingPost | PendingChange

/** What is wished of one message that the server has. */
export interface MessageChanges {
  readonly edit: PendingEdit | null
  readonly removal: PendingRemoval | null
  /** The newest wish of each emoji. */
  readonly reactions: readonly PendingReaction[]
}

/** The wishes of one channel, in the order they are to come true. */
export interface ChannelOutbox {
  readonly list: readonly Wish[]
  readonly messages: readonly PendingPost[]
  readonly changesById: ReadonlyMap<MessageId, MessageChanges>
}

export const emptyChannelOutbox: ChannelOutbox = { list: [], messages: [], changesById: new Map() }

const noChanges: MessageChanges = { edit: null, removal: null, reactions: [] }

/** Sorts wishes by what they are about. */
export function toChannelOutbox(list: readonly Wish[]): ChannelOutbox {
  const changesById = new Map<MessageId, MessageChanges>()
  for (const wish of list) {
    if (wish.kind === 'send' || wish.kind === 'file') continue
    const { messageId } = wish
    changesById.set(messageId, withChange(changesById.get(messageId) ?? noChanges, wish))
  }
  return { list, messages: list.filter(isShown), changesById }
}

function isPost(wish: Wish): wish is PendingPost {
  return wish.kind === 'send' || (wish.kind === 'file' && !wish.isUnwanted)
}

/** Among the messages of the channel. */
function isShown(wish: Wish): wish is PendingPost {
  return isPost(wish) && (wish.rootId === null || (wish.kind === 'send' && wish.isInTimeline))
}

/** What of these waits to be a reply in a thread. */
export function pendingReplies({ list }: ChannelOutbox, rootId: MessageId): readonly PendingPost[] {
  return list.filter(isPost).filter((wish) => wish.rootId === rootId)
}

/** Whether this message shows the file: then the wish has come true. */
export function showsFile({ attachments }: Message, uploadId: string): boolean {
  return attachments.some((one) => 'fileId' in one && one.fileId === uploadId)
}

function withChange(changes: MessageChanges, wish: PendingChange): MessageChanges {
  switch (wish.kind) {
    case 'edit':
      return { ...changes, edit: wish }
    case 'remove':
      return { ...changes, removal: wish }
    case 'react': {
      const others = changes.reactions.filter(({ emoji }) => emoji !== wish.emoji)
      return { ...changes, reactions: [...others, wish] }
    }
  }
}

export function hasMyReaction(me: Me | null, { reactions }: Message, emoji: string): boolean {
  const reaction = reactions.find((one) => one.emoji === emoji)
  return me !== null && reaction !== undefined && reaction.usernames.includes(me.username)
}
