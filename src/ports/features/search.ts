import type { ChannelId, Message } from '../../domain'
import type { Page } from './page'

export interface Search {
  /** A page of the messages of a channel that have the words, the newest first. */
  inChannel(channelId: ChannelId, words: string, offset: number): Promise<Page<Message>>
}
