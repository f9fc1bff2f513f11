/** Who is in a room, what they are there, and which files it has (rocketchat.md §5.3, §5.4). */
import { pathOf } from '../world/fileMessage'
import type { Room, Subscription, Upload, User } from '../world/types'
import type { World } from '../world/world'
import { findRoom, findRoomOfType, PERSON, ROOM, type RoomType } from './address'
import { failure, success } from './answers'
import { messagePage, messagesOf } from './lists'
import { pageOf, PAGING, sortedBy } from './paging'
import { route, type Route } from './route'
import { anything, filled, flag, optional, text } from './shape'

const KINDS = [
  ['channels', 'c', 'channel'],
  ['groups', 'p', 'group'],
  ['im', 'd', 'room'],
  ['dm', 'd', 'room'],
] as const

const MEMBERS = {
  ...ROOM,
  ...PAGING,
  filter: optional(text),
  status: anything,
  'status[]': anything,
}
const FILES = {
  ...ROOM,
  ...PAGING,
  name: optional(text),
  typeGroup: optional(text),
  query: optional(text),
  onlyConfirmed: optional(flag),
}
const MESSAGES = {
  ...ROOM,
  ...PAGING,
  mentionIds: optional(text),
  starredIds: optional(text),
  pinned: optional(flag),
}
const RANKS = ['owner', 'moderator', 'leader']

export const memberRoutes: readonly Route[] = [
  ...KINDS.flatMap(([prefix, type, key]) => lists(prefix, type, key)),
  route(
    'GET',
    'rooms.membersOrderedByRole',
    MEMBERS,
    ({ world, user, input }) => {
      const room = findRoom(world, user._id, input)
      const members = membersOf(world, room, input).map((member) => {
        const sub = world.store.subscription(room._id, member._id)
        return { ...memberView(member), roles: sub?.roles ?? [], subscription: subView(sub) }
      })
      const ranked = members.toSorted((a, b) => rankOf(a.roles) - rankOf(b.roles))
      const { items, ...counts } = pageOf(ranked, input)
      return success({ members: items, ...counts })
    },
    { versions: { from: [7, 3] } },
  ),
  route(
    'GET',
    'rooms.isMember',
    { roomId: filled, userId: optional(text), username: optional(text) },
    ({ world, user, input }) => {
      const { _id } = findRoom(world, user._id, { ...input, roomName: undefined })
      const asked =
        input.userId === undefined
          ? world.store.userByName(input.username ?? '')
          : world.store.users.get(input.userId)
      if (asked === undefined) return failure(400, 'error-user-not-found')
      return success({ isMember: world.store.subscription(_id, asked._id) !== undefined })
    },
  ),
]

function lists(prefix: string, type: RoomType, key: string): readonly Route[] {
  return [
    route('GET', `${prefix}.members`, MEMBERS, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const all = sortedBy(membersOf(world, room, input), input.sort)
      const { items, ...counts } = pageOf(all.map(memberView), input)
      return success({ members: items, ...counts })
    }),
    route('GET', `${prefix}.files`, FILES, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const files = filesOf(world, room).filter(
        ({ name, typeGroup }) =>
          name.toLowerCase().includes((input.name ?? '').toLowerCase()) &&
          (input.typeGroup === undefined || typeGroup === input.typeGroup),
      )
      const { items, ...counts } = pageOf(sortedBy(files, input.sort), input)
      return success({ files: items, ...counts })
    }),
    route('GET', `${prefix}.messages`, MESSAGES, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const isNamed = (ids: string | undefined, list: readonly { _id: string }[] = []): boolean =>
        ids === undefined || list.some(({ _id }) => ids.split(',').includes(_id))
      const all = messagesOf(
        world,
        room._id,
        ({ mentions, starred, pinned }) =>
          isNamed(input.mentionIds, mentions?.slice()) &&
          isNamed(input.starredIds, starred?.slice()) &&
          (input.pinned === undefined || (pinned === true) === input.pinned),
      )
      return messagePage(user._id, all, input)
    }),
    route('GET', `${prefix}.counters`, { ...ROOM, ...PERSON }, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const sub = world.store.subscription(room._id, user._id)
      return success({
        joined: sub !== undefined,
        members: room.usersCount ?? 0,
        unreads: sub?.unread ?? null,
        unreadsFrom: sub?.ls ?? null,
        msgs: room.msgs ?? 0,
        latest: room.lm ?? room.ts,
        userMentions: sub?.userMentions ?? 0,
      })
    }),
    ...(type === 'd' ? [] : governed(prefix, type, key)),
  ]
}

