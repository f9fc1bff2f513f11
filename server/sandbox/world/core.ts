/** What every part of the model shares: tables, time, ids, settings and the way out for effects. */
import type { WorldClock } from './clock'
import { notAllowed, WorldError } from './errors'
import type { Store } from './store'
import {
  without,
  type Effect,
  type Message,
  type Room,
  type Subscription,
  type User,
} from './types'
import type { UnreadCount } from './unread'

export interface Core {
  readonly store: Store
  readonly clock: WorldClock
  readonly newId: () => string
  readonly newToken: () => string
  readonly emit: (effect: Effect) => void
  readonly passwords: PasswordHasher
  readonly hashToken: (token: string) => string
}

/** Both take the sha-256 hex digest of the password, the form that DDP and REST accept (§2.1). */
export interface PasswordHasher {
  digest: (plain: string) => string
  hash: (digest: string) => string
  verify: (digest: string, hash: string) => boolean
}

export function numberSetting(core: Core, id: string): number {
  const value = core.store.settings.get(id)
  return typeof value === 'number' ? value : 0
}

export function isEnabled(core: Core, id: string): boolean {
  return core.store.settings.get(id) === true
}

export function unreadCountFor(core: Core, room: Room): UnreadCount {
  const id = room.t === 'd' ? 'Unread_Count_DM' : 'Unread_Count'
  return core.store.settings.get(id) as UnreadCount // only the four words are ever set
}

/** @throws WorldError `error-invalid-user` */
export function requireUser(core: Core, userId: string): User {
  const user = core.store.users.get(userId)
  if (user === undefined) throw new WorldError('error-invalid-user', 'Invalid user')
  return user
}

/** @throws WorldError `error-invalid-room` */
export function requireRoom(core: Core, rid: string): Room {
  const room = core.store.rooms.get(rid)
  if (room === undefined) throw new WorldError('error-invalid-room', 'Invalid room')
  return room
}

/** Members read any room of theirs; public rooms are open to every user (§3.2). */
export function canRead(core: Core, userId: string, room: Room): boolean {
  return room.t === 'c' || core.store.subscription(room._id, userId) !== undefined
}

/** A message the user may see. @throws WorldError `error-not-allowed` for unknown and forbidden alike. */
export function requireMessage(core: Core, userId: string, id: string, method: string): Message {
  const message = core.store.messages.get(id)
  const room = message && core.store.rooms.get(message.rid)
  if (message === undefined || room === undefined || !canRead(core, userId, room)) {
    throw notAllowed(method)
  }
  return message
}

/** Stores the subscription with a fresh stamp and tells its owner. */
export function writeSubscription(core: Core, subscription: Subscription): Subscription {
  const written = { ...subscription, _updatedAt: core.clock.stamp() }
  core.store.putSubscription(written)
  core.emit(toUser(written.u._id, 'subscriptions-changed', ['updated', written]))
  return written
}

/** Stores the room with a fresh stamp and tells its members. */
export function writeRoom(core: Core, room: Room): Room {
  const written = { ...room, _updatedAt: core.clock.stamp() }
  core.store.putRoom(written)
  core.emit({
    kind: 'user',
    uids: [...core.store.subscriptionsOfRoom(room._id).keys()],
    event: 'rooms-changed',
    args: ['updated', written],
  })
  return written
}

/** Stores the message with a fresh stamp and tells those who watch its room. */
export function writeMessage(core: Core, message: Message): Message {
  const written = { ...message, _updatedAt: core.clock.stamp() }
  core.store.putMessage(written)
  if (!isHidden(core, written)) core.emit({ kind: 'roomMessage', message: written })
  return written
}

/** Where the room shows `message` as its last, it shows it as it is now. */
export function replaceLastMessage(core: Core, message: Message): void {
  const room = core.store.rooms.get(message.rid)
  if (room?.lastMessage?._id === message._id) writeRoom(core, { ...room, lastMessage: message })
}

/** The room with the last message that is there now. */
export function lastOf(core: Core, room: Room): Room {
  for (const { id } of core.store.timeline(room._id).newestFirst({})) {
    const message = core.store.messages.get(id)
    if (message !== undefined && isRoomLine(message)) return { ...room, lastMessage: message }
  }
  return without(room, 'lastMessage')
}

/** Stands in the room itself: neither a line of the system nor hidden in a thread. */
function isRoomLine({ t, tmid, tshow }: Message): boolean {
  return (t === undefined || t === 'rm') && (tmid === undefined || tshow === true)
}

/** The root of a thread with one reply less; with none it is an ordinary message again. */
export function withoutReply(root: Message): Message {
  const tcount = (root.tcount ?? 0) - 1
  return tcount > 0 ? { ...root, tcount } : without(root, 'tcount', 'tlm', 'replies')
}

/** System types switched off by `Hide_System_Messages` or by the room are kept from the line (§3.4). */
export function isHidden(core: Core, message: Message): boolean {
  if (message.t === undefined || message.t === 'rm') return false
  const hidden = core.store.settings.get('Hide_System_Messages')
  const sysMes = core.store.rooms.get(message.rid)?.sysMes
  if (sysMes === true) return true
  return [hidden, sysMes].some((types) => Array.isArray(types) && types.includes(message.t))
}

export function toUser(userId: string, event: string, args: readonly unknown[]): Effect {
  return { kind: 'user', uids: [userId], event, args }
}

export function refOf(user: User): { _id: string; username: string; name: string } {
  return { _id: user._id, username: user.username, name: user.name }
}
