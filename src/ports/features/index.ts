import type { Directory } from './directory'
import type { Marks } from './marks'
import type { Memberships } from './membership'
import type { Search } from './search'
import type { Threads } from './threads'

export type { Directory, Marks, Memberships, Search, Threads }
export type { FoundMessages } from './found'
export type { Replies, ThreadFilter } from './threads'

/**
 * What a back end offers beside the flow of messages, by subject: its code loads when it is first asked for. Each call is one
 * attempt; a rejection is always a `ChatError`. What it changes comes back as events, as for everybody else.
 */
export interface ChatFeatures {
  readonly directory: Directory
  readonly marks: Marks
  readonly membership: Memberships
  readonly search: Search
  readonly threads: Threads
}
