/** One's own place in a room: shown, hidden, favourite, quiet, left (rocketchat.md §5.3, §5.4). */
import { findPerson, findRoom, findRoomOfType, forbidden, ROOM, type RoomType } from './address'
import { failure, success, type Answer } from './answers'
import { route, type Route, type SignedInCall } from './route'
import { filled, flag, oneOf, optional, record, text } from './shape'

const SINCE_7_1 = { versions: { from: [7, 1] } } as const
const SINCE_8_0 = { versions: { from: [8, 0] } } as const
const WORDS = { c: 'channel', p: 'group', d: 'direct message room' } as const

const JOIN = { ...ROOM, joinCode: optional(text) }

export const membershipRoutes: readonly Route[] = [
  route('POST', 'rooms.favorite', { ...ROOM, favorite: optional(flag) }, (call) => {
    const { world, user, input } = call
    if (input.favorite === undefined) return failure(400, "The 'favorite' param is required")
    const { _id } = findRoom(world, user._id, input)
    world.membership.setFavourite(user._id, _id, input.favorite)
    return success({})
  }),
  route(
    'POST',
    'rooms.saveNotification',
    { roomId: text, notifications: record },
    ({ world, user, input }) => {
      const entries = Object.entries(input.notifications)
      if (entries.length === 0) return failure(400, "The 'notifications' param is required")
      const wrong = entries.find(([, value]) => typeof value !== 'string')
      if (wrong !== undefined) return failure(400, 'Match error: Expected string')
      world.transaction(() => {
        for (const [key, value] of entries) {
          world.membership.setNotification(user._id, input.roomId, key, String(value))
        }
      })
      return success({})
    },
  ),
  route(
    'POST',
    'rooms.hide',
    { roomId: filled },
    ({ world, user, input }) => {
      const room = world.store.rooms.get(input.roomId)
      if (room === undefined || !world.canRead(user._id, room)) return forbidden()
      const isDone = world.membership.hide(user._id, room._id)
      return isDone ? success({}) : failure(400, 'error-room-already-hidden')
    },
    SINCE_7_1,
  ),
  route(
    'POST',
    'rooms.open',
    { roomId: filled },
    ({ world, user, input }) => {
      const { _id } = findRoom(world, user._id, { ...input, roomName: undefined })
      world.membership.open(user._id, _id)
      return success({})
    },
    SINCE_7_1,
  ),
  ...shown('channels', 'c'),
  ...shown('groups', 'p'),
  ...shown('im', 'd'),
  ...shown('dm', 'd'),
  route('POST', 'rooms.leave', ROOM, ({ world, user, input }) => {
    world.membership.leave(user._id, findRoom(world, user._id, input)._id)
    return success({})
  }),
  route('POST', 'channels.leave', ROOM, ({ world, user, input }) => {
    const { _id } = findRoomOfType(world, user._id, input, 'c')
    world.membership.leave(user._id, _id)
    return success({ channel: world.store.rooms.get(_id) })
  }),
  route('POST', 'groups.leave', ROOM, ({ world, user, input }) => {
    world.membership.leave(user._id, findRoomOfType(world, user._id, input, 'p')._id)
    return success({})
  }),
  route('POST', 'im.leave', ROOM, ({ world, user, input }) => {
    world.membership.leave(user._id, findRoomOfType(world, user._id, input, 'd')._id)
    return success({})
  }),
  route('POST', 'channels.join', JOIN, ({ world, user, input }) => {
    const { _id } = findRoomOfType(world, user._id, input, 'c')
    return success({ channel: world.membership.join(user._id, _id, input.joinCode) })
  }),
  route(
    'POST',
    'rooms.join',
    JOIN,
    ({ world, user, input }) => {
      const { _id } = findRoom(world, user._id, input)
      return success({ room: world.membership.join(user._id, _id, input.joinCode) })
    },
    SINCE_8_0,
  ),
  route(
    'GET',
    'chat.ignoreUser',
    { rid: filled, userId: filled, ignore: optional(oneOf('true', 'false', '1', '0')) },
    ({ world, user, input }) => {
      const { _id } = findPerson(world, { ...input, username: undefined, user: undefined })
      const wanted = input.ignore !== 'false' && input.ignore !== '0'
      world.membership.setIgnored(user._id, input.rid, _id, wanted)
      return success({})
    },
  ),
]

/** `close` hides, `open` shows again; doing what was done is refused. */
function shown(prefix: string, type: RoomType): readonly Route[] {
  const run = ({ world, user, input }: SignedInCall<typeof ROOM>, open: boolean): Answer => {
    const room = findRoomOfType(world, user._id, input, type)
    const name = room.name ?? input.roomName ?? room._id
    if (world.store.subscription(room._id, user._id) === undefined) {
      return failure(400, `The user/callee is not in the ${WORDS[type]} "${name}".`)
    }
    const isDone = open
      ? world.membership.open(user._id, room._id)
      : world.membership.hide(user._id, room._id)
    const word = open ? 'open' : 'closed'
    return isDone
      ? success({})
      : failure(400, `The ${WORDS[type]}, ${name}, is already ${word} to the sender`)
  }
  return [
    route('POST', `${prefix}.close`, ROOM, (call) => run(call, false)),
    route('POST', `${prefix}.open`, ROOM, (call) => run(call, true)),
  ]
}
