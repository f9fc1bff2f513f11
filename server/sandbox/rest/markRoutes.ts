/** Pins, stars, mentions and reports (rocketchat.md §5.7). */
import type { Message, User } from '../world/types'
import { success } from './answers'
import { messagePage, messagesOf, readableRoom } from './lists'
import { PAGING } from './paging'
import { route, type Route } from './route'
import { filled, text } from './shape'
import { messageFor } from './views'

export const markRoutes: readonly Route[] = [
  route('POST', 'chat.pinMessage', { messageId: filled }, ({ world, user, input }) => {
    const message = world.marks.pin(user._id, input.messageId)
    return success({ message: messageFor(user._id, message) })
  }),
  route('POST', 'chat.unPinMessage', { messageId: filled }, ({ world, user, input }) => {
    world.marks.unpin(user._id, input.messageId)
    return success({})
  }),
  route('POST', 'chat.starMessage', { messageId: text }, ({ world, user, input }) => {
    world.marks.star(user._id, input.messageId, true)
    return success({})
  }),
  route('POST', 'chat.unStarMessage', { messageId: text }, ({ world, user, input }) => {
    world.marks.star(user._id, input.messageId, false)
    return success({})
  }),
  route(
    'POST',
    'chat.reportMessage',
    { messageId: text, description: text },
    ({ world, user, input }) => {
      world.marks.report(user._id, input.messageId, input.description)
      return success({})
    },
  ),
  marked('chat.getPinnedMessages', ({ pinned, t }) => pinned === true && t !== 'rm'),
  marked(
    'chat.getStarredMessages',
    ({ starred }, user) => starred?.some(({ _id }) => _id === user._id) === true,
  ),
  marked(
    'chat.getMentionedMessages',
    ({ mentions }, user) => mentions?.some(({ _id }) => _id === user._id) === true,
  ),
]

function marked(name: string, accepts: (message: Message, user: User) => boolean): Route {
  return route('GET', name, { roomId: filled, ...PAGING }, ({ world, user, input }) => {
    const { _id } = readableRoom(world, user._id, input.roomId)
    const all = messagesOf(world, _id, (message) => accepts(message, user))
    return messagePage(user._id, all, input)
  })
}
