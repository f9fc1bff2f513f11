/** Rooms and who is in them. */
import { refOf, requireUser, toUser, writeRoom, writeSubscription, type Core } from './core'
import { WorldError } from './errors'
import { requirePermission } from './permissions'
import type { Room, Subscription, User } from './types'

export interface NewRoom {
  readonly id?: string
  readonly type: 'c' | 'p'
  /** Slug. */
  readonly name: string
  /** Display name. Default: the slug. */
  readonly fname?: string
  readonly topic?: string
  readonly announcement?: string
  readonly description?: string
  readonly readOnly?: boolean
  /** Of a discussion: the room it was started in. */
  readonly prid?: string
  /** User ids; the first one owns the room. */
  readonly memberIds: readonly string[]
  readonly createdAt?: Date
  /** Default: the first member. */
  readonly creator?: User
}

export interface NewDirect {
  readonly id?: string
  /** All members, the creator first; one id makes a room with oneself. */
  readonly memberIds: readonly string[]
  readonly createdAt?: Date
  /** Opens the room for everybody, not for its creator only. */
  readonly openForAll?: boolean
}

export interface RoomOps {
  create: (room: NewRoom) => Room
  createDirect: (room: NewDirect) => Room
  /** `channels.create` and `groups.create`. @throws WorldError for what the user may not, and for bad names */
  found: (userId: string, room: NewRoom) => Room
  /** `im.create`: finds or makes. @throws WorldError for unknown names and for too many. */
  openDirect: (userId: string, usernames: readonly string[], excludeSelf: boolean) => Room
  addMember: (rid: string, userId: string) => Subscription
  removeMember: (rid: string, userId: string) => void
}

export function createRoomOps(core: Core): RoomOps {
  return {
    create: (room) => makeRoom(core, room),
    createDirect: (room) => makeDirect(core, room),
    found(userId, room) {
      const creator = requireUser(core, userId)
      requirePermission(core, creator, `create-${room.type}`, { method: 'createRoom' })
      const name = slugOf(core, room.name)
      return makeRoom(core, { ...room, name, fname: room.name, creator })
    },
    openDirect(userId, usernames, excludeSelf) {
      const ids = resolveMembers(core, userId, usernames, excludeSelf)
      const known = core.store.directRoom(ids)
      if (known === undefined) return makeDirect(core, { memberIds: ids })
      const sub = core.store.subscription(known._id, userId)
      if (sub?.open === false) writeSubscription(core, { ...sub, open: true })
      return known
    },
    addMember: (rid, userId) => addMember(core, rid, userId),
    removeMember: (rid, userId) => {
      removeMember(core, rid, userId)
    },
  }
}

/** @throws WorldError `error-duplicate-channel-name` */
export function requireFreeName(core: Core, name: string): void {
  if (core.store.roomByName(name) === undefined) return
  throw new WorldError('error-duplicate-channel-name', `A channel with name '${name}' exists`, {
    channel_name: name,
  })
}

/**
 * The name in addresses for a name as it is shown: the same, or made of it where any letters may be in a name.
 * @throws WorldError `error-invalid-room-name`
 */
export function slugOf(core: Core, name: string): string {
  const pattern = String(core.store.settings.get('UTF8_Channel_Names_Validation'))
  const isFree = core.store.settings.get('UI_Allow_room_names_with_special_chars') === true
  const slug = isFree
    ? name
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
    : name
  if (slug !== '' && (isFree || new RegExp(`^(?:${pattern})$`).test(slug))) return slug
  throw new WorldError('error-invalid-room-name', `${name} is not a valid room name`, {
    function: 'RocketChat.getValidRoomName',
    channel_name: name,
  })
}

/** @throws WorldError `error-duplicate-channel-name` */
export function makeRoom(core: Core, room: NewRoom): Room {
  requireFreeName(core, room.name)
  const members = room.memberIds.map((id) => requireUser(core, id))
  const creator = room.creator ?? members[0]
  const ts = room.createdAt ?? core.clock.instant()
  const created: Room = {
    _id: room.id ?? core.newId(),
    t: room.type,
    name: room.name,
    fname: room.fname ?? room.name,
    ...(creator === undefined ? {} : { u: refOf(creator) }),
    ...(room.topic === undefined ? {} : { topic: room.topic }),
    ...(room.announcement === undefined ? {} : { announcement: room.announcement }),
    ...(room.description === undefined ? {} : { description: room.description }),
    ...(room.readOnly === true ? { ro: true } : {}),
    ...(room.prid === undefined ? {} : { prid: room.prid }),
    msgs: 0,
    usersCount: members.length,
    ts,
    _updatedAt: core.clock.stamp(),
  }
  core.store.putRoom(created)
  members.forEach((user, index) => {
    const isOwner = room.creator === undefined ? index === 0 : user._id === room.creator._id
    subscribe(core, created, user, isOwner ? { roles: ['owner'] } : {})
  })
  return created
}

