import {
  channelId,
  messageId,
  userId,
  type ChannelId,
  type Presence,
  type ServerEvent,
  type Timestamp,
} from '../../domain'
import { date, isFields, list, text, texts, toFields, type Fields } from './fields'
import { translateChannel, translateMembership } from './translateChannel'
import { translateMessage, type Site } from './translateMessage'

/** A typist that is not renewed is gone after this (rocketchat.md §3.5). */
const typingMs = 15_000

const presenceByCode: readonly Presence[] = ['offline', 'online', 'away', 'busy']

export interface StreamContext {
  readonly site: Site
  /** Latest time the server was heard to write; stands in where a record has none. */
  latestAt(): Timestamp
  /** By this machine's clock. */
  now(): Timestamp
}

/** The events of one `changed` frame (§3). None for what the client does not follow; `malformed` for what it cannot read. */
export function translateStream(
  collection: string,
  id: string,
  fields: Fields,
  context: StreamContext,
): readonly ServerEvent[] | 'malformed' {
  const args = list(fields, 'args')
  const eventName = text(fields, 'eventName')
  switch (collection) {
    case 'stream-room-messages':
      return orMalformed(toMessageEvent(args[0], context))
    case 'stream-notify-user':
      return toUserEvents(eventName.slice(eventName.indexOf('/') + 1), args, context)
    case 'stream-notify-room':
      return toRoomEvents(eventName, args, context)
    case 'stream-user-presence':
      return orMalformed(toPresenceEvent(text(fields, 'uid') || id, args[0]))
    default:
      return []
  }
}

function orMalformed(event: ServerEvent | null): readonly ServerEvent[] | 'malformed' {
  return event === null ? 'malformed' : [event]
}

function toMessageEvent(value: unknown, context: StreamContext): ServerEvent | null {
  const message = translateMessage(value, context.site)
  return message === null ? null : { type: 'messageUpserted', message }
}

function toUserEvents(
  name: string,
  args: readonly unknown[],
  context: StreamContext,
): readonly ServerEvent[] | 'malformed' {
  if (name === 'message') {
    const message = translateMessage(args[0], context.site)
    return orMalformed(message && { type: 'whispered', message })
  }
  const [action, value] = args
  const record = toFields(value)
  if (name === 'subscriptions-changed') {
    if (action === 'removed') {
      const rid = text(record, 'rid')
      return rid === '' ? 'malformed' : [{ type: 'membershipRemoved', channelId: channelId(rid) }]
    }
    const membership = translateMembership(value, context.latestAt())
    return orMalformed(membership && { type: 'membershipUpserted', membership })
  }
  if (name === 'rooms-changed') {
    if (action === 'removed') {
      const rid = text(record, '_id')
      return rid === '' ? 'malformed' : [{ type: 'channelRemoved', channelId: channelId(rid) }]
    }
    const channel = translateChannel(value, context.site)
    return orMalformed(channel && { type: 'channelUpserted', channel })
  }
  return []
}

function toRoomEvents(
  eventName: string,
  args: readonly unknown[],
  context: StreamContext,
): readonly ServerEvent[] | 'malformed' {
  const slash = eventName.lastIndexOf('/')
  const room = channelId(eventName.slice(0, slash))
  switch (eventName.slice(slash + 1)) {
    case 'deleteMessage': {
      const id = text(toFields(args[0]), '_id')
      if (id === '') return 'malformed'
      return [{ type: 'messageRemoved', channelId: room, messageId: messageId(id) }]
    }
    case 'deleteMessageBulk':
      return toBulkEvents(room, toFields(args[0]))
    case 'messagesRead': {
      const told = toFields(args[0])
      const upTo = date(told, 'until')
      if (upTo === null) return 'malformed'
      const rootId = text(told, 'tmid') === '' ? null : messageId(text(told, 'tmid'))
      return [{ type: 'messagesRead', channelId: room, upTo, rootId }]
    }
    case 'messagesImported':
      return [{ type: 'historyChanged', channelId: room }]
    case 'user-activity': {
      const [name, activities] = args
      if (typeof name !== 'string' || !Array.isArray(activities)) return 'malformed'
      const until = activities.includes('user-typing') ? context.now() + typingMs : 0
      return [{ type: 'typingChanged', channelId: room, typist: { name, until } }]
    }
    default:
      return []
  }
}

/** With ids just those go; without, a filter was applied on the server, or only the files went (§3.5). */
function toBulkEvents(room: ChannelId, removal: Fields): readonly ServerEvent[] {
  const ids = texts(removal, 'ids')
  if (ids.length === 0 || removal.filesOnly === true) {
    return [{ type: 'historyChanged', channelId: room }]
  }
  return ids.map((id) => ({
    type: 'messageRemoved',
    channelId: room,
    messageId: messageId(id),
  }))
}

function toPresenceEvent(id: string, value: unknown): ServerEvent | null {
  if (id === '' || !Array.isArray(value)) return null
  const code: unknown = value[1]
  const presence = typeof code === 'number' ? (presenceByCode[code] ?? 'offline') : null
  return presence && { type: 'presenceChanged', userId: userId(id), presence }
}

/** Presences of a `users.presence` answer (§5.9). */
export function translatePresences(answer: Fields): readonly ServerEvent[] {
  return list(answer, 'users')
    .filter(isFields)
    .filter((user) => text(user, '_id') !== '')
    .map((user) => ({
      type: 'presenceChanged',
      userId: userId(text(user, '_id')),
      presence: toPresence(text(user, 'status')),
    }))
}

function toPresence(status: string): Presence {
  return presenceByCode.find((presence) => presence === status) ?? 'offline'
}
