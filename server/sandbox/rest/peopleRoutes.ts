/** People: information, presence, search (rocketchat.md §5.9). */
import type { User } from '../world/types'
import type { World } from '../world/world'
import { failure, success } from './answers'
import { route, type Route } from './route'
import { anything, isoDate, optional, text } from './shape'
import { adminUserView, presenceView, userView } from './views'

const DELTA_MS = 10 * 60_000
const SPOTLIGHT_LIMIT = { calls: 100, perMs: 100_000 }
const SPOTLIGHT_SIZE = 5

export const peopleRoutes: readonly Route[] = [
  route(
    'GET',
    'users.info',
    { userId: optional(text), username: optional(text), includeUserRooms: anything },
    ({ world, user: caller, input }) => {
      const { userId, username } = input
      const user =
        userId === undefined
          ? world.store.userByName(username ?? '')
          : world.store.users.get(userId)
      if (user === undefined) return failure(400, 'User not found.')
      const seesAll = world.may(caller, 'view-full-other-user-info')
      const isOwn = user._id === caller._id
      const wantsRooms = input.includeUserRooms === 'true' && (isOwn || seesAll)
      const rooms = wantsRooms ? { rooms: roomsOf(world, user) } : {}
      return success({ user: { ...(seesAll ? adminUserView(user) : userView(user)), ...rooms } })
    },
  ),
  route('GET', 'users.presence', { from: optional(isoDate), ids: anything }, ({ world, input }) => {
    const ids = idsOf(input.ids)
    const isDelta = input.from !== undefined && world.core.clock.now() - input.from < DELTA_MS
    const users =
      ids === null ? world.reading.presence(isDelta ? input.from : undefined) : usersOf(world, ids)
    return success({ users: users.map(presenceView), full: ids === null && !isDelta })
  }),
  route(
    'GET',
    'spotlight',
    { query: text, usernames: anything, type: optional(text), rid: optional(text) },
    ({ world, user, input }) => success(spotlight(world, user._id, input.query)),
    { limit: SPOTLIGHT_LIMIT },
  ),
]

function roomsOf(world: World, user: User): readonly object[] {
  return [...world.store.subscriptionsOfUser(user._id).values()].map(
    ({ rid, name, t, roles, unread }) => ({ rid, name, t, roles, unread }),
  )
}

/** A comma list, or the key repeated. */
function idsOf(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return value.split(',')
  return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : null
}

function usersOf(world: World, ids: readonly string[]): readonly User[] {
  return ids.flatMap((id) => {
    const user = world.store.users.get(id)
    return user === undefined ? [] : [user]
  })
}

/** `#x` finds rooms only, `@x` people only. */
function spotlight(world: World, userId: string, query: string): object {
  const kind = /^[#@]/.exec(query)?.[0]
  const term = query.replace(/^[#@]/, '').toLowerCase()
  const has = (value: string | undefined): boolean => value?.toLowerCase().includes(term) === true
  const users = [...world.store.users.values()].filter(
    ({ active, username, name }) => active && (has(username) || has(name)),
  )
  const rooms = [...world.store.rooms.values()].filter(
    (room) => room.t !== 'd' && world.canRead(userId, room) && (has(room.name) || has(room.fname)),
  )
  return {
    users: kind === '#' ? [] : users.slice(0, SPOTLIGHT_SIZE).map(foundUser),
    rooms:
      kind === '@'
        ? []
        : rooms
            .slice(0, SPOTLIGHT_SIZE)
            .map(({ _id, t, name, fname }) => ({ _id, t, name, fname })),
  }
}

function foundUser({ _id, username, name, status, nickname, avatarETag }: User): object {
  return {
    _id,
    username,
    name,
    status,
    ...(nickname === undefined ? {} : { nickname }),
    ...(avatarETag === undefined ? {} : { avatarETag }),
  }
}