function makeDirect(core: Core, direct: NewDirect): Room {
  const members = direct.memberIds.map((id) => requireUser(core, id))
  const ids = members.map(({ _id }) => _id)
  const created: Room = {
    _id: direct.id ?? (ids.length <= 2 ? [...ids].sort().join('') : core.newId()),
    t: 'd',
    usernames: members.map(({ username }) => username),
    uids: ids,
    msgs: 0,
    usersCount: members.length,
    ts: direct.createdAt ?? core.clock.instant(),
    _updatedAt: core.clock.stamp(),
  }
  core.store.putRoom(created)
  members.forEach((user, index) => {
    const others = members.length === 1 ? members : members.filter((other) => other !== user)
    subscribe(core, created, user, {
      name: others.map(({ username }) => username).join(','),
      fname: others.map(({ name }) => name).join(', '),
      open: index === 0 || direct.openForAll === true || members.length > 2,
    })
  })
  return created
}

function subscribe(core: Core, room: Room, user: User, extra: Partial<Subscription>): Subscription {
  const subscription: Subscription = {
    _id: core.newId(),
    rid: room._id,
    u: refOf(user),
    t: room.t,
    ...(room.name === undefined ? {} : { name: room.name }),
    ...(room.fname === undefined ? {} : { fname: room.fname }),
    ...(room.prid === undefined ? {} : { prid: room.prid }),
    ts: core.clock.instant(),
    ls: core.clock.instant(),
    open: true,
    alert: false,
    unread: 0,
    userMentions: 0,
    groupMentions: 0,
    ...extra,
    _updatedAt: core.clock.stamp(),
  }
  core.store.putSubscription(subscription)
  core.emit(toUser(user._id, 'subscriptions-changed', ['inserted', subscription]))
  core.emit(toUser(user._id, 'rooms-changed', ['inserted', room]))
  return subscription
}

/** A member for whom the room is new; nothing happens for one who is there already. */
export function addMember(
  core: Core,
  rid: string,
  userId: string,
  extra: Partial<Subscription> = {},
): Subscription {
  const room = core.store.rooms.get(rid)
  if (room === undefined) throw new WorldError('error-invalid-room', 'Invalid room')
  const known = core.store.subscription(rid, userId)
  if (known !== undefined) return known
  const subscription = subscribe(core, room, requireUser(core, userId), extra)
  writeRoom(core, { ...room, usersCount: (room.usersCount ?? 0) + 1 })
  return subscription
}

/** @throws WorldError `error-user-not-in-room` */
export function removeMember(core: Core, rid: string, userId: string): void {
  const subscription = core.store.subscription(rid, userId)
  const room = core.store.rooms.get(rid)
  if (subscription === undefined || room === undefined) {
    throw new WorldError('error-user-not-in-room', 'User is not in this room')
  }
  core.store.removeSubscription(subscription, core.clock.stamp())
  const { _id, u, t } = subscription
  core.emit(toUser(userId, 'subscriptions-changed', ['removed', { _id, u, rid, t }]))
  writeRoom(core, { ...room, usersCount: Math.max(0, (room.usersCount ?? 0) - 1) })
}

function resolveMembers(
  core: Core,
  userId: string,
  usernames: readonly string[],
  excludeSelf: boolean,
): readonly string[] {
  const others = usernames.map((username) => {
    const user = core.store.userByName(username)
    if (user === undefined) throw new WorldError('error-invalid-user', 'Invalid user')
    return user._id
  })
  const ids = [...new Set(excludeSelf ? others : [userId, ...others])]
  const limit = core.store.settings.get('DirectMesssage_maxUsers')
  if (typeof limit === 'number' && ids.length > limit) {
    throw new WorldError(
      'error-direct-message-max-user-exceeded',
      `You cannot add more than ${String(limit)} users to a direct message`,
      { method: 'createDirectMessage' },
    )
  }
  return ids
}
