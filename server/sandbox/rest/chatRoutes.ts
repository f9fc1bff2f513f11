/** Messages: sending, changing, fetching and catching up (rocketchat.md §5.6, §5.7, §6.3). */
import type { Message } from '../world/types'
import type { Draft, Sent } from '../world/messages'
import type { World } from '../world/world'
import { failure, refused, success, type Answer } from './answers'
import { clampCount } from './paging'
import { refuse, route, type Route, type Site } from './route'
import { anything, flag, list, optional, record, text, whole } from './shape'
import { messageFor } from './views'

export const chatRoutes: readonly Route[] = [
  route(
    'POST',
    'chat.sendMessage',
    { message: record, previewUrls: optional(list) },
    ({ site, world, user, input }) =>
      sendAnswer(site, user._id, world.messages.send(user._id, readDraft(input.message))),
  ),
  route('POST', 'chat.postMessage', postShape(), ({ world, user, input }) => {
    const room = input.roomId ?? resolveChannel(world, user._id, input.channel)
    const draft = { rid: room, msg: input.text ?? '', tmid: input.tmid }
    const attachments = input.attachments as Message['attachments'] // the poster's own matter
    const { message } = world.messages.send(user._id, { ...draft, attachments })
    return success({ ts: message.ts.getTime(), channel: room, message })
  }),
  route(
    'POST',
    'chat.update',
    {
      roomId: text,
      msgId: text,
      text,
      previewUrls: optional(list),
      customFields: optional(record),
    },
    ({ world, user, input }) => {
      const message = world.messages.edit(user._id, input.roomId, input.msgId, input.text)
      return success({ message: messageFor(user._id, message) })
    },
  ),
  route(
    'POST',
    'chat.delete',
    { roomId: text, msgId: text, asUser: optional(flag) },
    ({ world, user, input }) => {
      const { _id, rid, u } = world.messages.remove(user._id, input.roomId, input.msgId)
      return success({ _id, ts: String(world.core.clock.now()), message: { _id, rid, u } })
    },
  ),
  route(
    'POST',
    'chat.react',
    {
      messageId: text,
      emoji: optional(text),
      reaction: optional(text),
      shouldReact: optional(flag),
    },
    ({ world, user, input }) => {
      const emoji = input.emoji ?? input.reaction
      if (emoji === undefined || emoji === '') {
        const reason = 'The required "emoji" param is missing.'
        return refused(reason, 'error-emoji-param-not-provided')
      }
      world.react(user._id, input.messageId, emoji, input.shouldReact)
      return success({})
    },
  ),
  route('GET', 'chat.getMessage', { msgId: text }, ({ world, user, input }) => {
    const message = findMessage(world, user._id, input.msgId)
    if (message === null) return { status: 400, body: { success: false } }
    return success({ message: messageFor(user._id, message) })
  }),
  route('GET', 'chat.syncMessages', syncShape(), ({ world, user, input }) =>
    success({ result: syncMessages(world, user._id, input) }),
  ),
]

function postShape() {
  return {
    roomId: optional(text),
    channel: optional(text),
    text: optional(text),
    tmid: optional(text),
    alias: optional(text),
    emoji: optional(text),
    avatar: optional(text),
    attachments: optional(list),
    parseUrls: optional(flag),
    customFields: optional(record),
  }
}

