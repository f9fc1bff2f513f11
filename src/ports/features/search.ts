import type { ChannelId } from '../../domain'
import type { FoundMessages } from './found'

export interface Search {
  /** A page of the messages of a channel that have the words, the newest first. */
  inChannel(channelId: ChannelId, words: string, offset: number): Promise<FoundMessages>
}
