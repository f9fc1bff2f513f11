import type { ChannelId, Findings } from '../../domain'

/** Ways into channels that are not in the list. */
export interface Directory {
  /** A few people and channels whose names hold the text. I am not a member of each of the channels. */
  find(query: string): Promise<Findings>
  /** Makes me a member of a channel that everybody may enter. I may be one already. */
  joinChannel(channelId: ChannelId): Promise<void>
  /** The channel I share with one user; made when there is none. */
  openDirect(username: string): Promise<ChannelId>
}
