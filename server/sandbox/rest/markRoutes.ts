/** Pins, stars, mentions and reports (rocketchat.md §5.7). */
import type { Message, User } from '../world/types'
import type { World } from '../world/world'
import { refused, success } from './answers'
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
  route('GET', 'chat.getMessageReadReceipts', { messageId: text }, ({ world, user, input }) => {
    if (world.store.settings.get('Message_Read_Receipt_Enabled') !== true) {
      return refused('This is an enterprise feature', 'error-action-not-allowed')
    }
    const message = world.store.messages.get(input.messageId)
    if (message === undefined) return refused('Invalid message', 'error-invalid-message')
    readableRoom(world, user._id, message.rid)
    return success({ receipts: receiptsOf(world, message) })
  }),
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

/** Who has read so far; `ts` is when they read last, as no other time is kept. */
function receiptsOf(world: World, { _id, rid, ts, u }: Message): readonly object[] {
  return [...world.store.subscriptionsOfRoom(rid).values()]
    .filter((sub) => sub.u._id !== u._id && (sub.ls?.getTime() ?? 0) >= ts.getTime())
    .map(({ u: reader, ls }) => {
      const { _id: userId } = reader
      return { _id: `${_id}${userId}`, messageId: _id, roomId: rid, userId, ts: ls, user: reader }
    })
}
