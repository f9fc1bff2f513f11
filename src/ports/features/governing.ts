import type { ChannelId, Timestamp, UserRef } from '../../domain'
import type { ChannelRef } from './members'

/** What is known of a channel beside what the list shows. */
export interface ChannelDetails {
  readonly description: string
  readonly createdAt: Timestamp | null
  readonly creator: UserRef | null
}

/** What is absent stays as it is. */
export interface ChannelChange {
  readonly name?: string
  readonly topic?: string
  readonly description?: string
  readonly announcement?: string
  readonly isReadOnly?: boolean
}

export interface Governing {
  details(channelId: ChannelId): Promise<ChannelDetails>
  /** Rejects with the code `nameTaken` or `nameRefused` for a name that cannot be. */
  change(channelId: ChannelId, change: ChannelChange): Promise<void>
  /** Nobody writes in an archived channel. */
  setArchived(channel: ChannelRef, isArchived: boolean): Promise<void>
}
