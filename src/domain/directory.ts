import type { ChannelKind } from './channel'
import type { ChannelId } from './ids'
import type { UserRef } from './user'

/** A channel that was found by its name; I need not be a member. */
export interface FoundChannel {
  readonly id: ChannelId
  readonly kind: ChannelKind
  readonly name: string
  /** What a `#mention` of it says. */
  readonly slug: string
}

/** What a server has under a name. */
export interface Findings {
  readonly people: readonly UserRef[]
  readonly channels: readonly FoundChannel[]
}
