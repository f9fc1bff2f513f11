/** Following and reading of threads (rocketchat.md §5.7, §6.1). */
import { canRead, isEnabled, writeMessage, writeSubscription, type Core } from './core'
import { WorldError } from './errors'
import type { Message } from './types'
import { afterThreadRead } from './unread'

export interface ThreadOps {
  /** Of a reply: the thread it stands in. */
  follow: (userId: string, messageId: string) => void
  /** What is unread of it goes too. */
  unfollow: (userId: string, messageId: string) => void
  /** Nothing happens for a message that is not there, or that was not unread. */
  read: (userId: string, tmid: string) => void
}

export function createThreadOps(core: Core): ThreadOps {
  return {
    follow(userId, messageId) {
      const root = requireRoot(core, userId, messageId, 'followMessage')
      const replies = [...new Set([...(root.replies ?? []), userId])]
      writeMessage(core, { ...root, replies })
    },
    unfollow(userId, messageId) {
      const root = requireRoot(core, userId, messageId, 'unfollowMessage')
      forget(core, userId, root, false)
      writeMessage(core, { ...root, replies: (root.replies ?? []).filter((id) => id !== userId) })
    },
    read(userId, tmid) {
      if (!isEnabled(core, 'Threads_enabled')) throw disabled('readThreads', 'Threads Disabled')
      const root = core.store.messages.get(tmid)
      const room = root && core.store.rooms.get(root.rid)
      if (root === undefined || room === undefined) return
      if (!canRead(core, userId, room)) throw disabled('readThreads', 'Not allowed')
      forget(core, userId, root, true)
    },
  }
}

function disabled(method: string, reason: string): WorldError {
  return new WorldError('error-not-allowed', reason, { method })
}

function requireRoot(core: Core, userId: string, id: string, method: string): Message {
  if (!isEnabled(core, 'Threads_enabled')) throw disabled(method, 'not-allowed')
  const message = core.store.messages.get(id)
  const room = message && core.store.rooms.get(message.rid)
  if (message === undefined || room === undefined) {
    throw new WorldError('error-invalid-message', 'Invalid message', { method })
  }
  if (!canRead(core, userId, room)) throw disabled(method, 'not-allowed')
  return core.store.messages.get(message.tmid ?? '') ?? message
}

function forget(core: Core, userId: string, root: Message, clearsAlert: boolean): void {
  const sub = core.store.subscription(root.rid, userId)
  if (sub === undefined) return
  const next = afterThreadRead(sub, root._id, clearsAlert)
  if (next !== sub) writeSubscription(core, next)
}
