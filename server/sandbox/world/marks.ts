/** Pins, stars and reports (rocketchat.md §5.7), and the lists of what is marked. */
import {
  canRead,
  isEnabled,
  refOf,
  replaceLastMessage,
  requireUser,
  writeMessage,
  type Core,
} from './core'
import { WorldError } from './errors'
import { addSystem } from './messages'
import { may } from './permissions'
import { avatarPath } from './quotes'
import { without, type Message, type MessageAttachment, type Room, type User } from './types'

export interface MarkOps {
  /** @returns the line of the system that tells of it, or the message when it was pinned already */
  pin: (userId: string, messageId: string) => Message
  unpin: (userId: string, messageId: string) => void
  /** Nothing happens for those who are not in the room. */
  star: (userId: string, messageId: string, wanted: boolean) => void
  report: (userId: string, messageId: string, description: string) => void
}

export function createMarkOps(core: Core): MarkOps {
  return {
    pin: (userId, messageId) => pin(core, userId, messageId),
    unpin: (userId, messageId) => {
      unpin(core, userId, messageId)
    },
    star: (userId, messageId, wanted) => {
      star(core, userId, messageId, wanted)
    },
    report: (userId, messageId, description) => {
      report(core, userId, messageId, description)
    },
  }
}

interface Found {
  readonly message: Message
  readonly room: Room
  readonly user: User
}

/** @throws WorldError `error-message-not-found` */
function find(core: Core, userId: string, messageId: string): Found {
  const message = core.store.messages.get(messageId)
  const room = message && core.store.rooms.get(message.rid)
  if (message === undefined || room === undefined) {
    const reason = 'The provided "messageId" does not match any existing message.'
    throw new WorldError('error-message-not-found', reason)
  }
  return { message, room, user: requireUser(core, userId) }
}

function switchedOff(method: string, what: 'pinning' | 'starring'): WorldError {
  const action = `Message_${what}`
  return new WorldError('error-action-not-allowed', `Message ${what} not allowed`, {
    method,
    action,
  })
}

function pin(core: Core, userId: string, messageId: string): Message {
  const { message, room, user } = find(core, userId, messageId)
  if (!isEnabled(core, 'Message_AllowPinning')) throw switchedOff('pinMessage', 'pinning')
  if (!may(core, user, 'pin-message', room._id) || !canRead(core, userId, room)) {
    throw new WorldError('not-authorized', 'Not Authorized', { method: 'pinMessage' })
  }
  if (message.pinned === true) return message
  const pinned = setPinned(core, message, user, true)
  const attachments = [pinnedQuote(pinned)]
  return addSystem(core, { rid: room._id, userId, type: 'message_pinned', attachments })
}

function unpin(core: Core, userId: string, messageId: string): void {
  const { message, room, user } = find(core, userId, messageId)
  const method = 'unpinMessage'
  if (!isEnabled(core, 'Message_AllowPinning')) throw switchedOff(method, 'pinning')
  if (core.store.subscription(room._id, userId) === undefined) {
    throw new WorldError('error-invalid-message', 'Message you are unpinning was not found', {
      method,
      action: 'Message_pinning',
    })
  }
  if (!may(core, user, 'pin-message', room._id)) {
    throw new WorldError('not-authorized', 'Not Authorized', { method })
  }
  setPinned(core, message, user, false)
}

function setPinned(core: Core, message: Message, user: User, pinned: boolean): Message {
  const pinnedBy = { _id: user._id, username: user.username }
  const pinnedAt = new Date(core.clock.now())
  const written = writeMessage(core, { ...message, pinned, pinnedAt, pinnedBy })
  replaceLastMessage(core, written)
  return written
}

function pinnedQuote({ msg, u, ts, attachments = [] }: Message): MessageAttachment {
  return {
    text: msg,
    author_name: u.username ?? '',
    author_icon: avatarPath(u.username),
    ts,
    attachments,
  }
}

function star(core: Core, userId: string, messageId: string, wanted: boolean): void {
  const { message, room } = find(core, userId, messageId)
  if (!isEnabled(core, 'Message_AllowStarring')) throw switchedOff('starMessage', 'starring')
  if (core.store.subscription(room._id, userId) === undefined) return
  const others = (message.starred ?? []).filter(({ _id }) => _id !== userId)
  const starred = wanted ? [...others, { _id: userId }] : others
  const bare = without(message, 'starred')
  const written = writeMessage(core, starred.length === 0 ? bare : { ...bare, starred })
  replaceLastMessage(core, written)
}

/** Refusals are bare texts, as the real server's are. */
function report(core: Core, userId: string, messageId: string, description: string): void {
  if (description.trim() === '') throw new WorldError(null, 'error-invalid-description')
  const message = core.store.messages.get(messageId)
  const room = message && core.store.rooms.get(message.rid)
  if (message === undefined || room === undefined || !canRead(core, userId, room)) {
    throw new WorldError(null, 'error-invalid-message_id')
  }
  core.store.putReport({
    _id: core.newId(),
    message,
    description,
    reportedBy: refOf(requireUser(core, userId)),
    ts: new Date(core.clock.now()),
  })
}
