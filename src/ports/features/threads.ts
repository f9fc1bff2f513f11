import type { ChannelId, Message, MessageId } from '../../domain'
import type { Page } from './page'

/** Which threads of a channel: those I am told of, those with replies that I have not read. */
export type ThreadFilter = 'all' | 'following' | 'unread'

export interface Replies {
  /** From the oldest, without the first message of the thread. */
  readonly messages: readonly Message[]
  /** Of all replies. */
  readonly total: number
}

export interface Threads {
  /** First messages of threads, those with the newest replies first. */
  list(channelId: ChannelId, filter: ThreadFilter, offset: number): Promise<Page<Message>>
  /** A page of replies, at most 100, of which so many older ones are skipped. */
  replies(rootId: MessageId, skip: number): Promise<Replies>
  setFollowed(rootId: MessageId, isFollowed: boolean): Promise<void>
  /** I have read its replies. A server that cannot tell threads apart reads all of the channel. */
  markRead(channelId: ChannelId, rootId: MessageId): Promise<void>
}
