import type { Message } from '../../../domain'
import type { ChatFeatures } from '../../../ports'
import type { Fields } from '../fields'
import type { Rest } from '../rest'
import type { Site } from '../translateMessage'
import { createDirectory } from './directory'
import { createMemberships } from './membership'

export interface FeatureDeps {
  readonly rest: Rest
  readonly site: Site
  /** Skips, and logs, what cannot be read. */
  readMessages(records: readonly Fields[]): readonly Message[]
}

export function createFeatures(deps: FeatureDeps): ChatFeatures {
  return { directory: createDirectory(deps), membership: createMemberships(deps) }
}
