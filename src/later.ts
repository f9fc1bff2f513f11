import { browserClock } from './platform/clock'
import { openBroadcast } from './platform/broadcast'
import { holdLock } from './platform/lock'
import type { CredentialTabs, CredentialTabsListener } from './session'
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
