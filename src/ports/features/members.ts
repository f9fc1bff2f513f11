import type { Channel, Presence, UserId, UserRef } from '../../domain'
import type { Page } from './page'

export type ChannelRef = Pick<Channel, 'id' | 'kind'>

/** Roles in one channel that can be given and taken. */
export type ChannelRole = 'owner' | 'moderator' | 'leader'

export interface Member {
  readonly user: UserRef
  /** null: unknown. */
  readonly presence: Presence | null
  readonly statusText: string
  /** In this channel. */
  readonly roles: readonly string[]
}

/** What somebody is in one channel. */
export interface Standing {
  readonly isMember: boolean
  readonly roles: readonly string[]
}

export interface Members {
  /** Those whose names hold the text, owners and moderators first where the server can tell. */
  list(channel: ChannelRef, text: string, offset: number): Promise<Page<Member>>
  standing(channel: ChannelRef, userId: UserId): Promise<Standing>
  add(channel: ChannelRef, userIds: readonly UserId[]): Promise<void>
  /** Rejects with the code `lastOwner` when nobody would be left to look after the channel. */
  remove(channel: ChannelRef, userId: UserId): Promise<void>
  /** As `remove`, when the role of the last owner is taken. */
  setRole(channel: ChannelRef, userId: UserId, role: ChannelRole, isSet: boolean): Promise<void>
}
