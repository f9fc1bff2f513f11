import type { FileFacts } from './files'

/** How a back end provides a feature: by itself, imitated by the transport, or not at all (then it is not shown). */
export type Support = 'native' | 'emulated' | 'none'

export interface Capabilities {
  readonly presence: Support
  readonly typing: Support
  readonly markUnread: Support
  readonly threads: Support
  readonly reactions: Support
  readonly files: Support
  /** People and channels that are found by name, beyond those of the list. */
  readonly directory: Support
  /** Pinned, starred and reported messages. */
  readonly marks: Support
  /** Favourites, muting, hiding and leaving. */
  readonly membership: Support
  /** Members, names, roles and files of channels; profiles of people. */
  readonly governing: Support
  /** Whether others have read a message. */
  readonly receipts: Support
  /** Texts that begin with a slash, which the server carries out. */
  readonly commands: Support
}

/** Before a back end has said what it can. */
export const noCapabilities: Capabilities = {
  presence: 'none',
  typing: 'none',
  markUnread: 'none',
  threads: 'none',
  reactions: 'none',
  files: 'none',
  directory: 'none',
  marks: 'none',
  membership: 'none',
  governing: 'none',
  receipts: 'none',
  commands: 'none',
}

export type CountedMessages = 'all' | 'mentions' | 'userMentions' | 'groupMentions' | 'none'

/** Whether a user may still change his own message. */
export interface ChangeRule {
  readonly isAllowed: boolean
  /** So long after it was written; null: always. */
  readonly withinMs: number | null
}

/** Facts of the server that the client's rules depend on. */
export interface ServerFacts {
  /** Which messages raise the unread number in public and private channels (R2). */
  readonly countsInChannels: CountedMessages
  readonly countsInDirect: CountedMessages
  /** Characters. */
  readonly maxMessageLength: number
  readonly editing: ChangeRule
  readonly deleting: ChangeRule
  /** null: none may be sent. */
  readonly files: FileFacts | null
  /** Files are shown to users only: their address alone opens nothing. */
  readonly areFilesProtected: boolean
  /** How much it tells of who has read: nothing, whether everybody has, or also their names. */
  readonly readReceipts: 'none' | 'counted' | 'named'
}

export const defaultServerFacts: ServerFacts = {
  countsInChannels: 'mentions',
  countsInDirect: 'all',
  maxMessageLength: 5_000,
  editing: { isAllowed: true, withinMs: null },
  deleting: { isAllowed: true, withinMs: null },
  files: {
    maxBytes: 104_857_600,
    acceptedTypes: [],
    refusedTypes: ['image/svg+xml'],
    isAllowedInDirect: true,
  },
  areFilesProtected: true,
  readReceipts: 'none',
}
