/** Making rooms and governing them (rocketchat.md §5.3, §5.4). */
import type { RoomChange, RoomRole } from '../world/governing'
import type { Room, User } from '../world/types'
import type { World } from '../world/world'
import { findPerson, findRoom, findRoomOfType, PERSON, requireActive, ROOM } from './address'
import { failure, refused, success, type Answer } from './answers'
import { refuse, route, type Route } from './route'
import {
  filled,
  flag,
  isoDate,
  isRecord,
  list,
  oneOf,
  optional,
  record,
  text,
  whole,
} from './shape'

interface Kind {
  readonly prefix: 'channels' | 'groups'
  readonly type: 'c' | 'p'
  /** Under which name the room stands in an answer. */
  readonly key: 'channel' | 'group'
}

const CHANNELS: Kind = { prefix: 'channels', type: 'c', key: 'channel' }
const GROUPS: Kind = { prefix: 'groups', type: 'p', key: 'group' }
const ROLES: readonly RoomRole[] = ['owner', 'moderator', 'leader']

export const governRoutes: readonly Route[] = [
  ...[CHANNELS, GROUPS].flatMap((kind) => [
    create(kind),
    ...people(kind),
    ...texts(kind),
    ...states(kind),
    ...roles(kind),
  ]),
  route(
    'POST',
    'rooms.saveRoomSettings',
    {
      rid: text,
      roomName: optional(text),
      roomTopic: optional(text),
      roomAnnouncement: optional(text),
      roomDescription: optional(text),
      roomType: optional(oneOf('c', 'p')),
      readOnly: optional(flag),
      reactWhenReadOnly: optional(flag),
      systemMessages: optional(list),
      joinCode: optional(text),
      encrypted: optional(flag),
      roomCustomFields: optional(record),
    },
    ({ world, user, input }) => {
      const { rid, roomName: name, roomTopic: topic, roomAnnouncement: announcement } = input
      const { roomDescription: description, roomType: type, readOnly, reactWhenReadOnly } = input
      const texts = { name, topic, announcement, description, joinCode: input.joinCode }
      const systemMessages = input.systemMessages?.filter((one) => typeof one === 'string')
      const change = { ...texts, type, readOnly, reactWhenReadOnly, systemMessages }
      world.governing.change(user._id, rid, change)
      return success({ rid })
    },
  ),
  route(
    'POST',
    'rooms.changeArchivationState',
    { rid: text, action: optional(oneOf('archive', 'unarchive')) },
    ({ world, user, input }) => {
      world.governing.setArchived(user._id, input.rid, input.action !== 'unarchive')
      return success({})
    },
  ),
  route('POST', 'rooms.delete', { roomId: filled }, ({ world, user, input }) => {
    world.governing.erase(user._id, input.roomId)
    return success({})
  }),
  route('POST', 'im.setTopic', { roomId: text, topic: text }, ({ world, user, input }) => {
    const room = findRoomOfType(world, user._id, { ...input, roomName: undefined }, 'd')
    world.governing.change(user._id, room._id, { topic: input.topic })
    return success({ topic: input.topic })
  }),
  route(
    'POST',
    'rooms.cleanHistory',
    {
      ...ROOM,
      latest: isoDate,
      oldest: isoDate,
      inclusive: optional(flag),
      excludePinned: optional(flag),
      filesOnly: optional(flag),
      users: optional(list),
      limit: optional(whole),
      ignoreDiscussion: optional(flag),
      ignoreThreads: optional(flag),
    },
    ({ world, user, input }) => {
      const { _id } = findRoom(world, user._id, input)
      const count = world.cleaning.clean(user._id, _id, {
        latest: new Date(input.latest),
        oldest: new Date(input.oldest),
        inclusive: input.inclusive ?? false,
        excludePinned: input.excludePinned ?? false,
        filesOnly: input.filesOnly ?? false,
        users: (input.users ?? []).filter((name) => typeof name === 'string'),
        limit: input.limit ?? 0,
        ignoreDiscussion: input.ignoreDiscussion ?? false,
        ignoreThreads: input.ignoreThreads ?? false,
      })
      return success({ _id, count })
    },
  ),
  muting('muteUser', true),
  muting('unmuteUser', false),
]

function create({ prefix, type, key }: Kind): Route {
  const shape = {
    name: optional(text),
    members: optional(list),
    readOnly: optional(flag),
    excludeSelf: optional(flag),
    customFields: optional(record),
    extraData: optional(record),
    teams: optional(list),
  }
  return route('POST', `${prefix}.create`, shape, ({ world, user, input }) => {
    if (input.name === undefined || input.name === '') {
      return failure(400, 'Body param "name" is required')
    }
    const ids = (input.members ?? []).map((name) => memberId(world, name))
    const { topic } = isRecord(input.extraData) ? input.extraData : {}
    const room = world.rooms.found(user._id, {
      type,
      name: input.name,
      memberIds: [...new Set(input.excludeSelf === true ? ids : [user._id, ...ids])],
      readOnly: input.readOnly === true,
      ...(typeof topic === 'string' ? { topic } : {}),
    })
    return success({ [key]: room })
  })
}

function memberId(world: World, name: unknown): string {
  const user = typeof name === 'string' ? world.store.userByName(name) : undefined
  return user?._id ?? refuse(refused('Invalid user', 'error-invalid-user'))
}

