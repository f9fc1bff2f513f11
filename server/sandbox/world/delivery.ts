/** What follows from one new message for the room, its members and a thread (rocketchat.md §3.9, §9.12). */
import {
  isEnabled,
  toUser,
  unreadCountFor,
  writeMessage,
  writeRoom,
  writeSubscription,
  type Core,
} from './core'
import { afterNewMessage, afterThreadReply, type NewMessage } from './unread'
import type { Message, Room, Subscription, User } from './types'

/** A `ts` further off than this is history: it counts in the room and touches nobody (step 1). */
const HISTORY_MS = 60_000
const MAX_NOTIFIED_MEMBERS = 100

export function deliver(core: Core, message: Message, room: Room): void {
  if (Math.abs(message.ts.getTime() - core.clock.now()) > HISTORY_MS) {
    writeRoom(core, { ...room, msgs: (room.msgs ?? 0) + 1 })
    return
  }
  const facts = factsOf(core, message, room)
  const parent = parentOf(core, message)
  const after = memberChange(message, room, facts, parent)
  if (parent !== undefined) writeMessage(core, withReply(parent, message))
  writeRoom(core, roomAfter(core, room, message))
  for (const sub of [...core.store.subscriptionsOfRoom(room._id).values()]) {
    const next = after(sub)
    if (next !== sub) writeSubscription(core, next)
  }
  if (!isThreadOnly(message)) notify(core, message, room, facts)
  if (room.prid !== undefined) refreshDiscussion(core, room.prid, room._id)
}

/** The line that tells of a discussion shows how far it has come. */
function refreshDiscussion(core: Core, prid: string, drid: string): void {
  const room = core.store.rooms.get(drid)
  for (const { id } of core.store.timeline(prid).newestFirst({})) {
    const line = core.store.messages.get(id)
    if (line?.drid !== drid) continue
    const { msgs = 0, lm } = room ?? {}
    writeMessage(core, { ...line, dcount: msgs, ...(lm === undefined ? {} : { dlm: lm }) })
    return
  }
}

/** What a message does to the subscription of a member. `parent` is its thread as it was before. */
export function memberChange(
  message: Message,
  room: Room,
  facts: NewMessage,
  parent: Message | undefined,
): (sub: Subscription) => Subscription {
  const inThread = parent === undefined ? null : threadChange(message, room, facts, parent)
  return (sub) => {
    const next = inThread === null ? sub : inThread(sub)
    return isThreadOnly(message) ? next : afterNewMessage(next, facts)
  }
}

export function parentOf(core: Core, message: Message): Message | undefined {
  return message.tmid === undefined ? undefined : core.store.messages.get(message.tmid)
}

/** The parent with one reply more. */
export function withReply(parent: Message, reply: Message): Message {
  return {
    ...parent,
    tcount: (parent.tcount ?? 0) + 1,
    tlm: reply.ts,
    replies: [...new Set([...followersOf(parent), reply.u._id, ...mentionedUsers(reply)])],
  }
}

/** Who started it follows it from the first reply on, until they say otherwise. */
function followersOf({ replies = [], u }: Message): readonly string[] {
  return replies.length === 0 ? [u._id] : replies
}

function mentionedUsers({ mentions = [] }: Message): readonly string[] {
  return mentions.filter(({ type }) => type === 'user').map(({ _id }) => _id)
}

/** Step 1. */
export function roomAfter(core: Core, room: Room, message: Message): Room {
  const counted = { ...room, msgs: (room.msgs ?? 0) + 1 }
  if (isThreadOnly(message)) return counted
  const next = { ...counted, lm: message.ts }
  return isEnabled(core, 'Store_Last_Message') ? { ...next, lastMessage: message } : next
}

function isThreadOnly({ tmid, tshow }: Message): boolean {
  return tmid !== undefined && tshow !== true
}

/** Step 2, and which setting applies. */
export function factsOf(core: Core, message: Message, room: Room): NewMessage {
  const senderId = message.u._id
  const mentions = message.mentions ?? []
  const mentionIds = new Set(mentions.map(({ _id }) => _id))
  const hasGroupMention = mentionIds.delete('all') || mentionIds.delete('here')
  mentionIds.delete('here')
  for (const sub of core.store.subscriptionsOfRoom(room._id).values()) {
    if (hasHighlight(core.store.users.get(sub.u._id), message.msg)) mentionIds.add(sub.u._id)
  }
  mentionIds.delete(senderId)
  return {
    senderId,
    mentionIds,
    hasGroupMention,
    isDirect: room.t === 'd' || room.t === 'l',
    unreadCount: unreadCountFor(core, room),
  }
}

function hasHighlight(user: User | undefined, text: string): boolean {
  if (user?.highlights === undefined) return false
  const words = new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  return user.highlights.some((word) => words.has(word.toLowerCase()))
}

function threadChange(
  message: Message,
  room: Room,
  facts: NewMessage,
  parent: Message,
): (sub: Subscription) => Subscription {
  const followers = new Set(followersOf(parent))
  return (sub) => {
    const uid = sub.u._id
    const isMentioned = facts.mentionIds.has(uid)
    const isFollower = followers.has(uid) || room.t === 'd' || isMentioned
    if (uid === facts.senderId || !isFollower) return sub
    const { hasGroupMention } = facts
    return afterThreadReply(sub, { tmid: parent._id, at: message.ts, isMentioned, hasGroupMention })
  }
}

function notify(core: Core, message: Message, room: Room, facts: NewMessage): void {
  const subs = core.store.subscriptionsOfRoom(room._id)
  const isCrowded = subs.size > MAX_NOTIFIED_MEMBERS
  for (const sub of subs.values()) {
    const isMentioned = facts.isDirect || facts.hasGroupMention || facts.mentionIds.has(sub.u._id)
    if (wantsNotification(core, sub, message, isMentioned) && (!isCrowded || isMentioned)) {
      core.emit(toUser(sub.u._id, 'notification', [notification(message, room)]))
    }
  }
}

function wantsNotification(
  core: Core,
  sub: Subscription,
  message: Message,
  isMentioned: boolean,
): boolean {
  const status = core.store.users.get(sub.u._id)?.status
  if (sub.u._id === message.u._id || status === 'offline' || status === 'busy') return false
  if (sub.disableNotifications === true) return false
  if (sub.ignored?.includes(message.u._id) === true) return false
  if (sub.desktopNotifications === 'nothing') return false
  return sub.desktopNotifications !== 'mentions' || isMentioned
}

function notification(message: Message, room: Room): object {
  const sender = message.u.name ?? message.u.username ?? ''
  const place = room.fname ?? room.name ?? ''
  return {
    title: room.t === 'd' ? sender : `#${place}`,
    text: room.t === 'd' ? message.msg : `${sender}: ${message.msg}`,
    duration: 0,
    payload: {
      _id: message._id,
      rid: message.rid,
      ...(message.tmid === undefined ? {} : { tmid: message.tmid }),
      sender: message.u,
      type: room.t,
      ...(room.name === undefined ? {} : { name: room.name }),
      message: { msg: message.msg },
    },
  }
}
