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
  const isThreadOnly = message.tmid !== undefined && message.tshow !== true
  const followers = message.tmid === undefined ? null : replyToThread(core, message, room, facts)
  writeRoom(core, isThreadOnly ? counted(room) : withLastMessage(core, room, message))
  for (const sub of [...core.store.subscriptionsOfRoom(room._id).values()]) {
    const afterThread = followers === null ? sub : followers(sub)
    const next = isThreadOnly ? afterThread : afterNewMessage(afterThread, facts)
    if (next !== sub) writeSubscription(core, next)
  }
  if (!isThreadOnly) notify(core, message, room, facts)
}

function factsOf(core: Core, message: Message, room: Room): NewMessage {
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

/** Counts the reply on its parent; returns what it does to a member's subscription. */
function replyToThread(
  core: Core,
  message: Message,
  room: Room,
  facts: NewMessage,
): ((sub: Subscription) => Subscription) | null {
  const tmid = message.tmid
  const parent = tmid === undefined ? undefined : core.store.messages.get(tmid)
  if (parent === undefined) return null
  const followers = new Set([...(parent.replies ?? []), parent.u._id])
  writeMessage(core, {
    ...parent,
    tcount: (parent.tcount ?? 0) + 1,
    tlm: message.ts,
    replies: [...new Set([...(parent.replies ?? []), parent.u._id, facts.senderId])],
  })
  return (sub) => {
    const uid = sub.u._id
    const isMentioned = facts.mentionIds.has(uid)
    const isFollower = followers.has(uid) || room.t === 'd' || isMentioned
    if (uid === facts.senderId || !isFollower) return sub
    const { hasGroupMention } = facts
    return afterThreadReply(sub, { tmid: parent._id, at: message.ts, isMentioned, hasGroupMention })
  }
}

function counted(room: Room): Room {
  return { ...room, msgs: (room.msgs ?? 0) + 1 }
}

function withLastMessage(core: Core, room: Room, message: Message): Room {
  const next = { ...counted(room), lm: message.ts }
  return isEnabled(core, 'Store_Last_Message') ? { ...next, lastMessage: message } : next
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
