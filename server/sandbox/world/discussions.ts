/** Rooms that grow out of a message (rocketchat.md §5.3). */
import { canRead, isEnabled, requireUser, writeMessage, type Core } from './core'
import { WorldError } from './errors'
import { addSystem, send } from './messages'
import { may } from './permissions'
import { avatarPath } from './quotes'
import { makeRoom } from './rooms'
import type { Message, MessageAttachment, Room } from './types'

export interface NewDiscussion {
  /** The room it grows out of. */
  readonly prid: string
  /** The message it grows out of. */
  readonly pmid?: string | undefined
  readonly name: string
  readonly userIds: readonly string[]
  readonly topic?: string | undefined
  /** The first message in it. */
  readonly reply?: string | undefined
}

export interface DiscussionOps {
  /** @throws WorldError where there may be none */
  start: (userId: string, discussion: NewDiscussion) => Room
}

export function createDiscussionOps(core: Core): DiscussionOps {
  return { start: (userId, discussion) => start(core, userId, discussion) }
}

const METHOD = 'createDiscussion'

function start(core: Core, userId: string, discussion: NewDiscussion): Room {
  const user = requireUser(core, userId)
  if (!isEnabled(core, 'Discussion_enabled') || !may(core, user, 'start-discussion')) {
    throw new WorldError('error-action-not-allowed', 'You cannot create a discussion', {
      method: METHOD,
    })
  }
  const parent = requireParent(core, userId, discussion.prid)
  const origin = originOf(core, parent, discussion.pmid)
  const authors = origin === null ? [] : [origin.u._id]
  const memberIds = [...new Set([userId, ...discussion.userIds, ...authors])]
  const room = makeRoom(core, {
    type: parent.t === 'p' || parent.t === 'd' ? 'p' : 'c',
    name: core.newId(),
    fname: discussion.name,
    prid: parent._id,
    memberIds,
    ...(discussion.topic === undefined ? {} : { topic: discussion.topic }),
    ...(origin === null ? {} : { description: origin.msg }),
  })
  const attachments = origin === null ? undefined : [quoteOf(origin)]
  const line = { rid: parent._id, userId, type: 'discussion-created', text: discussion.name }
  const told = addSystem(core, attachments === undefined ? line : { ...line, attachments })
  writeMessage(core, { ...told, drid: room._id, dcount: 0 })
  if (discussion.reply !== undefined && discussion.reply !== '') {
    send(core, userId, { rid: room._id, msg: discussion.reply, attachments })
  }
  return core.store.rooms.get(room._id) ?? room
}

function requireParent(core: Core, userId: string, prid: string): Room {
  const parent = core.store.rooms.get(prid)
  if (parent === undefined || !canRead(core, userId, parent)) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method: METHOD })
  }
  if (parent.prid !== undefined) {
    throw new WorldError('error-nested-discussion', 'Cannot create nested discussions', {
      method: METHOD,
    })
  }
  return parent
}

function originOf(core: Core, parent: Room, pmid: string | undefined): Message | null {
  if (pmid === undefined) return null
  const message = core.store.messages.get(pmid)
  if (message?.rid === parent._id) return message
  throw new WorldError('error-invalid-message', 'Invalid message', { method: METHOD })
}

function quoteOf({ msg, u, ts }: Message): MessageAttachment {
  return { text: msg, author_name: u.username ?? '', author_icon: avatarPath(u.username), ts }
}
