import type { Channel, ChannelId, NotifyAbout } from '../../domain'

/** What I make of the channels I am in. Each is mine alone, but for leaving. */
export interface Memberships {
  setFavorite(channelId: ChannelId, isFavorite: boolean): Promise<void>
  /** Nothing of it notifies me any more (R12). */
  setMuted(channelId: ChannelId, isMuted: boolean): Promise<void>
  setNotifyAbout(channelId: ChannelId, about: NotifyAbout): Promise<void>
  /** Only mentions of me show that there is something new. */
  setUnreadHidden(channelId: ChannelId, isUnreadHidden: boolean): Promise<void>
  /** Takes the channel from my list, or puts it back. A back end puts it back by itself when something is written in it. */
  setHidden(channel: Pick<Channel, 'id' | 'kind'>, isHidden: boolean): Promise<void>
  /** Ends my membership. Rejects with the code `lastOwner` when nobody would be left to look after the channel. */
  leave(channelId: ChannelId): Promise<void>
}
