import type { Message } from '../../../domain'
import type { ChatFeatures } from '../../../ports'
import type { Fields } from '../fields'
import type { Rest } from '../rest'
import type { Site } from '../translateMessage'
import { createCommands } from './commands'
import { createDirectory } from './directory'
import { createEmojiSource } from './emoji'
import { createGoverning } from './governing'
import { createMarks } from './marks'
import { createMembers } from './members'
import { createMemberships } from './membership'
import { createPeople } from './people'
import { createPermissions } from './permissions'
import { createReceipts } from './receipts'
import { createSearch } from './search'
import { createSharedFiles } from './sharedFiles'
import { createThreads } from './threads'

export interface FeatureDeps {
  readonly rest: Rest
  readonly site: Site
  /** Skips, and logs, what cannot be read. */
  readMessages(records: readonly Fields[]): readonly Message[]
}

export function createFeatures(deps: FeatureDeps): ChatFeatures {
  return {
    commands: createCommands(deps),
    directory: createDirectory(deps),
    emoji: createEmojiSource(deps),
    files: createSharedFiles(deps),
    governing: createGoverning(deps),
    marks: createMarks(deps),
    members: createMembers(deps),
    membership: createMemberships(deps),
    people: createPeople(deps),
    permissions: createPermissions(deps),
    receipts: createReceipts(deps),
    search: createSearch(deps),
    threads: createThreads(deps),
  }
}