/** `#general`, `general` or `@ann`. */
function resolveChannel(world: World, userId: string, channel: string | undefined): string {
  if (channel?.startsWith('@') === true) {
    return world.rooms.openDirect(userId, [channel.slice(1)], false)._id
  }
  const name = channel?.replace(/^#/, '')
  const room = name === undefined ? undefined : world.store.roomByName(name)
  const byId = channel === undefined ? undefined : world.store.rooms.get(channel)
  return (room ?? byId)?._id ?? refuse(refused('Invalid room', 'error-invalid-room'))
}

const DRAFT_KEYS = new Set([
  ...['_id', 'rid', 'msg', 'tmid', 'tshow', 'ts', 't', 'alias', 'emoji', 'avatar', 'attachments'],
  ...['blocks', 'customFields', 'content', 'e2eMentions', 'groupable', 'bot', 'federation'],
])

/** The message is an open object to the schema and then cut down by code (§5.1, §6.2). */
function readDraft(message: Readonly<Record<string, unknown>>): Draft {
  const unknown = Object.keys(message).find((key) => !DRAFT_KEYS.has(key))
  if (unknown !== undefined) refuse(failure(400, `Match error: Unknown key in field ${unknown}`))
  if (message.t !== undefined && message.t !== 'e2e') mismatch('t')
  const attachments = message.attachments
  if (attachments !== undefined && !Array.isArray(attachments)) mismatch('attachments')
  return {
    rid:
      textOf(message, 'rid') ??
      refuse(
        refused("The 'rid' property on the message object is missing.", 'error-invalid-params'),
      ),
    msg: textOf(message, 'msg'),
    _id: textOf(message, '_id'),
    tmid: textOf(message, 'tmid'),
    tshow: flagOf(message, 'tshow'),
    groupable: flagOf(message, 'groupable'),
    alias: textOf(message, 'alias'),
    emoji: textOf(message, 'emoji'),
    avatar: textOf(message, 'avatar'),
    ts: dateOf(message.ts),
    attachments: attachments as Message['attachments'], // the sender's own matter
  }
}

function textOf(message: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = message[key]
  if (value === undefined || (typeof value === 'string' && (value !== '' || key !== '_id'))) {
    return value
  }
  return mismatch(key)
}

function flagOf(message: Readonly<Record<string, unknown>>, key: string): boolean | undefined {
  const value = message[key]
  return value === undefined || typeof value === 'boolean' ? value : mismatch(key)
}

function dateOf(value: unknown): Date | undefined {
  if (value === undefined) return undefined
  const at = typeof value === 'string' ? Date.parse(value) : value
  return typeof at === 'number' && Number.isFinite(at) ? new Date(at) : mismatch('ts')
}

function mismatch(key: string): never {
  return refuse(failure(400, `Match error: Failed Match.Where validation in field ${key}`))
}

/** §6.3: the real server trips over its own empty answer when the id is taken. */
const DUPLICATE = failure(400, "Cannot read properties of undefined (reading 'starred')")

function sendAnswer(site: Site, userId: string, sent: Sent): Answer {
  const isOwn = sent.message.u._id === userId
  if (sent.kind === 'duplicate' && (site.duplicateId === 'faithful' || !isOwn)) return DUPLICATE
  return success({ message: messageFor(userId, sent.message) })
}

function findMessage(world: World, userId: string, id: string): Message | null {
  const message = world.store.messages.get(id)
  const room = message && world.store.rooms.get(message.rid)
  return message !== undefined && room !== undefined && world.canRead(userId, room) ? message : null
}

function syncShape() {
  return {
    roomId: optional(text),
    lastUpdate: anything,
    fromTs: anything,
    type: optional(text),
    next: optional(text),
    previous: optional(text),
    count: optional(whole),
  }
}

interface SyncInput {
  readonly roomId: string | undefined
  readonly lastUpdate: unknown
  readonly type: string | undefined
  readonly next: string | undefined
  readonly previous: string | undefined
  readonly count: number | undefined
}

function syncMessages(world: World, userId: string, input: SyncInput): object {
  const rid = checkSync(world, userId, input)
  if (input.lastUpdate !== undefined) return syncSince(world, userId, rid, input.lastUpdate)
  const cursor = input.next ?? input.previous
  const key = input.type === 'DELETED' ? 'deleted' : 'updated'
  if (cursor === undefined) return { [key]: [], cursor: { next: null, previous: null } }
  const at = Number(cursor)
  if (!Number.isFinite(at)) refuse(refused('The cursor is invalid', 'error-cursor-param-invalid'))
  const isBack = input.next === undefined
  const count = clampCount(input.count)
  const page =
    key === 'deleted'
      ? world.reading.deletedPage(rid, at, count, isBack)
      : world.reading.writtenPage(rid, at, count, isBack)
  const cursorText = (ms: number | null): string | null => (ms === null ? null : String(ms))
  const next = cursorText(page.next)
  return { [key]: page.items, cursor: { next, previous: cursorText(page.previous) } }
}

function syncSince(world: World, userId: string, rid: string, lastUpdate: unknown): object {
  const since = typeof lastUpdate === 'string' ? Date.parse(lastUpdate) : NaN
  if (Number.isNaN(since)) {
    refuse(
      refused(
        'The "lastUpdate" query parameter must be a valid date.',
        'error-lastUpdate-param-invalid',
      ),
    )
  }
  const { update, remove } = world.reading.messagesSince(rid, since)
  return {
    updated: update.map((message) => messageFor(userId, message)),
    deleted: remove.map(({ _id, _deletedAt }) => ({ _id, _deletedAt })),
  }
}

/** The rules in the order in which they are tried: what must hold, and the refusal when it does not. */
function syncFaults(input: SyncInput): readonly (readonly [boolean, string, string])[] {
  const { roomId, lastUpdate, type, next, previous } = input
  const hasCursor = next !== undefined || previous !== undefined
  const hasDate = lastUpdate !== undefined
  const isKnownType = type === undefined || type === 'UPDATED' || type === 'DELETED'
  return [
    [roomId === undefined, 'The required "roomId" query param is missing.', 'error-param-required'],
    [
      hasCursor && !hasDate && type === undefined,
      'The "type" parameter is required when using the "next" or "previous" parameters.',
      'error-type-param-required',
    ],
    [
      !hasDate && type === undefined,
      'The "type" or "lastUpdate" parameters must be provided',
      'error-param-required',
    ],
    [
      next !== undefined && previous !== undefined,
      'You cannot provide both "next" and "previous" parameters',
      'error-cursor-conflict',
    ],
    [
      hasCursor && hasDate,
      'The attributes "next", "previous" and "lastUpdate" cannot be used together',
      'error-cursor-and-lastUpdate-conflict',
    ],
    [
      !isKnownType,
      'The "type" parameter must be either "UPDATED" or "DELETED"',
      'error-type-param-not-supported',
    ],
  ]
}

function checkSync(world: World, userId: string, input: SyncInput): string {
  for (const [isFault, reason, code] of syncFaults(input)) {
    if (isFault) refuse(refused(reason, code))
  }
  const room = world.store.rooms.get(input.roomId ?? '')
  if (room !== undefined && world.canRead(userId, room)) return room._id
  return refuse(refused('Not allowed', 'error-not-allowed'))
}
