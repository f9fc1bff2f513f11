/** Rooms, subscriptions and history (rocketchat.md §5.3–5.5). */
import type { Delta, HistoryQuery } from '../world/reading'
import type { Room } from '../world/types'
import { findRoom, findRoomOfType, ROOM } from './address'
import { failure, success } from './answers'
import { clampCount } from './paging'
import { route, type Route } from './route'
import { flag, isoDate, isRecord, optional, record, text, whole } from './shape'
import { messageFor, roomFor } from './views'

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
  route('GET', 'rooms.get', { updatedSince: optional(isoDate) }, ({ world, user, input }) => {
    const { update, remove } = world.reading.roomsOf(user._id, input.updatedSince)
    const rooms = update.map((room) => roomFor(user._id, room))
    return success(deltaView({ update: rooms, remove }))
  }),
  route('GET', 'rooms.info', ROOM, ({ world, user, input }) => {
    const room = findRoom(world, user._id, input)
    const parent = room.prid === undefined ? undefined : world.store.rooms.get(room.prid)
    return success({ room, ...(parent === undefined ? {} : { parent: parentView(parent) }) })
  }),
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
  imCreate('im.create'),
  imCreate('dm.create'),
]

function deltaView<T>({ update, remove }: Delta<T>): object {
  return { update, remove: remove.map(({ _id, _deletedAt }) => ({ _id, _deletedAt })) }
}

/** Of a discussion: where it was started. */
function parentView({ _id, t, name, fname, u, prid }: Room): object {
  return { _id, t, name, fname, u, prid }
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
