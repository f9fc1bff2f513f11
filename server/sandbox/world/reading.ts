/** Read marks and the questions a client asks: history, catch-up, presence (rocketchat.md §5.3, §5.5, §5.6). */
import { isEnabled, isHidden, writeSubscription, type Core } from './core'
import { actionNotAllowed, WorldError } from './errors'
import type { TimeBounds } from './timeline'
import {
  without,
  type Message,
  type Room,
  type Subscription,
  type Tombstone,
  type User,
} from './types'
import { afterRead, afterUnread } from './unread'

export interface HistoryQuery extends TimeBounds {
  readonly count: number
  readonly offset: number
  readonly unreads: boolean
  readonly showThreadMessages: boolean
}

export interface History {
  /** Newest first. */
  readonly messages: readonly Message[]
  readonly firstUnread?: Message
  readonly unreadNotLoaded?: number
}

export interface Delta<T> {
  readonly update: readonly T[]
  readonly remove: readonly Tombstone[]
}

export interface SyncPage<T> {
  readonly items: readonly T[]
  readonly next: number | null
  readonly previous: number | null
}

export interface ReadOps {
  markRead: (userId: string, rid: string, readThreads: boolean) => void
  /** From this message on. */
  markUnreadFrom: (userId: string, messageId: string) => void
  /** From the newest message of somebody else on. */
  markUnread: (userId: string, rid: string) => void
  history: (userId: string, rid: string, query: HistoryQuery) => History
  roomsOf: (userId: string, since?: number) => Delta<Room>
  subscriptionsOf: (userId: string, since?: number) => Delta<Subscription>
  /** Mode A: everything written after `since`, newest `ts` first. */
  messagesSince: (rid: string, since: number) => Delta<Message>
  /** Mode B: one page of writes after (or, going backwards, before) `at`. */
  writtenPage: (rid: string, at: number, count: number, isBack: boolean) => SyncPage<Message>
  deletedPage: (rid: string, at: number, count: number, isBack: boolean) => SyncPage<Tombstone>
  /** Users whose status changed after `since`; all who are not offline when it is absent. */
  presence: (since?: number) => readonly User[]
}

export function createReadOps(core: Core): ReadOps {
  return {
    markRead(userId, rid, readThreads) {
      const sub = requireSubscription(core, userId, rid)
      writeSubscription(core, afterRead(sub, core.clock.instant(), readThreads))
      if (isEnabled(core, 'Message_Read_Receipt_Enabled')) noteReadByAll(core, rid)
    },
    markUnreadFrom: (userId, messageId) => markUnreadFrom(core, userId, messageId),
    markUnread: (userId, rid) => markUnread(core, userId, rid),
    history: (userId, rid, query) => history(core, userId, rid, query),
    roomsOf: (userId, since) => roomsOf(core, userId, since),
    subscriptionsOf: (userId, since) => ({
      update: changedAfter([...core.store.subscriptionsOfUser(userId).values()], since),
      remove: deletedAfter(core.store.subscriptionTombstones(userId), since),
    }),
    messagesSince: (rid, since) => ({
      update: writtenAfter(core, rid, since).sort((a, b) => b.ts.getTime() - a.ts.getTime()),
      remove: deletedAfter(core.store.messageTombstones(rid), since),
    }),
    writtenPage: (rid, at, count, isBack) => writtenPage(core, rid, at, count, isBack),
    deletedPage: (rid, at, count, isBack) => deletedPage(core, rid, at, count, isBack),
    presence: (since) =>
      [...core.store.users.values()].filter((user) =>
        since === undefined ? user.status !== 'offline' : user.statusChangedAt > since,
      ),
  }
}

/** What everybody has read is unread no more; told when that is true of a message for the first time. */
function noteReadByAll(core: Core, rid: string): void {
  const times = [...core.store.subscriptionsOfRoom(rid).values()].map(({ ls }) => ls?.getTime())
  const until = times.reduce<number>((least, at) => Math.min(least, at ?? 0), Infinity)
  const read = [...core.store.timeline(rid).newestFirst({})].flatMap(({ id }) => {
    const message = core.store.messages.get(id)
    return message?.unread === true && message.ts.getTime() <= until ? [message] : []
  })
  for (const message of read) {
    core.store.putMessage({ ...without(message, 'unread'), _updatedAt: core.clock.stamp() })
  }
  if (read.length === 0) return
  core.emit({ kind: 'room', rid, event: 'messagesRead', args: [{ until: new Date(until) }] })
}

function requireSubscription(core: Core, userId: string, rid: string): Subscription {
  const sub = core.store.subscription(rid, userId)
  if (sub === undefined) {
    throw new WorldError('error-invalid-subscription', 'Invalid subscription', {
      method: 'readMessages',
    })
  }
  return sub
}

function markUnreadFrom(core: Core, userId: string, messageId: string): void {
  const message = core.store.messages.get(messageId)
  const sub = message && core.store.subscription(message.rid, userId)
  if (message === undefined || sub === undefined || message.u._id === userId) {
    throw actionNotAllowed('unreadMessages')
  }
  const isUnreadAlready = sub.ls !== undefined && message.ts.getTime() >= sub.ls.getTime()
  if (!isUnreadAlready) writeSubscription(core, afterUnread(sub, message.ts))
}

