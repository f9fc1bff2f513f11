import {
  channelId,
  messageId,
  toLastMessage,
  userId,
  type Channel,
  type ChannelKind,
  type Membership,
} from '../../domain'
import { count, date, flag, isFields, number, text, texts, type Fields } from './fields'
import { translateMessage, type Site } from './translateMessage'

const kinds: ReadonlyMap<string, ChannelKind> = new Map<string, ChannelKind>([
  ['c', 'public'],
  ['p', 'private'],
  ['d', 'direct'],
  ['l', 'livechat'],
])

/** Of a room's type; null for those that are not shown. */
export function channelKind(type: string): ChannelKind | null {
  return kinds.get(type) ?? null
}

/** The channel of a room document (rocketchat.md §4.1), or null when it has no id or a kind that is not shown. */
export function translateChannel(value: unknown, site: Site): Channel | null {
  if (!isFields(value)) return null
  const kind = channelKind(text(value, 't'))
  if (text(value, '_id') === '' || kind === null) return null
  const isDirect = kind === 'direct'
  const last = translateMessage(value.lastMessage, site)
  const createdAt = date(value, 'ts') ?? 0
  return {
    id: channelId(text(value, '_id')),
    kind,
    name: text(value, 'fname') || text(value, 'name'),
    slug: text(value, 'name'),
    topic: text(value, 'topic'),
    announcement: text(value, 'announcement'),
    memberCount: number(value, 'usersCount'),
    avatarUrl: isDirect ? peerAvatar(value, site) : null,
    directUserIds: isDirect ? texts(value, 'uids').map(userId) : [],
    directUsernames: isDirect ? texts(value, 'usernames') : [],
    isReadOnly: flag(value, 'ro'),
    isArchived: flag(value, 'archived'),
    isEncrypted: flag(value, 'encrypted'),
    lastMessage: last === null ? null : toLastMessage(last),
    lastActivityAt: date(value, 'lm') ?? last?.createdAt ?? createdAt,
    updatedAt: date(value, '_updatedAt') ?? date(value, 'lm') ?? createdAt,
  }
}

function peerAvatar(value: Fields, site: Site): string | null {
  const others = texts(value, 'usernames').filter((name) => name !== site.myUsername)
  const [peer] = others
  return others.length === 1 && peer !== undefined ? site.avatarUrl(peer) : null
}

const notifyChoices = ['all', 'mentions', 'nothing'] as const

/**
 * The membership of a subscription document (§4.2), or null when it names no room. An absent field is unset on the
 * server (§3.3). A record without `_updatedAt`, which some servers emit, counts as written at `fallbackAt`.
 */
export function translateMembership(value: unknown, fallbackAt: number): Membership | null {
  if (!isFields(value)) return null
  const kind = kinds.get(text(value, 't'))
  if (text(value, 'rid') === '' || kind === undefined) return null
  return {
    channelId: channelId(text(value, 'rid')),
    name: text(value, 'fname') || text(value, 'name'),
    kind,
    ...readCounters(value),
    readMarkerAt: date(value, 'ls') ?? date(value, 'ts'),
    isOpen: flag(value, 'open') && !notJoined.has(text(value, 'status')),
    isFavorite: flag(value, 'f'),
    isMuted: flag(value, 'disableNotifications'),
    isUnreadHidden: flag(value, 'hideUnreadStatus'),
    notifyAbout:
      notifyChoices.find((one) => one === text(value, 'desktopNotifications')) ?? 'default',
    ignoredUserIds: texts(value, 'ignored').map(userId),
    roles: texts(value, 'roles'),
    updatedAt: date(value, '_updatedAt') ?? fallbackAt,
  }
}

/** Subscriptions of 8.x that are no membership yet, or any more (§4.2). */
const notJoined: ReadonlySet<string> = new Set(['INVITED', 'BANNED'])

type Counters = Pick<
  Membership,
  'unread' | 'userMentions' | 'groupMentions' | 'hasAlert' | 'unreadThreadIds'
>

function readCounters(value: Fields): Counters {
  return {
    unread: count(value, 'unread'),
    userMentions: count(value, 'userMentions'),
    groupMentions: count(value, 'groupMentions'),
    hasAlert: flag(value, 'alert'),
    unreadThreadIds: texts(value, 'tunread').map(messageId),
  }
}
