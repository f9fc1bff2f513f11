import type { ChannelId, FoundChannel, Findings, Timestamp, UserRef } from '../../domain'
import type { Page } from './page'

export interface ListedChannel extends FoundChannel {
  readonly topic: string
  readonly memberCount: number | null
  readonly lastActivityAt: Timestamp | null
  readonly isArchived: boolean
}

export interface ListedPerson {
  readonly user: UserRef
  readonly nickname: string
  readonly bio: string
}

export type ChannelSort = 'members' | 'activity' | 'name'

export interface NewChannel {
  readonly kind: 'public' | 'private'
  readonly name: string
  /** Empty for none. */
  readonly topic: string
  readonly isReadOnly: boolean
  /** Besides me. */
  readonly usernames: readonly string[]
}

/** Ways into channels that are not in the list. */
export interface Directory {
  /** A few people and channels whose names hold the text. I am not a member of each of the channels. */
  find(query: string): Promise<Findings>
  /** Public channels, and those of mine, whose names hold the text. */
  channels(text: string, sort: ChannelSort, offset: number): Promise<Page<ListedChannel>>
  /** By name. */
  people(text: string, offset: number): Promise<Page<ListedPerson>>
  /** Makes me a member of a channel that everybody may enter. I may be one already. */
  joinChannel(channelId: ChannelId): Promise<void>
  /** The channel I share with exactly these users, one or several; made when there is none. */
  openDirect(...usernames: readonly string[]): Promise<ChannelId>
  /** Rejects with the code `nameTaken` or `nameRefused` for a name that cannot be. */
  create(channel: NewChannel): Promise<ChannelId>
}
