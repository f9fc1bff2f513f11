import type { Commands } from './commands'
import type { Directory } from './directory'
import type { EmojiSource } from './emoji'
import type { Governing } from './governing'
import type { Marks } from './marks'
import type { Members } from './members'
import type { Memberships } from './membership'
import type { People } from './people'
import type { Permissions } from './permissions'
import type { Receipts } from './receipts'
import type { Search } from './search'
import type { SharedFiles } from './sharedFiles'
import type { Threads } from './threads'

export type {
  Commands,
  Directory,
  EmojiSource,
  Governing,
  Marks,
  Members,
  Memberships,
  People,
  Permissions,
  Receipts,
  Search,
  SharedFiles,
  Threads,
}
export type { CommandCall, SlashCommand } from './commands'
export type { ChannelSort, ListedChannel, ListedPerson, NewChannel } from './directory'
export type { ChannelChange, ChannelDetails } from './governing'
export type { ChannelRef, ChannelRole, Member, Standing } from './members'
export type { WorkspaceEmoji } from './emoji'
export type { Page } from './page'
export type { OwnProfile, OwnStatus, Profile, StatusChoice } from './people'
export type { May, Right, Where } from './permissions'
export type { Reader } from './receipts'
export type { SharedFile } from './sharedFiles'
export type { Replies, ThreadFilter } from './threads'

/**
 * What a back end offers beside the flow of messages, by subject: its code loads when it is first asked for. Each call is one
 * attempt; a rejection is always a `ChatError`. What it changes comes back as events, as for everybody else.
 */
export interface ChatFeatures {
  readonly commands: Commands
  readonly directory: Directory
  readonly emoji: EmojiSource
  readonly files: SharedFiles
  readonly governing: Governing
  readonly marks: Marks
  readonly members: Members
  readonly membership: Memberships
  readonly people: People
  readonly permissions: Permissions
  readonly receipts: Receipts
  readonly search: Search
  readonly threads: Threads
}