function markUnread(core: Core, userId: string, rid: string): void {
  requireSubscription(core, userId, rid)
  for (const { id } of core.store.timeline(rid).newestFirst({})) {
    const message = core.store.messages.get(id)
    if (message === undefined || message.u._id === userId || !isCounted(message)) continue
    markUnreadFrom(core, userId, message._id)
    return
  }
  throw new WorldError('error-no-message-for-unread', 'There are no messages to mark unread', {
    method: 'unreadMessages',
  })
}

function isCounted({ t, tmid, tshow }: Message): boolean {
  return t === undefined && (tmid === undefined || tshow === true)
}

function history(core: Core, userId: string, rid: string, query: HistoryQuery): History {
  const messages: Message[] = []
  let toSkip = query.offset
  for (const { id } of core.store.timeline(rid).newestFirst(query)) {
    const message = core.store.messages.get(id)
    if (message === undefined || !isShown(core, message, query)) continue
    if (toSkip > 0) toSkip -= 1
    else messages.push(message)
    if (query.count > 0 && messages.length === query.count) break
  }
  return query.unreads
    ? { messages, ...unreadsOf(core, userId, rid, messages, query) }
    : { messages }
}

function isShown(core: Core, message: Message, query: HistoryQuery): boolean {
  const isThreadOnly = message.tmid !== undefined && message.tshow !== true
  return !isHidden(core, message) && (query.showThreadMessages || !isThreadOnly)
}

function unreadsOf(
  core: Core,
  userId: string,
  rid: string,
  loaded: readonly Message[],
  query: HistoryQuery,
): Pick<History, 'firstUnread' | 'unreadNotLoaded'> {
  const ls = core.store.subscription(rid, userId)?.ls?.getTime()
  const oldest = loaded.at(-1)?.ts.getTime()
  if (ls === undefined || oldest === undefined || oldest <= ls) return { unreadNotLoaded: 0 }
  let firstUnread: Message | undefined
  let unreadNotLoaded = 0
  for (const { id, at } of core.store.timeline(rid).oldestFirst(ls)) {
    const message = core.store.messages.get(id)
    if (at >= oldest) break
    if (message === undefined || !isShown(core, message, query)) continue
    firstUnread ??= message
    unreadNotLoaded += 1
  }
  firstUnread ??= loaded.at(-1)
  return firstUnread === undefined ? { unreadNotLoaded } : { firstUnread, unreadNotLoaded }
}

function roomsOf(core: Core, userId: string, since: number | undefined): Delta<Room> {
  const rooms = [...core.store.subscriptionsOfUser(userId).keys()].flatMap((rid) => {
    const room = core.store.rooms.get(rid)
    return room === undefined ? [] : [room]
  })
  return {
    update: changedAfter(rooms, since),
    remove: deletedAfter(core.store.roomTombstones, since),
  }
}

function changedAfter<T extends { readonly _updatedAt: Date }>(
  docs: readonly T[],
  since: number | undefined,
): readonly T[] {
  return since === undefined ? docs : docs.filter(({ _updatedAt }) => _updatedAt.getTime() > since)
}

/** Without a date there is nothing to remove: the answer is the whole. */
function deletedAfter(all: readonly Tombstone[], since: number | undefined): readonly Tombstone[] {
  return since === undefined ? [] : all.filter(({ _deletedAt }) => _deletedAt.getTime() > since)
}

function writtenAfter(core: Core, rid: string, since: number): Message[] {
  return [...core.store.timeline(rid).touchedAfter(since)].flatMap((entry) =>
    currentWrite(core, entry),
  )
}

/** The message, if this entry is its last write. */
function currentWrite(core: Core, entry: { readonly at: number; readonly id: string }): Message[] {
  const message = core.store.messages.get(entry.id)
  const isCurrent = message?._updatedAt?.getTime() === entry.at
  return message !== undefined && isCurrent && !isHidden(core, message) ? [message] : []
}

function writtenPage(
  core: Core,
  rid: string,
  at: number,
  count: number,
  isBack: boolean,
): SyncPage<Message> {
  const timeline = core.store.timeline(rid)
  const found: Message[] = []
  for (const entry of isBack ? timeline.touchedBefore(at) : timeline.touchedAfter(at)) {
    found.push(...currentWrite(core, entry))
    if (found.length > count) break
  }
  return page(found, count, isBack, ({ _updatedAt, ts }) => (_updatedAt ?? ts).getTime())
}

function deletedPage(
  core: Core,
  rid: string,
  at: number,
  count: number,
  isBack: boolean,
): SyncPage<Tombstone> {
  const all = core.store.messageTombstones(rid)
  const found = isBack
    ? all.filter(({ _deletedAt }) => _deletedAt.getTime() < at).reverse()
    : deletedAfter(all, at)
  return page(found.slice(0, count + 1), count, isBack, ({ _deletedAt }) => _deletedAt.getTime())
}

/** `found` holds one item more than a page when there are more. Cursors point past both ends. */
function page<T>(
  found: readonly T[],
  count: number,
  isBack: boolean,
  timeOf: (item: T) => number,
): SyncPage<T> {
  const items = found.slice(0, count)
  const first = items[0]
  const last = items.at(-1)
  if (first === undefined || last === undefined) return { items, next: null, previous: null }
  const onward = found.length > count ? timeOf(last) : null
  return isBack
    ? { items, next: timeOf(first), previous: onward }
    : { items, next: onward, previous: timeOf(first) }
}
