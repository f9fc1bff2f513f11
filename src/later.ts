import { openIndexedRecords, removeIndexedRecords } from './platform/indexedRecords'
import { browserClock } from './platform/clock'
import { openBroadcast } from './platform/broadcast'
import { createLeaseLocks } from './platform/leaseLocks'
import { holdLock } from './platform/lock'
import { newMessageId } from './platform/messageId'
import { createWebStorage } from './platform/storage'
import { createWebLocks } from './platform/webLocks'
import type { Locks, Logger } from './ports'
import type { CredentialTabs, CredentialTabsListener, OutboxParts } from './session'
import { createCache, type SessionCache } from './session/cache'
import { openUserCache, type CacheOwner } from './session/cacheOwners'
import { createCredentialTabs } from './session/credentialTabs'
import { createOutboxEngine } from './session/outboxEngine'
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

/** The outbox of one user in the browser. `prefix` tells the server and the profile from others of this origin. */
export function openOutbox(prefix: string, userId: string): OutboxParts {
  const name = `${prefix}outbox:${userId}`
  return {
    createEngine: createOutboxEngine,
    scope: `${name}:`,
    locks: createLocks(prefix),
    tab: createWebStorage(() => sessionStorage, prefix),
    openRecords: () => openIndexedRecords(name),
  }
}

/** Pages that are not served securely have no Web Locks. */
function createLocks(prefix: string): Locks {
  const { locks } = navigator as Partial<Navigator>
  if (locks !== undefined) return createWebLocks(locks)
  return createLeaseLocks({
    clock: browserClock,
    storage: createWebStorage(() => localStorage, prefix),
    pageId: newMessageId(),
    onEnd: (run) => {
      addEventListener('pagehide', run)
    },
  })
}
