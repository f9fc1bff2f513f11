import type { ChannelId, Message, MessageId } from '../../domain'
import type { Page } from './page'

/** What sets messages apart: for all (pinned), for me (starred), for whoever keeps the order (reported). */
export interface Marks {
  setPinned(id: MessageId, isPinned: boolean): Promise<void>
  setStarred(id: MessageId, isStarred: boolean): Promise<void>
  report(id: MessageId, reason: string): Promise<void>
  /** A page, the newest first. */
  pinned(channelId: ChannelId, offset: number): Promise<Page<Message>>
  /** As `pinned`. */
  starred(channelId: ChannelId, offset: number): Promise<Page<Message>>
}
