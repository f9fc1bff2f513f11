import type { HubConnection } from '../../hub'
import type { Principal } from '../identity/hostIdentity'

/** One connection of the hub, such as a tab, and what it has asked to hear. */
export interface Client {
  readonly connection: HubConnection<Principal>
  /** False for a listener. */
  isChat: boolean
  readonly rooms: Set<string>
  readonly people: Set<string>
}

export function createClient(connection: HubConnection<Principal>): Client {
  return { connection, isChat: false, rooms: new Set(), people: new Set() }
}
