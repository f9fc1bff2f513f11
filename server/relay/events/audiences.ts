/** The hub's groups of one user's clients. A group's name holds the user's, so that no event can reach another user (H2). */
import type { Audience, Hub } from '../../hub'
import type { Principal } from '../identity/hostIdentity'
import type { Recipients } from './translate'

const chatClients = (user: string): string => `chat/${user}`
const listeners = (user: string): string => `listeners/${user}`
const roomWatchers = (user: string, rid: string): string => `room/${user}/${rid}`
const personWatchers = (user: string, uid: string): string => `person/${user}/${uid}`

export const groups = { chatClients, listeners, roomWatchers, personWatchers }

export type AudienceSource = Pick<Hub<Principal>, 'user' | 'group'>

/** What goes to an audience is serialised once for all of it. */
export function audienceOf(hub: AudienceSource, user: string, recipients: Recipients): Audience {
  switch (recipients.to) {
    case 'everybody':
      return hub.user(user)
    case 'chatClients':
      return hub.group(chatClients(user))
    case 'listeners':
      return hub.group(listeners(user))
    case 'roomWatchers':
      return hub.group(roomWatchers(user, recipients.rid))
    case 'personWatchers':
      return hub.group(personWatchers(user, recipients.uid))
  }
}
