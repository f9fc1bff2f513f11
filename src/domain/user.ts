import type { UserId } from './ids'

/** Who wrote or did something, as far as the fact itself tells. */
export interface UserRef {
  readonly id: UserId
  /** Empty for deleted or imported users. */
  readonly username: string
  /** The name to show: the real name, or the username where there is none. */
  readonly name: string
  /** A picture, or null where there is none to load. */
  readonly avatarUrl: string | null
}

export type Presence = 'online' | 'away' | 'busy' | 'offline'

/** The signed-in user. */
export type Me = UserRef
