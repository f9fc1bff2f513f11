/** What members do with their own place in a room, and who comes and goes (rocketchat.md §5.3, §5.4). */
import {
  canRead,
  requireRoom,
  requireUser,
  toUser,
  writeRoom,
  writeSubscription,
  type Core,
} from './core'
import { WorldError } from './errors'
import { addSystem } from './messages'
import { may, requirePermission } from './permissions'
import { addMember, removeMember } from './rooms'
import { without, type Room, type Subscription, type User } from './types'

export interface MembershipOps {
  setFavourite: (userId: string, rid: string, wanted: boolean) => void
  /** One setting of the notifications of a room, in the words of the wire. */
  setNotification: (userId: string, rid: string, key: string, value: string) => void
  /** False when it was hidden already. */
  hide: (userId: string, rid: string) => boolean
  /** False when it was open already. */
  open: (userId: string, rid: string) => boolean
  /** Of a public channel; nothing happens for members. @throws WorldError `error-code-required`, `error-code-invalid` */
  join: (userId: string, rid: string, joinCode?: string) => Room
  /** @throws WorldError `error-you-are-last-owner` */
  leave: (userId: string, rid: string) => void
  invite: (userId: string, rid: string, invitedIds: readonly string[]) => Room
  kick: (userId: string, rid: string, removedId: string) => Room
  setMuted: (userId: string, rid: string, mutedId: string, wanted: boolean) => void
  setIgnored: (userId: string, rid: string, ignoredId: string, wanted: boolean) => void
}

export function createMembershipOps(core: Core): MembershipOps {
  return {
    setFavourite(userId, rid, wanted) {
      const sub = core.store.subscription(rid, userId)
      if (sub === undefined) {
        const reason = 'You must be part of a room to favorite it'
        throw new WorldError('error-invalid-subscription', reason, { method: 'toggleFavorite' })
      }
      writeSubscription(core, { ...sub, f: wanted })
    },
    setNotification: (userId, rid, key, value) => {
      setNotification(core, userId, rid, { key, value })
    },
    hide: (userId, rid) => setOpen(core, userId, rid, false),
    open: (userId, rid) => setOpen(core, userId, rid, true),
    join: (userId, rid, joinCode) => join(core, userId, rid, joinCode),
    leave: (userId, rid) => {
      leave(core, userId, rid)
    },
    invite: (userId, rid, invitedIds) => invite(core, userId, rid, invitedIds),
    kick: (userId, rid, removedId) => kick(core, userId, rid, removedId),
    setMuted: (userId, rid, mutedId, wanted) => {
      setMuted(core, userId, rid, { mutedId, wanted })
    },
    setIgnored(userId, rid, ignoredId, wanted) {
      const sub = memberOf(core, rid, userId, 'ignoreUser')
      const others = (sub.ignored ?? []).filter((id) => id !== ignoredId)
      writeSubscription(core, { ...sub, ignored: wanted ? [...others, ignoredId] : others })
    },
  }
}

function memberOf(core: Core, rid: string, userId: string, method: string): Subscription {
  const sub = core.store.subscription(rid, userId)
  if (sub !== undefined) return sub
  throw new WorldError('error-invalid-subscription', 'Invalid subscription', { method })
}

const FLAGS = ['disableNotifications', 'hideUnreadStatus', 'hideMentionStatus', 'muteGroupMentions']
const ORIGINS: Readonly<Record<string, string>> = {
  desktopNotifications: 'desktopPrefOrigin',
  mobilePushNotifications: 'mobilePrefOrigin',
  emailNotifications: 'emailPrefOrigin',
}
const WISHES = ['all', 'mentions', 'nothing']

/** `default` takes the wish of this room back. */
function setNotification(
  core: Core,
  userId: string,
  rid: string,
  { key, value }: { readonly key: string; readonly value: string },
): void {
  const method = 'saveNotificationSettings'
  const sub = memberOf(core, rid, userId, method)
  if (FLAGS.includes(key)) {
    writeSubscription(core, { ...sub, [key]: value === '1' })
    return
  }
  const origin = ORIGINS[key]
  if (origin !== undefined) {
    const bare = without(sub, key as keyof Subscription, origin as keyof Subscription)
    const isWish = WISHES.includes(value)
    if (!isWish && value !== 'default') throw invalidSetting(method)
    const wish = isWish ? { [key]: value, [origin]: 'subscription' } : {}
    writeSubscription(core, { ...bare, ...wish } as Subscription) // only these two keys differ
    return
  }
  if (key !== 'audioNotificationValue' && key !== 'unreadAlert') throw invalidSetting(method)
  const bare = without(sub, key)
  writeSubscription(core, value === 'default' ? bare : { ...bare, [key]: value })
}

function invalidSetting(method: string): WorldError {
  return new WorldError('error-invalid-settings', 'Invalid settings field', { method })
}

function setOpen(core: Core, userId: string, rid: string, open: boolean): boolean {
  const sub = memberOf(core, rid, userId, open ? 'openRoom' : 'hideRoom')
  if ((sub.open === true) === open) return false
  writeSubscription(core, { ...sub, open, ...(open ? {} : { alert: false }) })
  return true
}

