import type { ChannelKind } from '../../domain'

/** What a server may let somebody do. */
export type Right =
  | 'addPeople'
  | 'removePeople'
  | 'editChannel'
  | 'archive'
  | 'unarchive'
  | 'setReadOnly'
  | 'setOwner'
  | 'setModerator'
  | 'setLeader'
  | 'leave'
  | 'pin'
  | 'removeMessages'
  | 'createPublic'
  | 'createPrivate'
  | 'createDirect'
  | 'browse'

/** Where it is to be done. */
export interface Where {
  readonly kind: ChannelKind
  /** Mine in the channel. */
  readonly roles: readonly string[]
}

/** What I may do. Rights in a channel need to know which one. */
export type May = (right: Right, where?: Where) => boolean

export interface Permissions {
  /** Asked once in a connection. */
  rights(): Promise<May>
}
