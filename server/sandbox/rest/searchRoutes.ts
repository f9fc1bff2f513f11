/** Looking for messages (rocketchat.md §5.7). */
import { readSearch, type Search } from '../world/search'
import type { User } from '../world/types'
import { failure, refused, success } from './answers'
import { messagesOf } from './lists'
import { pageOf, PAGING } from './paging'
import { refuse, route, type Route } from './route'
import { text } from './shape'
import { messageFor } from './views'

export const searchRoutes: readonly Route[] = [
  route(
    'GET',
    'chat.search',
    { roomId: text, searchText: text, count: PAGING.count, offset: PAGING.offset },
    ({ world, user, input }) => {
      requireFilled('roomId', input.roomId)
      requireFilled('searchText', input.searchText)
      const room = world.store.rooms.get(input.roomId)
      if (room === undefined || !world.canRead(user._id, room)) {
        return { status: 400, body: { success: false } }
      }
      const search = searchFor(input.searchText, user)
      if (search === null) return success({ messages: [] })
      const found = messagesOf(world, room._id, search.accepts)
      const { items } = pageOf(search.isOldestFirst ? found.toReversed() : found, input)
      return success({ messages: items.map((message) => messageFor(user._id, message)) })
    },
  ),
]

function requireFilled(name: string, value: string): void {
  if (value !== '') return
  const reason = `The required "${name}" query param is missing.`
  refuse(refused(reason, `error-${name}-param-not-provided`))
}

function searchFor(searchText: string, user: User): Search | null {
  try {
    return readSearch(searchText, user)
  } catch (error) {
    return refuse(failure(400, error instanceof Error ? error.message : 'Invalid pattern'))
  }
}
