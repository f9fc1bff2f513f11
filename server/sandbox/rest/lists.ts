/** Lists of one room's messages, a page at a time (rocketchat.md §5.7). */
import type { Message, Room } from '../world/types'
import type { World } from '../world/world'
import { refused, success, type Answer } from './answers'
import { pageOf, sortedBy } from './paging'
import { refuse } from './route'
import { messageFor } from './views'

export interface ListQuery {
  readonly count: number | undefined
  readonly offset: number | undefined
  readonly sort: string | undefined
}

/** A room that the user may look into. */
export function readableRoom(world: World, userId: string, rid: string): Room {
  const room = world.store.rooms.get(rid)
  if (room !== undefined && world.canRead(userId, room)) return room
  return refuse(refused('Not allowed', 'error-not-allowed'))
}

/** Newest first. */
export function messagesOf(
  world: World,
  rid: string,
  accepts: (message: Message) => boolean,
): readonly Message[] {
  return [...world.store.timeline(rid).newestFirst({})].flatMap(({ id }) => {
    const message = world.store.messages.get(id)
    return message !== undefined && accepts(message) ? [message] : []
  })
}

/** One page of them, under the name `key`. */
export function messagePage(
  userId: string,
  all: readonly Message[],
  query: ListQuery,
  key = 'messages',
): Answer {
  const { items, ...counts } = pageOf(sortedBy(all, query.sort), query)
  return success({ [key]: items.map((message) => messageFor(userId, message)), ...counts })
}
