/** A stretch of a room's history, taken away at once (rocketchat.md §5.3). */
import { lastOf, requireRoom, requireUser, writeMessage, writeRoom, type Core } from './core'
import { requirePermission } from './permissions'
import { without, type Message } from './types'

export interface Stretch {
  readonly latest: Date
  readonly oldest: Date
  readonly inclusive: boolean
  readonly excludePinned: boolean
  readonly ignoreDiscussion: boolean
  readonly ignoreThreads: boolean
  /** Takes the files and leaves the messages. */
  readonly filesOnly: boolean
  /** Usernames; none means everybody. */
  readonly users: readonly string[]
  /** The oldest so many; 0 means all. */
  readonly limit: number
}

export interface CleaningOps {
  /** @returns how many messages went, or lost their files */
  clean: (userId: string, rid: string, stretch: Stretch) => number
}

export function createCleaningOps(core: Core): CleaningOps {
  return { clean: (userId, rid, stretch) => clean(core, userId, rid, stretch) }
}

const REMOVED = { color: '#FD745E', text: '_File removed by prune_' }

function clean(core: Core, userId: string, rid: string, stretch: Stretch): number {
  requireRoom(core, rid)
  const user = requireUser(core, userId)
  requirePermission(core, user, 'clean-channel-history', { rid, method: 'cleanRoomHistory' })
  const all = [...core.store.timeline(rid).oldestFirst(-Infinity)]
    .flatMap(({ id }) => core.store.messages.get(id) ?? [])
    .filter((message) => isMeant(message, stretch))
  const chosen = stretch.limit === 0 ? all : all.slice(0, stretch.limit)
  return stretch.filesOnly ? takeFiles(core, chosen) : take(core, rid, chosen, stretch)
}

function isMeant(message: Message, stretch: Stretch): boolean {
  const { latest, oldest, inclusive, users } = stretch
  const at = message.ts.getTime()
  const [from, to] = [oldest.getTime(), latest.getTime()]
  const isInside = inclusive ? at >= from && at <= to : at > from && at < to
  return (
    isInside &&
    !(stretch.excludePinned && message.pinned === true) &&
    !(stretch.ignoreDiscussion && message.drid !== undefined) &&
    !(stretch.ignoreThreads && (message.tmid ?? message.tcount) !== undefined) &&
    (users.length === 0 || users.includes(message.u.username ?? ''))
  )
}

function takeFiles(core: Core, messages: readonly Message[]): number {
  const withFiles = messages.filter(({ files = [] }) => files.length > 0)
  for (const message of withFiles) {
    for (const { _id } of message.files ?? []) core.store.removeUpload(_id)
    writeMessage(core, { ...without(message, 'file', 'files'), attachments: [REMOVED] })
  }
  return withFiles.length
}

function take(
  core: Core,
  rid: string,
  messages: readonly Message[],
  { latest, oldest, inclusive, excludePinned, ignoreDiscussion, users, limit }: Stretch,
): number {
  if (messages.length === 0) return 0
  for (const message of messages) {
    for (const { _id } of message.files ?? []) core.store.removeUpload(_id)
    core.store.removeMessage(message, core.clock.stamp())
  }
  const room = requireRoom(core, rid)
  writeRoom(core, lastOf(core, { ...room, msgs: Math.max(0, (room.msgs ?? 0) - messages.length) }))
  const ts = inclusive ? { $gte: oldest, $lte: latest } : { $gt: oldest, $lt: latest }
  const ids = limit === 0 ? {} : { ids: messages.map(({ _id }) => _id) }
  const args = [{ rid, excludePinned, ignoreDiscussion, ts, users, ...ids }]
  core.emit({ kind: 'room', rid, event: 'deleteMessageBulk', args })
  return messages.length
}
