import { openIndexedRecords, removeIndexedRecords } from './platform/indexedRecords'
import { browserClock } from './platform/clock'
import { openBroadcast } from './platform/broadcast'
import { holdLock } from './platform/lock'
import type { Logger } from './ports'
import type { CredentialTabs, CredentialTabsListener } from './session'
import { createCache, type SessionCache } from './session/cache'
import { openUserCache, type CacheOwner } from './session/cacheOwners'
import { createCredentialTabs } from './session/credentialTabs'
import { createTabs, type OpenTabs } from './session/tabs'

/**
 * What the composition root puts together after the first screen is under way: its code is a file of its own, which loads
 * beside the rest and is waited for by nobody.
 */

/** The tabs of one user; `name` names server, profile and user. */
export function openTabs(name: string): OpenTabs {
  return (listener) => createTabs({ clock: browserClock, holdLock, openBroadcast, name }, listener)
}

/** The tabs that share a sign-in; `name` names server and profile. */
export function openCredentialTabs(name: string, listener: CredentialTabsListener): CredentialTabs {
  return createCredentialTabs({ clock: browserClock, openBroadcast, name }, listener)
}

/** What is kept of one user for the next start. What was kept of others goes. */
export async function openCache(owner: CacheOwner, logger: Logger): Promise<SessionCache> {
  const records = await openUserCache(owner, {
    open: openIndexedRecords,
    remove: removeIndexedRecords,
    logger,
  })
  return createCache({ records, clock: browserClock, logger })
}