function join(core: Core, userId: string, rid: string, joinCode: string | undefined): Room {
  const room = requireRoom(core, rid)
  const user = requireUser(core, userId)
  if (core.store.subscription(rid, userId) !== undefined) return room
  if (room.t !== 'c' || !may(core, user, 'view-c-room')) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method: 'joinRoom' })
  }
  if (!may(core, user, 'join-without-join-code')) checkJoinCode(core, rid, joinCode)
  addMember(core, rid, userId)
  addSystem(core, { rid, userId, type: 'uj', text: user.username })
  return requireRoom(core, rid)
}

function checkJoinCode(core: Core, rid: string, given: string | undefined): void {
  const wanted = core.store.joinCodes.get(rid)?.code
  if (wanted === undefined || given === wanted) return
  throw given === undefined || given === ''
    ? new WorldError('error-code-required', 'Code required', { method: 'joinRoom' })
    : new WorldError('error-code-invalid', 'Invalid Room Password', { method: 'joinRoom' })
}

function leave(core: Core, userId: string, rid: string): void {
  const method = 'leaveRoom'
  const room = requireRoom(core, rid)
  const user = requireUser(core, userId)
  const isPair = room.t === 'd' && (room.uids?.length ?? 0) <= 2
  if (isPair || (room.t !== 'd' && !may(core, user, `leave-${room.t}`))) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method })
  }
  if (core.store.subscription(rid, userId) === undefined) {
    throw new WorldError('error-user-not-in-room', 'You are not in this room', { method })
  }
  requireAnotherOwner(core, rid, userId, method)
  takeOut(core, room, user)
  addSystem(core, { rid, userId, type: 'ul', text: user.username })
}

/** @throws WorldError `error-you-are-last-owner` */
function requireAnotherOwner(core: Core, rid: string, userId: string, method: string): void {
  const owners = [...core.store.subscriptionsOfRoom(rid).values()].filter(
    ({ roles }) => roles?.includes('owner') === true,
  )
  if (owners.length !== 1 || owners[0]?.u._id !== userId) return
  const reason = 'You are the last owner. Please set new owner before leaving the room.'
  throw new WorldError('error-you-are-last-owner', reason, { method })
}

function takeOut(core: Core, { _id }: Room, user: User): void {
  removeMember(core, _id, user._id)
  const room = requireRoom(core, _id)
  if (room.t !== 'd') return
  writeRoom(core, {
    ...room,
    uids: (room.uids ?? []).filter((id) => id !== user._id),
    usernames: (room.usernames ?? []).filter((name) => name !== user.username),
  })
}

function invite(core: Core, userId: string, rid: string, invitedIds: readonly string[]): Room {
  const method = 'addUsersToRoom'
  const room = requireRoom(core, rid)
  const user = requireUser(core, userId)
  const isMember = core.store.subscription(rid, userId) !== undefined
  const isAllowed = isMember
    ? may(core, user, 'add-user-to-joined-room', rid)
    : may(core, user, `add-user-to-any-${room.t}-room`)
  if (room.t === 'd' || !isAllowed) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method })
  }
  const invited = invitedIds.map((id) => requireUser(core, id))
  for (const { _id, username } of invited) {
    if (core.store.subscription(rid, _id) !== undefined) continue
    addMember(core, rid, _id, { open: true, alert: true })
    addSystem(core, { rid, userId, type: 'au', text: username })
  }
  return requireRoom(core, rid)
}

function kick(core: Core, userId: string, rid: string, removedId: string): Room {
  const method = 'removeUserFromRoom'
  const room = requireRoom(core, rid)
  requirePermission(core, requireUser(core, userId), 'remove-user', { rid, method })
  if (room.t === 'd' || !canRead(core, userId, room)) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method })
  }
  const removed = requireUser(core, removedId)
  if (core.store.subscription(rid, removedId) === undefined) {
    throw new WorldError('error-user-not-in-room', 'User is not in this room', { method })
  }
  requireAnotherOwner(core, rid, removedId, method)
  takeOut(core, room, removed)
  addSystem(core, { rid, userId, type: 'ru', text: removed.username })
  return requireRoom(core, rid)
}

function setMuted(
  core: Core,
  userId: string,
  rid: string,
  { mutedId, wanted }: { readonly mutedId: string; readonly wanted: boolean },
): void {
  const method = wanted ? 'muteUserInRoom' : 'unmuteUserInRoom'
  const room = requireRoom(core, rid)
  requirePermission(core, requireUser(core, userId), 'mute-user', { rid, method })
  const { username } = requireUser(core, mutedId)
  if (core.store.subscription(rid, mutedId) === undefined) {
    throw new WorldError('error-user-not-in-room', 'User is not in this room', { method })
  }
  const others = (list: readonly string[] = []): readonly string[] =>
    list.filter((name) => name !== username)
  writeRoom(core, {
    ...room,
    muted: wanted ? [...others(room.muted), username] : others(room.muted),
    unmuted:
      !wanted && room.ro === true ? [...others(room.unmuted), username] : others(room.unmuted),
  })
  addSystem(core, { rid, userId, type: wanted ? 'user-muted' : 'user-unmuted', text: username })
}

/** Tells a member that the room is gone; used when it is erased. */
export function dismiss(core: Core, sub: Subscription): void {
  core.store.removeSubscription(sub, core.clock.stamp())
  const { _id, u, rid, t } = sub
  core.emit(toUser(u._id, 'subscriptions-changed', ['removed', { _id, u, rid, t }]))
}
