/** Documents as a server holds them that checks nothing: for tests of those who read them. */
import { writeMessage, writeRoom, writeSubscription, type Core } from './core'
import { WorldError } from './errors'
import type { Message, Room, Subscription, User } from './types'
import { emitStatus } from './users'

export type Spoilable = 'message' | 'room' | 'subscription' | 'user'

/** Sets fields of a document to anything at all, and tells of it like of any other change. @throws WorldError for an unknown id */
export function spoil(core: Core, kind: Spoilable, id: string, fields: object): void {
  const { store } = core
  const spoilt = <Document extends object>(document: Document | undefined): Document => {
    if (document === undefined) throw new WorldError(null, `The sandbox has no ${kind} "${id}".`)
    return { ...document, ...fields }
  }
  switch (kind) {
    case 'message':
      return void writeMessage(core, spoilt<Message>(store.messages.get(id)))
    case 'room':
      return void writeRoom(core, spoilt<Room>(store.rooms.get(id)))
    case 'subscription':
      return void writeSubscription(core, spoilt<Subscription>(subscriptionOf(core, id)))
    case 'user': {
      const user = spoilt<User>(store.users.get(id))
      store.putUser(user)
      return emitStatus(core, user)
    }
  }
}

function subscriptionOf({ store }: Core, id: string): Subscription | undefined {
  for (const rid of store.rooms.keys()) {
    for (const one of store.subscriptionsOfRoom(rid).values()) if (one._id === id) return one
  }
  return undefined
}
