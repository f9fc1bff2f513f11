/** Rooms, subscriptions and history (rocketchat.md §5.3–5.5). */
import type { Delta, HistoryQuery } from '../world/reading'
import type { Room } from '../world/types'
import type { World } from '../world/world'
import { failure, refused, success } from './answers'
import { clampCount } from './paging'
import { refuse, route, type Route } from './route'
import { flag, isoDate, isRecord, optional, record, text, whole } from './shape'
import { messageFor } from './views'

const HISTORY_COUNT = 20

const HISTORY_SHAPE = {
  roomId: optional(text),
  roomName: optional(text),
  latest: optional(isoDate),
  oldest: optional(isoDate),
  inclusive: optional(flag),
  unreads: optional(flag),
  showThreadMessages: optional(flag),
  count: optional(whole),
  offset: optional(whole),
}

export const roomRoutes: readonly Route[] = [
  route('GET', 'rooms.get', { updatedSince: optional(isoDate) }, ({ world, user, input }) =>
    success(deltaView(world.reading.roomsOf(user._id, input.updatedSince))),
  ),
  route(
    'GET',
    'rooms.info',
    { roomId: optional(text), roomName: optional(text) },
    ({ world, user, input }) => success({ room: findRoom(world, user._id, input) }),
  ),
  route('GET', 'subscriptions.get', { updatedSince: optional(isoDate) }, ({ world, user, input }) =>
    success(deltaView(world.reading.subscriptionsOf(user._id, input.updatedSince))),
  ),
  route('GET', 'subscriptions.getOne', { roomId: text }, ({ world, user, input }) =>
    success({ subscription: world.store.subscription(input.roomId, user._id) ?? null }),
  ),
  route(
    'POST',
    'subscriptions.read',
    { rid: optional(text), roomId: optional(text), readThreads: optional(flag) },
    ({ world, user, input }) => {
      const rid = input.rid ?? input.roomId
      if (rid === undefined) {
        return failure(400, "must have required property 'rid' [invalid-params]", 'invalid-params')
      }
      world.reading.markRead(user._id, rid, input.readThreads ?? false)
      return success({})
    },
  ),
  route(
    'POST',
    'subscriptions.unread',
    { roomId: optional(text), firstUnreadMessage: optional(record) },
    ({ world, user, input }) => {
      const first = input.firstUnreadMessage
      if (isRecord(first) && typeof first._id === 'string') {
        world.reading.markUnreadFrom(user._id, first._id)
      } else if (input.roomId !== undefined) {
        world.reading.markUnread(user._id, input.roomId)
      } else {
        return failure(
          400,
          "must have required property 'roomId' [invalid-params]",
          'invalid-params',
        )
      }
      return success({})
    },
  ),
  history('channels', 'c'),
  history('groups', 'p'),
  history('im', 'd'),
  history('dm', 'd'),
  route(
    'POST',
    'channels.join',
    { roomId: optional(text), roomName: optional(text), joinCode: optional(text) },
    ({ world, user, input }) => {
      const { _id } = findRoomOfType(world, user._id, input, 'c')
      if (world.store.subscription(_id, user._id) === undefined) {
        world.rooms.addMember(_id, user._id)
        world.messages.addSystem(_id, user._id, 'uj', user.username)
      }
      return success({ channel: world.store.rooms.get(_id) })
    },
  ),
  imCreate('im.create'),
  imCreate('dm.create'),
]

function deltaView<T>({ update, remove }: Delta<T>): object {
  return { update, remove: remove.map(({ _id, _deletedAt }) => ({ _id, _deletedAt })) }
}

function history(prefix: string, type: 'c' | 'p' | 'd'): Route {
  return route('GET', `${prefix}.history`, HISTORY_SHAPE, ({ world, user, input }) => {
    const room = findRoomOfType(world, user._id, input, type)
    const query: HistoryQuery = {
      latest: input.latest,
      oldest: input.oldest,
      inclusive: input.inclusive,
      unreads: input.unreads ?? false,
      showThreadMessages: input.showThreadMessages ?? true,
      count: clampCount(input.count, HISTORY_COUNT),
      offset: input.offset ?? 0,
    }
    const found = world.reading.history(user._id, room._id, query)
    return success({
      ...found,
      messages: found.messages.map((message) => messageFor(user._id, message)),
    })
  })
}

interface RoomAddress {
  readonly roomId: string | undefined
  readonly roomName: string | undefined
}

function findRoom(world: World, userId: string, address: RoomAddress): Room {
  const { roomId, roomName } = address
  const room =
    roomId === undefined
      ? roomName === undefined
        ? undefined
        : world.store.roomByName(roomName)
      : world.store.rooms.get(roomId)
  if (room !== undefined && world.canRead(userId, room)) return room
  const reason = 'The required "roomId" or "roomName" param provided does not match any room'
  return refuse(refused(reason, 'error-room-not-found'))
}

const TYPE_WORDS = { c: 'channel', p: 'group', d: 'direct message' } as const

function findRoomOfType(
  world: World,
  userId: string,
  address: RoomAddress,
  type: 'c' | 'p' | 'd',
): Room {
  const { roomId, roomName } = address
  if (roomId === undefined && roomName === undefined) {
    const reason = 'The parameter "roomId" or "roomName" is required'
    refuse(refused(reason, 'error-roomid-param-not-provided'))
  }
  const room =
    roomId === undefined ? world.store.roomByName(roomName ?? '') : world.store.rooms.get(roomId)
  if (room?.t === type && world.canRead(userId, room)) return room
  const reason = `The required "roomId" or "roomName" param provided does not match any ${TYPE_WORDS[type]}`
  return refuse(refused(reason, 'error-room-not-found'))
}

function imCreate(name: string): Route {
  const shape = {
    username: optional(text),
    usernames: optional(text),
    excludeSelf: optional(flag),
  }
  return route('POST', name, shape, ({ world, user, input }) => {
    const names = (input.usernames ?? input.username ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    if (names.length === 0) {
      const fault = "must have required property 'username'"
      return failure(400, `${fault} [invalid-params]`, 'invalid-params')
    }
    const room = world.rooms.openDirect(user._id, names, input.excludeSelf ?? false)
    return success({ room: { ...room, rid: room._id } })
  })
}
