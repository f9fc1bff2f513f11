import type { Message } from '../../../domain'
import type { ChatFeatures } from '../../../ports'
import type { Fields } from '../fields'
import type { Rest } from '../rest'
import type { Site } from '../translateMessage'
import { createDirectory } from './directory'
import { createMarks } from './marks'
import { createMemberships } from './membership'
import { createSearch } from './search'
import { createThreads } from './threads'

export interface FeatureDeps {
  readonly rest: Rest
  readonly site: Site
  /** Skips, and logs, what cannot be read. */
  readMessages(records: readonly Fields[]): readonly Message[]
}

export function createFeatures(deps: FeatureDeps): ChatFeatures {
  return {
    directory: createDirectory(deps),
    marks: createMarks(deps),
    membership: createMemberships(deps),
    search: createSearch(deps),
    threads: createThreads(deps),
  }
}