function governed(prefix: string, type: RoomType, key: string): readonly Route[] {
  return [
    route('GET', `${prefix}.info`, ROOM, ({ world, user, input }) =>
      success({ [key]: findRoomOfType(world, user._id, input, type) }),
    ),
    route('GET', `${prefix}.roles`, ROOM, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const roles = subsOf(world, room)
        .filter(({ roles: held = [] }) => held.length > 0)
        .map(({ _id, rid, u, roles: held }) => ({ _id, rid, u, roles: held }))
      return success({ roles })
    }),
    route('GET', `${prefix}.moderators`, ROOM, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const moderators = subsOf(world, room)
        .filter(({ roles: held = [] }) => held.includes('moderator'))
        .map(({ u }) => u)
      return success({ moderators })
    }),
  ]
}

function subsOf(world: World, { _id }: Room): readonly Subscription[] {
  return [...world.store.subscriptionsOfRoom(_id).values()]
}

interface MemberQuery {
  readonly filter: string | undefined
  readonly status: unknown
  readonly 'status[]': unknown
}

/** By username. */
function membersOf(world: World, room: Room, query: MemberQuery): readonly User[] {
  const wanted = wordsOf(query.status ?? query['status[]'])
  const term = (query.filter ?? '').toLowerCase()
  return subsOf(world, room)
    .flatMap(({ u }) => world.store.users.get(u._id) ?? [])
    .filter(
      ({ username, name, status, active }) =>
        active &&
        (wanted.length === 0 || wanted.includes(status)) &&
        [username, name].some((one) => one.toLowerCase().includes(term)),
    )
    .toSorted((a, b) => a.username.localeCompare(b.username))
}

/** A comma list, or the key repeated. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.split(',')
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function memberView({ _id, username, name, status, statusText, nickname, utcOffset }: User) {
  return {
    _id,
    username,
    name,
    status,
    ...(statusText === undefined ? {} : { statusText }),
    ...(nickname === undefined ? {} : { nickname }),
    utcOffset,
  }
}

function subView(sub: Subscription | undefined): object | undefined {
  return sub && { _id: sub._id, ts: sub.ts }
}

function rankOf(roles: readonly string[]): number {
  const ranks = roles.map((role) => RANKS.indexOf(role)).filter((rank) => rank >= 0)
  return Math.min(RANKS.length, ...ranks)
}

/** Newest first; a file that no message shows yet is none. */
function filesOf(world: World, { _id }: Room) {
  return [...world.store.uploads.values()]
    .filter((upload) => upload.rid === _id && !world.store.temporaryUploads.has(upload._id))
    .map((upload) => fileView(world, upload))
    .toSorted((a, b) => (b.uploadedAt?.getTime() ?? 0) - (a.uploadedAt?.getTime() ?? 0))
}

function fileView(world: World, upload: Upload) {
  const { _id, name, type, rid, userId, content, uploadedAt } = upload
  const user = world.store.users.get(userId)
  const path = pathOf(upload)
  return {
    _id,
    name,
    type,
    typeGroup: type.split('/')[0] ?? '',
    size: content.byteLength,
    rid,
    userId,
    user: user && { _id: userId, username: user.username, name: user.name },
    path,
    url: path,
    uploadedAt,
  }
}