function people({ prefix, type, key }: Kind): readonly Route[] {
  const invited = { ...ROOM, ...PERSON, userIds: optional(list), usernames: optional(list) }
  return [
    route('POST', `${prefix}.invite`, invited, ({ world, user, input }) => {
      const room = requireActive(findRoomOfType(world, user._id, input, type))
      const ids = [
        ...(input.userIds ?? []).map((id) => personId(world, id)),
        ...(input.usernames ?? []).map((name) => memberId(world, name)),
      ]
      const all = ids.length > 0 ? ids : [findPerson(world, input)._id]
      return success({ [key]: world.membership.invite(user._id, room._id, all) })
    }),
    route('POST', `${prefix}.kick`, { ...ROOM, ...PERSON }, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      const kicked = world.membership.kick(user._id, room._id, findPerson(world, input)._id)
      return type === 'c' ? success({ channel: kicked }) : success({})
    }),
  ]
}

function personId(world: World, id: unknown): string {
  const user = typeof id === 'string' ? world.store.users.get(id) : undefined
  return user?._id ?? refuse(refused('Invalid user', 'error-invalid-user'))
}

function texts(kind: Kind): readonly Route[] {
  const { prefix, type, key } = kind
  const setText = (call: string, field: string, change: (value: string) => RoomChange): Route =>
    route(
      'POST',
      `${prefix}.${call}`,
      { ...ROOM, [field]: optional(text) },
      ({ world, user, input }) => {
        const value: unknown = Reflect.get(input, field)
        if (typeof value !== 'string') return failure(400, `The bodyParam "${field}" is required`)
        const { _id } = requireActive(findRoomOfType(world, user._id, input, type))
        world.governing.change(user._id, _id, change(value))
        return field === 'joinCode'
          ? success({ [key]: world.store.rooms.get(_id) })
          : success({ [field]: value })
      },
    )
  return [
    route('POST', `${prefix}.rename`, { ...ROOM, name: optional(text) }, (call) => {
      const { world, user, input } = call
      const { name = '' } = input
      if (name.trim() === '') return failure(400, 'The bodyParam "name" is required')
      const room = requireActive(findRoomOfType(world, user._id, input, type))
      if (room.name === name) {
        const reason = `The ${key} name is the same as what it would be renamed to.`
        return failure(400, reason)
      }
      return success({ [key]: world.governing.change(user._id, room._id, { name }) })
    }),
    setText('setTopic', 'topic', (topic) => ({ topic })),
    setText('setAnnouncement', 'announcement', (announcement) => ({ announcement })),
    setText('setDescription', 'description', (description) => ({ description })),
    ...(type === 'c' ? [setText('setJoinCode', 'joinCode', (joinCode) => ({ joinCode }))] : []),
    setText('setPurpose', 'purpose', (description) => ({ description })),
  ]
}

function states(kind: Kind): readonly Route[] {
  const { prefix, type, key } = kind
  const same = (what: string): Answer =>
    failure(400, `The ${key} ${what} is the same as what it would be changed to.`)
  return [
    route('POST', `${prefix}.setReadOnly`, { ...ROOM, readOnly: optional(flag) }, (call) => {
      const { world, user, input } = call
      const { readOnly } = input
      if (readOnly === undefined) return failure(400, 'The bodyParam "readOnly" is required')
      const room = requireActive(findRoomOfType(world, user._id, input, type))
      if ((room.ro === true) === readOnly) return same('read only setting')
      return success({ [key]: world.governing.change(user._id, room._id, { readOnly }) })
    }),
    route('POST', `${prefix}.setType`, { ...ROOM, type: optional(oneOf('c', 'p')) }, (call) => {
      const { world, user, input } = call
      if (input.type === undefined) return failure(400, 'The bodyParam "type" is required')
      const room = requireActive(findRoomOfType(world, user._id, input, type))
      if (room.t === input.type) return same('type')
      const changed = world.governing.change(user._id, room._id, { type: input.type })
      return success({ [key]: changed })
    }),
    ...(['archive', 'unarchive'] as const).map((action) =>
      route('POST', `${prefix}.${action}`, ROOM, ({ world, user, input }) => {
        const room = findRoomOfType(world, user._id, input, type)
        world.governing.setArchived(user._id, room._id, action === 'archive')
        return success({})
      }),
    ),
    route('POST', `${prefix}.delete`, ROOM, ({ world, user, input }) => {
      const room = findRoomOfType(world, user._id, input, type)
      world.governing.erase(user._id, room._id)
      return success(type === 'p' ? { group: room } : {})
    }),
  ]
}

function roles({ prefix, type }: Kind): readonly Route[] {
  return ROLES.flatMap((role) =>
    [true, false].map((wanted) => {
      const name = `${wanted ? 'add' : 'remove'}${role[0]?.toUpperCase() ?? ''}${role.slice(1)}`
      return route('POST', `${prefix}.${name}`, { ...ROOM, ...PERSON }, (call) => {
        const { world, user, input } = call
        const room = findRoomOfType(world, user._id, input, type)
        const { _id } = findPerson(world, input)
        world.governing.setRole(user._id, room._id, _id, { role, wanted })
        return success({})
      })
    }),
  )
}

function muting(name: string, wanted: boolean): Route {
  const shape = { roomId: text, userId: optional(text), username: optional(text) }
  return route('POST', `rooms.${name}`, shape, ({ world, user, input }) => {
    const room: Room = findRoom(world, user._id, { ...input, roomName: undefined })
    const person: User = findPerson(world, { ...input, user: undefined })
    world.membership.setMuted(user._id, room._id, person._id, wanted)
    return success({})
  })
}
