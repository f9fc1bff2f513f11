/**
 * What a message, a thread reply and a read mark do to one subscription: rocketchat.md §3.9, step by
 * step. Each function returns the same object when nothing changes, so the caller knows whom to tell.
 */
import { without, type Subscription } from './types'

export type UnreadCount =
  'all_messages' | 'user_mentions_only' | 'group_mentions_only' | 'user_and_group_mentions_only'

export interface NewMessage {
  readonly senderId: string
  /** Users mentioned by name or by a highlight word; never the sender. */
  readonly mentionIds: ReadonlySet<string>
  /** `@all` or `@here` stands in the text. */
  readonly hasGroupMention: boolean
  readonly isDirect: boolean
  /** The setting that applies: `Unread_Count_DM` in direct rooms, else `Unread_Count`. */
  readonly unreadCount: UnreadCount
}

const COUNTS_USER: ReadonlySet<UnreadCount> = new Set<UnreadCount>([
  'all_messages',
  'user_mentions_only',
  'user_and_group_mentions_only',
])
const COUNTS_GROUP: ReadonlySet<UnreadCount> = new Set<UnreadCount>([
  'all_messages',
  'group_mentions_only',
  'user_and_group_mentions_only',
])

/** Steps 3 to 6 for one subscription. */
export function afterNewMessage(sub: Subscription, message: NewMessage): Subscription {
  if (sub.u._id === message.senderId) return sub
  if (message.mentionIds.has(sub.u._id)) return mentioned(sub, message)
  if (message.hasGroupMention) return groupMentioned(sub, message)
  if (message.unreadCount === 'all_messages') return alerted(withUnread(sub))
  return alerted(sub)
}

function mentioned(sub: Subscription, message: NewMessage): Subscription {
  const isCounted = message.isDirect || COUNTS_USER.has(message.unreadCount)
  const next = { ...sub, userMentions: (sub.userMentions ?? 0) + 1 }
  return alerted(isCounted ? withUnread(next) : next)
}

function groupMentioned(sub: Subscription, message: NewMessage): Subscription {
  const isCounted = message.isDirect || COUNTS_GROUP.has(message.unreadCount)
  const next = { ...sub, groupMentions: (sub.groupMentions ?? 0) + 1 }
  return alerted(isCounted ? withUnread(next) : next)
}

function withUnread(sub: Subscription): Subscription {
  return { ...sub, unread: (sub.unread ?? 0) + 1 }
}

function alerted(sub: Subscription): Subscription {
  return sub.alert === true && sub.open === true ? sub : { ...sub, alert: true, open: true }
}

export interface ThreadReply {
  readonly tmid: string
  readonly at: Date
  readonly isMentioned: boolean
  readonly hasGroupMention: boolean
}

/** A reply in a thread that the owner of `sub` follows: `unread` stays as it is. */
export function afterThreadReply(sub: Subscription, reply: ThreadReply): Subscription {
  return {
    ...sub,
    alert: true,
    open: true,
    lr: reply.at,
    tunread: union(sub.tunread, reply.tmid),
    ...(reply.isMentioned ? { tunreadUser: union(sub.tunreadUser, reply.tmid) } : {}),
    ...(reply.hasGroupMention ? { tunreadGroup: union(sub.tunreadGroup, reply.tmid) } : {}),
  }
}

function union(list: readonly string[] | undefined, id: string): readonly string[] {
  return list?.includes(id) === true ? list : [...(list ?? []), id]
}

/** `subscriptions.read`. The alert outlives it while threads are unread, unless they are read too. */
export function afterRead(sub: Subscription, at: Date, readThreads: boolean): Subscription {
  const kept = readThreads ? without(sub, 'tunread', 'tunreadUser', 'tunreadGroup') : sub
  const hasUnreadThreads = (kept as Subscription).tunread?.length ?? 0
  return {
    ...kept,
    open: true,
    alert: hasUnreadThreads > 0,
    unread: 0,
    userMentions: 0,
    groupMentions: 0,
    ls: at,
  }
}

/** `readThreads`: with the last unread thread the alert goes too, as on the real server. */
export function afterThreadRead(
  sub: Subscription,
  tmid: string,
  clearsAlert: boolean,
): Subscription {
  if (sub.tunread?.includes(tmid) !== true) return sub
  const left = (list: readonly string[] = []): readonly string[] => list.filter((id) => id !== tmid)
  const lists = {
    tunread: left(sub.tunread),
    tunreadUser: left(sub.tunreadUser),
    tunreadGroup: left(sub.tunreadGroup),
  }
  const filled = Object.entries(lists).filter(([, list]) => list.length > 0)
  const next: Subscription = {
    ...without(sub, 'tunread', 'tunreadUser', 'tunreadGroup'),
    ...Object.fromEntries(filled),
  }
  return clearsAlert && lists.tunread.length === 0 ? { ...next, alert: false } : next
}

/** `subscriptions.unread`: `firstUnreadAt` is the `ts` of the message chosen. */
export function afterUnread(sub: Subscription, firstUnreadAt: Date): Subscription {
  return { ...sub, open: true, alert: true, ls: firstUnreadAt }
}
