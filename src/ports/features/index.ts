import type { Directory } from './directory'
import type { Memberships } from './membership'

export type { Directory, Memberships }

/**
 * What a back end offers beside the flow of messages, by subject: its code loads when it is first asked for. Each call is one
 * attempt; a rejection is always a `ChatError`. What it changes comes back as events, as for everybody else.
 */
export interface ChatFeatures {
  readonly directory: Directory
  readonly membership: Memberships
}
