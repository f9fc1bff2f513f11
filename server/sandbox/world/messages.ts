/** Sending, editing and deleting (rocketchat.md §5.7, §6.2–6.4). */
import { contentOf } from './content'
import {
  canRead,
  isEnabled,
  numberSetting,
  lastOf,
  refOf,
  replaceLastMessage,
  requireRoom,
  requireUser,
  requireMessage,
  withoutReply,
  writeMessage,
  writeRoom,
  type Core,
} from './core'
import { deliver } from './delivery'
import { actionNotAllowed, notAllowed, WorldError } from './errors'
import { may } from './permissions'
import { withQuotes } from './quotes'
import { without, type Message, type Room, type User } from './types'

export interface Draft {
  readonly rid: string
  readonly msg?: string | undefined
  /** Chosen by the client (§6.3). */
  readonly _id?: string | undefined
  readonly tmid?: string | undefined
  readonly tshow?: boolean | undefined
  readonly ts?: Date | undefined
  readonly alias?: string | undefined
  readonly emoji?: string | undefined
  readonly avatar?: string | undefined
  readonly groupable?: boolean | undefined
  readonly attachments?: Message['attachments']
  readonly file?: Message['file']
  readonly files?: Message['files']
}

export type Sent =
  | { readonly kind: 'sent'; readonly message: Message }
  /** The id is taken, here or in another room; nothing was changed. */
  | { readonly kind: 'duplicate'; readonly message: Message }

export interface MessageOps {
  /** @throws WorldError when the sender may not write there, the text is too long, or `ts` is off. */
  send: (userId: string, draft: Draft) => Sent
  /** A line of the system, such as `uj`: counted in the room, nobody's unread. */
  addSystem: (rid: string, userId: string, type: string, text: string) => Message
  edit: (userId: string, rid: string, id: string, text: string) => Message
  /** Removes the message, or empties it when replies hang on it or the deleted status is shown. */
  remove: (userId: string, rid: string, id: string) => Message
}

/** A line of the system: who did what, in the words of `type`. */
export interface SystemLine extends Pick<Message, 'attachments' | 'role'> {
  readonly rid: string
  readonly userId: string
  readonly type: string
  /** Default: none. */
  readonly text?: string
}

const TS_REFUSED_MS = 60_000
const TS_REPLACED_MS = 10_000
const MINUTE_MS = 60_000

export function createMessageOps(core: Core): MessageOps {
  return {
    send: (userId, draft) => send(core, userId, draft),
    addSystem: (rid, userId, type, text) => addSystem(core, { rid, userId, type, text }),
    edit: (userId, rid, id, text) => edit(core, userId, rid, id, text),
    remove: (userId, rid, id) => remove(core, userId, rid, id),
  }
}

/** See `MessageOps.send`. */
export function send(core: Core, userId: string, draft: Draft): Sent {
  const user = requireUser(core, userId)
  const { room, tmid } = placeOf(core, draft)
  checkMayWrite(core, user, room)
  checkSize(core, draft.msg ?? '')
  const taken = draft._id === undefined ? undefined : core.store.messages.get(draft._id)
  if (taken !== undefined) return { kind: 'duplicate', message: taken }
  const content = contentOf(core, draft.msg ?? '')
  const message = writeMessage(core, {
    _id: draft._id ?? core.newId(),
    rid: room._id,
    ...content,
    ...withQuotes(core, userId, content.urls, draft.attachments),
    ts: timeOf(core, draft.ts),
    u: refOf(user),
    ...(isEnabled(core, 'Message_Read_Receipt_Enabled') ? { unread: true } : {}),
    ...(tmid === undefined ? {} : { tmid, ...(draft.tshow === true ? { tshow: true } : {}) }),
    ...given(draft, ['alias', 'emoji', 'avatar', 'groupable', 'file', 'files']),
  })
  deliver(core, message, room)
  return { kind: 'sent', message }
}

/** The room to write in. A reply goes where its thread is; a reply to a reply hangs on the top (§5.7). */
function placeOf(core: Core, draft: Draft): { room: Room; tmid: string | undefined } {
  if (draft.tmid === undefined) return { room: requireRoom(core, draft.rid), tmid: undefined }
  if (!isEnabled(core, 'Threads_enabled')) throw notAllowed('sendMessage')
  const parent = core.store.messages.get(draft.tmid)
  if (parent === undefined) throw new WorldError('error-invalid-message', 'Invalid message')
  return { room: requireRoom(core, parent.rid), tmid: parent.tmid ?? parent._id }
}

function checkMayWrite(core: Core, user: User, room: Room): void {
  if (!canRead(core, user._id, room)) throw notAllowed('sendMessage')
  const sub = core.store.subscription(room._id, user._id)
  if (sub?.blocked === true || sub?.blocker === true) throw new WorldError(null, 'room_is_blocked')
  if (room.archived === true) throw new WorldError(null, 'room_is_archived')
  if (room.muted?.includes(user.username) === true) {
    throw new WorldError(null, 'You_have_been_muted')
  }
  const mayWriteReadOnly =
    may(core, user, 'post-readonly', room._id) || room.unmuted?.includes(user.username) === true
  if (room.ro === true && !mayWriteReadOnly) {
    throw new WorldError(null, "You can't send messages because the room is readonly.")
  }
}

function checkSize(core: Core, text: string): void {
  if (text.length <= numberSetting(core, 'Message_MaxAllowedSize')) return
  throw new WorldError(
    'error-message-size-exceeded',
    'Message size exceeds Message_MaxAllowedSize',
    { method: 'sendMessage' },
  )
}

