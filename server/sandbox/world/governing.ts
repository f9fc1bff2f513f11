/** Names, topics, types and roles of rooms, and their end (rocketchat.md §5.3, §5.4). */
import {
  refOf,
  requireRoom,
  requireUser,
  toUser,
  writeRoom,
  writeSubscription,
  type Core,
} from './core'
import { WorldError } from './errors'
import { dismiss } from './membership'
import { addSystem } from './messages'
import { may, requirePermission } from './permissions'
import { requireFreeName, slugOf } from './rooms'
import { without, type Room, type Subscription } from './types'

export interface RoomChange {
  readonly name?: string | undefined
  readonly topic?: string | undefined
  readonly announcement?: string | undefined
  readonly description?: string | undefined
  readonly type?: 'c' | 'p' | undefined
  readonly readOnly?: boolean | undefined
  readonly reactWhenReadOnly?: boolean | undefined
  readonly systemMessages?: readonly string[] | undefined
  /** Empty: none is asked for any more. */
  readonly joinCode?: string | undefined
}

export type RoomRole = 'owner' | 'moderator' | 'leader'

export interface GoverningOps {
  /** What differs is changed, and told by a line of the system each. */
  change: (userId: string, rid: string, change: RoomChange) => Room
  setRole: (by: string, rid: string, userId: string, change: RoleChange) => void
  setArchived: (userId: string, rid: string, wanted: boolean) => void
  /** With all its messages and files. */
  erase: (userId: string, rid: string) => void
}

export interface RoleChange {
  readonly role: RoomRole
  readonly wanted: boolean
}

export function createGoverningOps(core: Core): GoverningOps {
  return {
    change: (userId, rid, change) => changeRoom(core, userId, rid, change),
    setRole: (by, rid, userId, change) => {
      setRole(core, { by, rid, userId }, change)
    },
    setArchived: (userId, rid, wanted) => {
      setArchived(core, userId, rid, wanted)
    },
    erase: (userId, rid) => {
      erase(core, userId, rid)
    },
  }
}

const METHOD = 'saveRoomSettings'

function changeRoom(core: Core, userId: string, rid: string, change: RoomChange): Room {
  const room = requireRoom(core, rid)
  const user = requireUser(core, userId)
  const isAllowed = may(core, user, 'edit-room', rid) && room.t !== 'd'
  const isOwnTopic = room.t === 'd' && core.store.subscription(rid, userId) !== undefined
  if (!isAllowed && !(isOwnTopic && onlyTopic(change))) {
    throw new WorldError('error-action-not-allowed', 'Editing room is not allowed', {
      method: METHOD,
      action: 'Editing_room',
    })
  }
  const { type, readOnly } = change
  if (type !== undefined && type !== room.t) {
    requirePermission(core, user, `create-${type}`, { method: METHOD })
  }
  if (readOnly !== undefined && readOnly !== (room.ro === true)) {
    requirePermission(core, user, 'set-readonly', { rid, method: METHOD })
  }
  rename(core, userId, rid, change.name)
  for (const key of ['topic', 'announcement', 'description'] as const) {
    setText(core, { userId, rid }, key, change[key])
  }
  setType(core, userId, rid, type)
  setReadOnly(core, userId, rid, readOnly)
  setReacting(core, userId, rid, change.reactWhenReadOnly)
  setJoinCode(core, rid, change.joinCode)
  if (change.systemMessages !== undefined) {
    writeRoom(core, { ...requireRoom(core, rid), sysMes: change.systemMessages })
  }
  return requireRoom(core, rid)
}

function onlyTopic(change: RoomChange): boolean {
  return Object.entries(change).every(([key, value]) => key === 'topic' || value === undefined)
}

function rename(core: Core, userId: string, rid: string, name: string | undefined): void {
  const room = requireRoom(core, rid)
  if (name === undefined || name === (room.fname ?? room.name)) return
  const slug = slugOf(core, name)
  if (slug !== room.name) requireFreeName(core, slug)
  writeRoom(core, { ...room, name: slug, fname: name })
  eachMember(core, rid, (sub) => ({ ...sub, name: slug, fname: name }))
  addSystem(core, { rid, userId, type: 'r', text: name })
}

function setText(
  core: Core,
  { userId, rid }: { readonly userId: string; readonly rid: string },
  key: 'topic' | 'announcement' | 'description',
  text: string | undefined,
): void {
  const room = requireRoom(core, rid)
  if (text === undefined || text === (room[key] ?? '')) return
  writeRoom(core, { ...room, [key]: text })
  addSystem(core, { rid, userId, type: `room_changed_${key}`, text })
}

function setType(core: Core, userId: string, rid: string, type: 'c' | 'p' | undefined): void {
  const room = requireRoom(core, rid)
  if (type === undefined || type === room.t) return
  writeRoom(core, { ...room, t: type })
  eachMember(core, rid, (sub) => ({ ...sub, t: type }))
  const text = type === 'c' ? 'public' : 'private'
  addSystem(core, { rid, userId, type: 'room_changed_privacy', text })
}

