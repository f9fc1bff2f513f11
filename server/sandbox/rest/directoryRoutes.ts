/** Finding rooms and people: directory, lists and completions (rocketchat.md §5.3, §5.4, §5.9). */
import type { Room, User } from '../world/types'
import type { World } from '../world/world'
import { failure, refused, success, type Answer } from './answers'
import { pageOf, PAGING, sortedBy } from './paging'
import { refuse, route, type Call, type Route } from './route'
import { isRecord, oneOf, optional, text, type Shape } from './shape'

const LIMIT = { limit: { calls: 100, perMs: 100_000 } }
const ROOM_ORDERS = ['name', 'createdAt', 'usersCount', 'lastMessage', 'usernames']
const USER_ORDERS = ['name', 'createdAt', 'username', 'email', 'bio']
/** What a key of `sort` means in a record. */
const KEYS: Readonly<Record<string, string>> = {
  createdAt: 'ts',
  lastMessage: 'lastMessage.ts',
}
const ROOMS_SHOWN = 10
const PEOPLE_SHOWN = 20

export const directoryRoutes: readonly Route[] = [
  route(
    'GET',
    'directory',
    {
      ...PAGING,
      type: optional(oneOf('channels', 'users', 'teams')),
      text: optional(text),
      workspace: optional(oneOf('local', 'external', 'all')),
      query: optional(text),
    },
    ({ world, user, input }) => {
      const older = readJson(input.query)
      const term = input.text ?? textOf(older.text)
      const type = input.type ?? textOf(older.type)
      const [field, direction] = orderOf(input.sort)
      const isPeople = type === 'users'
      if (!(isPeople ? USER_ORDERS : ROOM_ORDERS).includes(field)) {
        return failure(400, 'Please verify the parameters')
      }
      const all = isPeople
        ? people(world, user, term)
        : type === 'teams'
          ? []
          : channels(world, user, term)
      const key = isPeople && field === 'createdAt' ? field : (KEYS[field] ?? field)
      const sorted = sortedBy(all, JSON.stringify({ [key]: direction }))
      return paged('result', sorted, input)
    },
    LIMIT,
  ),
  route('GET', 'channels.list', { ...PAGING, _id: optional(text) }, ({ world, user, input }) => {
    const seesAll = world.may(user, 'view-c-room')
    const rooms = roomsOf(world, 'c').filter(
      ({ _id }) =>
        (seesAll || isMember(world, _id, user)) && (input._id === undefined || _id === input._id),
    )
    return paged('channels', sortedBy(rooms, input.sort ?? '{"name":1}'), input)
  }),
  ...(
    [
      ['channels.list.joined', 'c', 'channels'],
      ['groups.list', 'p', 'groups'],
      ['im.list', 'd', 'ims'],
      ['dm.list', 'd', 'ims'],
    ] as const
  ).map(([name, type, key]) =>
    route('GET', name, PAGING, ({ world, user, input }) => {
      const rooms = roomsOf(world, type).filter(({ _id }) => isMember(world, _id, user))
      return paged(key, sortedBy(rooms, input.sort ?? '{"name":1}'), input)
    }),
  ),
  route('GET', 'rooms.nameExists', { roomName: text }, ({ world, input }) =>
    success({ exists: world.store.roomByName(input.roomName) !== undefined }),
  ),
  route('GET', 'rooms.autocomplete.channelAndPrivate', { selector: text }, (call) => {
    const items = completedRooms(call, call.input.selector).slice(0, ROOMS_SHOWN)
    return success({ items })
  }),
  route(
    'GET',
    'rooms.autocomplete.channelAndPrivate.withPagination',
    { selector: text, ...PAGING },
    (call) => paged('items', completedRooms(call, call.input.selector), call.input),
  ),
  route('GET', 'users.autocomplete', { selector: text }, ({ world, input }) => {
    const { term, exceptions } = readJson(input.selector)
    const excepted = Array.isArray(exceptions) ? exceptions : []
    const found = active(world).filter(
      ({ username, name }) => has(textOf(term), username, name) && !excepted.includes(username),
    )
    const items = found.slice(0, PEOPLE_SHOWN).map(({ _id, username, name, status, nickname }) => {
      return { _id, username, name, status, ...(nickname === undefined ? {} : { nickname }) }
    })
    return success({ items })
  }),
]

function paged(
  key: string,
  all: readonly object[],
  query: { readonly count: number | undefined; readonly offset: number | undefined },
): Answer {
  const { items, ...counts } = pageOf(all, query)
  return success({ [key]: items, ...counts })
}

function orderOf(sort: string | undefined): readonly [string, number] {
  const [entry] = Object.entries(readJson(sort))
  return entry === undefined ? ['name', 1] : [entry[0], entry[1] === -1 ? -1 : 1]
}

function readJson(value: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const read: unknown = JSON.parse(value ?? '{}')
    if (isRecord(read)) return read
  } catch {
    // Told below.
  }
  return refuse(refused('Invalid query parameter provided', 'error-invalid-query'))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function has(term: string, ...texts: readonly (string | undefined)[]): boolean {
  const wanted = term.trim().toLowerCase()
  return texts.some((one) => one?.toLowerCase().includes(wanted) === true)
}

function roomsOf(world: World, type: Room['t']): readonly Room[] {
  return [...world.store.rooms.values()].filter(({ t }) => t === type)
}

function isMember(world: World, rid: string, user: User): boolean {
  return world.store.subscription(rid, user._id) !== undefined
}

function active(world: World): readonly User[] {
  return [...world.store.users.values()].filter((user) => user.active)
}

/** Public ones, and those private ones that the user is in; discussions are found in their rooms. */
function channels(world: World, user: User, term: string): readonly object[] {
  if (!world.may(user, 'view-c-room')) return []
  const own = roomsOf(world, 'p').filter(({ _id }) => isMember(world, _id, user))
  return [...roomsOf(world, 'c'), ...own]
    .filter(({ prid, name, fname }) => prid === undefined && has(term, name, fname))
    .map(({ _id, t, name, fname, topic, description, ts, lastMessage, usersCount, archived }) => {
      return { _id, t, name, fname, topic, description, ts, lastMessage, usersCount, archived }
    })
}

function people(world: World, user: User, term: string): readonly object[] {
  if (!world.may(user, 'view-outside-room') || !world.may(user, 'view-d-room')) return []
  const seesAddresses = world.may(user, 'view-full-other-user-info')
  return active(world)
    .filter(({ username, name, bio, nickname }) => has(term, username, name, bio, nickname))
    .map(({ _id, username, name, nickname, bio, createdAt, email }) => {
      const emails = seesAddresses ? { emails: [{ address: email, verified: true }] } : {}
      return { _id, username, name, nickname, bio, createdAt, ...emails }
    })
}

function completedRooms<S extends Shape>(
  { world, user }: Call<S>,
  selector: string,
): readonly object[] {
  const { name } = readJson(selector)
  return [...world.store.rooms.values()]
    .filter(
      (room) =>
        room.t !== 'd' &&
        user !== null &&
        isMember(world, room._id, user) &&
        has(textOf(name), room.name, room.fname),
    )
    .map(({ _id, t, name: slug, fname }) => ({ _id, t, name: slug, fname }))
}