function timeOf(core: Core, wished: Date | undefined): Date {
  if (wished === undefined) return core.clock.instant()
  const offMs = Math.abs(wished.getTime() - core.clock.now())
  if (offMs > TS_REFUSED_MS) {
    throw new WorldError('error-message-ts-out-of-sync', 'Message timestamp is out of sync', {
      method: 'sendMessage',
      message_ts: wished,
      server_ts: core.clock.now(),
    })
  }
  return offMs > TS_REPLACED_MS ? core.clock.instant() : wished
}

function given<K extends keyof Draft>(draft: Draft, keys: readonly K[]) {
  const entries = keys.map((key) => [key, draft[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as {
    [P in K]?: Exclude<Draft[P], undefined>
  }
}

/** See `MessageOps.addSystem`. */
export function addSystem(
  core: Core,
  { rid, userId, type, text = '', ...extra }: SystemLine,
): Message {
  const room = requireRoom(core, rid)
  const message = writeMessage(core, {
    _id: core.newId(),
    rid,
    t: type,
    msg: text,
    ts: core.clock.instant(),
    u: refOf(requireUser(core, userId)),
    groupable: false,
    ...extra,
  })
  writeRoom(core, { ...room, msgs: (room.msgs ?? 0) + 1 })
  return message
}

function edit(core: Core, userId: string, rid: string, id: string, text: string): Message {
  const message = requireOwn(core, userId, rid, id, 'updateMessage')
  if (!isEnabled(core, 'Message_AllowEditing')) throw actionNotAllowed('updateMessage')
  if (isTooOld(core, message, 'Message_AllowEditing_BlockEditInMinutes')) {
    throw new WorldError('error-message-editing-blocked', 'Message editing is blocked', {
      method: 'updateMessage',
    })
  }
  checkSize(core, text)
  const content = contentOf(core, text)
  const kept = message.attachments?.filter(({ message_link }) => message_link === undefined)
  const written = writeMessage(core, {
    ...without(message, 'attachments'),
    ...content,
    ...withQuotes(core, userId, content.urls, kept),
    editedAt: new Date(core.clock.now()),
    editedBy: editorOf(core, userId),
  })
  replaceLastMessage(core, written)
  return written
}

function remove(core: Core, userId: string, rid: string, id: string): Message {
  const message = requireOwn(core, userId, rid, id, 'deleteMessage')
  if (!isEnabled(core, 'Message_AllowDeleting')) throw actionNotAllowed('deleteMessage')
  if (isTooOld(core, message, 'Message_AllowDeleting_BlockDeleteInMinutes')) {
    throw new WorldError('error-message-deleting-blocked', 'Message deleting is blocked', {
      method: 'deleteMessage',
    })
  }
  const keepsTrace = isEnabled(core, 'Message_ShowDeletedStatus') || (message.tcount ?? 0) > 0
  if (keepsTrace) empty(core, message, userId)
  else erase(core, message)
  return message
}

/** Leaves a shell of type `rm` (§6.4). */
function empty(core: Core, message: Message, userId: string): void {
  removeFiles(core, message)
  const bare = without(message, 'reactions', 'md', 'file', 'files', 'starred', 'pinned')
  const written = writeMessage(core, {
    ...bare,
    t: 'rm',
    msg: '',
    mentions: [],
    channels: [],
    urls: [],
    attachments: [],
    editedAt: new Date(core.clock.now()),
    editedBy: editorOf(core, userId),
  })
  replaceLastMessage(core, written)
}

function erase(core: Core, message: Message): void {
  removeFiles(core, message)
  core.store.removeMessage(message, core.clock.stamp())
  const args = [{ _id: message._id }]
  core.emit({ kind: 'room', rid: message.rid, event: 'deleteMessage', args })
  if (message.tmid !== undefined) uncountReply(core, message.tmid)
  const room = core.store.rooms.get(message.rid)
  if (room === undefined) return
  const next = { ...room, msgs: Math.max(0, (room.msgs ?? 0) - 1) }
  writeRoom(core, room.lastMessage?._id === message._id ? lastOf(core, next) : next)
}

/** Files go with the message that showed them. */
function removeFiles(core: Core, { files = [] }: Message): void {
  for (const { _id } of files) core.store.removeUpload(_id)
}

function uncountReply(core: Core, tmid: string): void {
  const parent = core.store.messages.get(tmid)
  if (parent === undefined) return
  writeMessage(core, withoutReply(parent))
}

function requireOwn(core: Core, userId: string, rid: string, id: string, method: string): Message {
  const message = core.store.messages.get(id)
  if (message === undefined) throw new WorldError(null, `No message found with the id of "${id}".`)
  if (message.rid !== rid) {
    throw new WorldError(null, 'The room id provided does not match where the message is from.')
  }
  requireMessage(core, userId, id, method)
  const permission = method === 'updateMessage' ? 'edit-message' : 'delete-message'
  const isAllowed =
    message.u._id === userId || may(core, requireUser(core, userId), permission, rid)
  if (!isAllowed || (message.t !== undefined && message.t !== 'e2e')) {
    throw actionNotAllowed(method)
  }
  return message
}

function isTooOld(core: Core, message: Message, setting: string): boolean {
  const minutes = numberSetting(core, setting)
  return minutes > 0 && core.clock.now() - message.ts.getTime() > minutes * MINUTE_MS
}

function editorOf(core: Core, userId: string): { _id: string; username: string } {
  const { _id, username } = requireUser(core, userId)
  return { _id, username }
}
