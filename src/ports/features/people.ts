import type { Presence, UserRef } from '../../domain'

/** What somebody shows of themselves. */
export interface Profile {
  readonly user: UserRef
  readonly nickname: string
  readonly bio: string
  /** null: unknown. */
  readonly presence: Presence | null
  readonly statusText: string
  /** In the whole workspace, as the server calls them. */
  readonly roles: readonly string[]
  /** Of their clock; null: unknown. */
  readonly utcOffsetHours: number | null
}

/** Who chose `invisible` looks offline to others. */
export type StatusChoice = 'online' | 'away' | 'busy' | 'invisible'

export interface OwnStatus {
  readonly choice: StatusChoice
  readonly text: string
}

export interface OwnProfile {
  readonly name: string
  readonly nickname: string
  readonly bio: string
}

export interface People {
  /** Rejects with `notFound` when there is nobody of that name. */
  profile(username: string): Promise<Profile>
  own(): Promise<{ readonly profile: OwnProfile; readonly status: OwnStatus }>
  setStatus(status: OwnStatus): Promise<void>
  saveProfile(profile: OwnProfile): Promise<void>
}
