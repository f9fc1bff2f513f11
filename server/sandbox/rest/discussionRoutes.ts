/** Discussions, and what was deleted (rocketchat.md §5.3, §5.7). */
import { findRoom, ROOM } from './address'
import { failure, refused, success } from './answers'
import { messagePage, messagesOf, readableRoom } from './lists'
import { pageOf, PAGING, sortedBy } from './paging'
import { refuse, route, type Route } from './route'
import { filled, flag, isoDate, list, optional, text } from './shape'

export const discussionRoutes: readonly Route[] = [
  route(
    'POST',
    'rooms.createDiscussion',
    {
      prid: optional(text),
      t_name: optional(text),
      pmid: optional(text),
      users: optional(list),
      topic: optional(text),
      reply: optional(text),
      encrypted: optional(flag),
    },
    ({ world, user, input }) => {
      const { prid = '', t_name: name = '', pmid, topic, reply } = input
      if (prid === '') return failure(400, 'Body parameter "prid" is required.')
      if (name === '') return failure(400, 'Body parameter "t_name" is required.')
      const userIds = (input.users ?? []).map((username) => {
        const found = typeof username === 'string' ? world.store.userByName(username) : undefined
        return found?._id ?? refuse(refused('Invalid user', 'error-invalid-user'))
      })
      const room = world.discussions.start(user._id, { prid, name, pmid, userIds, topic, reply })
      return success({ discussion: { ...room, rid: room._id } })
    },
  ),
  route('GET', 'rooms.getDiscussions', { ...ROOM, ...PAGING }, ({ world, user, input }) => {
    const { _id } = findRoom(world, user._id, input)
    const all = [...world.store.rooms.values()].filter(({ prid }) => prid === _id)
    const { items, ...counts } = pageOf(sortedBy(all, input.sort ?? '{"fname":1}'), input)
    return success({ discussions: items, ...counts })
  }),
  route(
    'GET',
    'chat.getDiscussions',
    { roomId: filled, text: optional(text), ...PAGING },
    ({ world, user, input }) => {
      const { _id } = readableRoom(world, user._id, input.roomId)
      const term = (input.text ?? '').toLowerCase()
      const all = messagesOf(
        world,
        _id,
        ({ drid, msg }) => drid !== undefined && msg.toLowerCase().includes(term),
      )
      return messagePage(user._id, all, input)
    },
  ),
  route(
    'GET',
    'chat.getDeletedMessages',
    { roomId: filled, since: isoDate, ...PAGING },
    ({ world, user, input }) => {
      const { _id } = readableRoom(world, user._id, input.roomId)
      const { remove } = world.reading.messagesSince(_id, input.since)
      const { items, ...counts } = pageOf(remove, input)
      return success({ messages: items.map((one) => ({ _id: one._id })), ...counts })
    },
  ),
]