function setReadOnly(core: Core, userId: string, rid: string, ro: boolean | undefined): void {
  const room = requireRoom(core, rid)
  if (ro === undefined || ro === (room.ro === true)) return
  writeRoom(core, { ...room, ro })
  addSystem(core, { rid, userId, type: ro ? 'room-set-read-only' : 'room-removed-read-only' })
}

function setReacting(core: Core, userId: string, rid: string, may: boolean | undefined): void {
  const room = requireRoom(core, rid)
  if (may === undefined || may === (room.reactWhenReadOnly === true)) return
  writeRoom(core, { ...room, reactWhenReadOnly: may })
  addSystem(core, { rid, userId, type: may ? 'room-allowed-reacting' : 'room-disallowed-reacting' })
}

function setJoinCode(core: Core, rid: string, code: string | undefined): void {
  if (code === undefined) return
  if (code === '') core.store.removeJoinCode(rid)
  else core.store.putJoinCode({ _id: rid, code })
  writeRoom(core, { ...requireRoom(core, rid), joinCodeRequired: code !== '' })
}

function eachMember(core: Core, rid: string, change: (sub: Subscription) => Subscription): void {
  for (const sub of [...core.store.subscriptionsOfRoom(rid).values()]) {
    writeSubscription(core, change(sub))
  }
}

interface RolePlace {
  readonly by: string
  readonly rid: string
  readonly userId: string
}

function setRole(core: Core, place: RolePlace, { role, wanted }: RoleChange): void {
  const { by, rid, userId } = place
  const word = `${role[0]?.toUpperCase() ?? ''}${role.slice(1)}`
  const method = `${wanted ? 'add' : 'remove'}Room${word}`
  requireRoom(core, rid)
  requirePermission(core, requireUser(core, by), `set-${role}`, { rid, method })
  const user = requireUser(core, userId)
  const sub = core.store.subscription(rid, userId)
  if (sub === undefined) {
    throw new WorldError('error-user-not-in-room', 'User is not in this room', { method })
  }
  const held = sub.roles ?? []
  if (held.includes(role) === wanted) throw nothingToDo(role, wanted, method)
  if (!wanted && role === 'owner') requireAnotherOwner(core, sub, method)
  const roles = wanted ? [...held, role] : held.filter((one) => one !== role)
  const bare = without(sub, 'roles')
  writeSubscription(core, roles.length === 0 ? bare : { ...bare, roles })
  const type = `subscription-role-${wanted ? 'added' : 'removed'}`
  addSystem(core, { rid, userId: by, type, text: user.username, role })
  const event = { type: wanted ? 'added' : 'removed', _id: role, u: refOf(user), scope: rid }
  core.emit({ kind: 'logged', event: 'roles-change', args: [event] })
}

function nothingToDo(role: RoomRole, wanted: boolean, method: string): WorldError {
  const article = role === 'owner' ? 'an' : 'a'
  return wanted
    ? new WorldError(`error-user-already-${role}`, `User is already ${article} ${role}`, { method })
    : new WorldError(`error-user-not-${role}`, `User is not ${article} ${role}`, { method })
}

function requireAnotherOwner(core: Core, sub: Subscription, method: string): void {
  const others = [...core.store.subscriptionsOfRoom(sub.rid).values()].filter(
    (other) => other !== sub && other.roles?.includes('owner') === true,
  )
  if (others.length > 0) return
  const reason = 'This is the last owner. Please set a new owner before removing this one.'
  throw new WorldError('error-remove-last-owner', reason, { method })
}

function setArchived(core: Core, userId: string, rid: string, wanted: boolean): void {
  const method = wanted ? 'archiveRoom' : 'unarchiveRoom'
  const room = requireRoom(core, rid)
  const permission = wanted ? 'archive-room' : 'unarchive-room'
  requirePermission(core, requireUser(core, userId), permission, { rid, method })
  if (room.t === 'd') {
    throw new WorldError('error-direct-message-room', "Direct Messages can't be archived", {
      method,
    })
  }
  writeRoom(core, { ...room, archived: wanted })
  eachMember(core, rid, (sub) => ({ ...sub, alert: false, open: !wanted, archived: wanted }))
  addSystem(core, { rid, userId, type: wanted ? 'room-archived' : 'room-unarchived' })
}

function erase(core: Core, userId: string, rid: string): void {
  const method = 'eraseRoom'
  const room = requireRoom(core, rid)
  requirePermission(core, requireUser(core, userId), `delete-${room.t}`, { rid, method })
  eraseRoom(core, rid)
}

/** With all its messages and files; its members are told. */
export function eraseRoom(core: Core, rid: string): void {
  const room = requireRoom(core, rid)
  const members = [...core.store.subscriptionsOfRoom(rid).values()]
  for (const { id } of [...core.store.timeline(rid).newestFirst({})]) {
    const message = core.store.messages.get(id)
    if (message !== undefined) core.store.removeMessage(message, core.clock.stamp())
  }
  for (const upload of [...core.store.uploads.values()]) {
    if (upload.rid === rid) core.store.removeUpload(upload._id)
  }
  for (const sub of members) dismiss(core, sub)
  core.store.removeJoinCode(rid)
  core.store.removeRoom(rid, core.clock.stamp())
  for (const { u } of members) core.emit(toUser(u._id, 'rooms-changed', ['removed', room]))
}
