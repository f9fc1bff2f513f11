import {
  channelEntry,
  entriesOf,
  hasMyReaction,
  messageById,
  messageId,
  outboxOf,
  timelineOf,
  type ChannelId,
  type FileContent,
  type Message,
  type MessageId,
  type PendingChange,
  type PendingFile,
  type Wish,
} from '../domain'
import type { CancelTimer } from '../ports'
import { isFull } from './outbox'
import { createOutboxKeeper, type OutboxKeeperDeps } from './outboxKeeper'
import type { StateStore } from './store'
import { createWishSender, type WishSenderDeps } from './wishSender'

export type OutboxEngineDeps = Omit<WishSenderDeps, 'mayLeave'> &
  Pick<OutboxKeeperDeps, 'locks' | 'openRecords' | 'scope' | 'tab' | 'newId'>

/** What the outbox does beyond taking a new message: it comes after the first screen. */
export interface OutboxEngine {
  /** Takes up what an earlier page left behind. */
  start(): void
  /** Something new waits. */
  pump(channelId: ChannelId): void
  sendFile(channelId: ChannelId, file: FileToSend): MessageId | null
  edit(channelId: ChannelId, id: MessageId, text: string): boolean
  remove(channelId: ChannelId, id: MessageId): boolean
  react(channelId: ChannelId, id: MessageId, emoji: string, isSet: boolean): boolean
  retry(channelId: ChannelId, wishId: string): void
  discard(channelId: ChannelId, wishId: string): void
  /** The line is up: sends what waits. */
  resume(): void
  close(): void
}

/** Files that wait in one tab have so many bytes at most, together. */
export const mostFileBytes = 256 * 1024 * 1024

export interface FileToSend {
  readonly name: string
  readonly content: FileContent
  /** What the message says besides. */
  readonly text: string
}

/** A deletion can be taken back for so long. */
export const undoMs = 6_000

type NewChange = PendingChange extends infer Change
  ? Change extends PendingChange
    ? Omit<Change, 'id' | 'queuedAt' | 'state' | 'failure'>
    : never
  : never

export type CreateOutboxEngine = (store: StateStore, deps: OutboxEngineDeps) => OutboxEngine

export function createOutboxEngine(store: StateStore, deps: OutboxEngineDeps): OutboxEngine {
  const { clock } = deps
  const cancelHold = new Map<string, CancelTimer>()
  const keeper = createOutboxKeeper(store, {
    ...deps,
    onRestored(wishes) {
      for (const { id } of wishes) sender.setTried(id, true)
    },
    onSettled: () => {
      sender.pumpAll()
    },
  })
  const sender = createWishSender(store, { ...deps, mayLeave: (id) => keeper.mayLeave(id) })

  function listOf(channelId: ChannelId): readonly Wish[] {
    return outboxOf(store.state, channelId).list
  }

  function shown(channelId: ChannelId, id: MessageId): Message | undefined {
    return messageById(timelineOf(store.state, channelId).sequence, id)
  }

  function isUntried({ id, state }: Wish): boolean {
    return state === 'failed' || (state === 'queued' && !sender.wasTried(id))
  }

  function queue(wish: Wish): void {
    store.dispatch({ type: 'wishQueued', wish })
    sender.pump(wish.channelId)
  }

  function queueChange(change: NewChange, state: 'queued' | 'held' = 'queued'): string | null {
    if (isFull(store.state, 'text' in change ? change.text.length : 0)) return null
    const id = deps.newId()
    queue({ ...change, id, queuedAt: clock.now(), state, failure: null })
    return id
  }

  function revise(wish: Wish): void {
    store.dispatch({ type: 'wishRevised', wish: { ...wish, state: 'queued', failure: null } })
    sender.pump(wish.channelId)
  }

  function drop({ channelId, id }: Wish): void {
    cancelHold.get(id)?.()
    cancelHold.delete(id)
    store.dispatch({ type: 'wishDiscarded', channelId, wishId: id })
    sender.pump(channelId)
  }

  function sendFile(channelId: ChannelId, file: FileToSend): MessageId | null {
    const waiting = [...entriesOf(store.state.outbox)].flatMap(([, { list }]) => list)
    const bytes = waiting.reduce(
      (sum, one) => sum + (one.kind === 'file' ? one.content.size : 0),
      0,
    )
    if (bytes + file.content.size > mostFileBytes || isFull(store.state, file.text.length))
      return null
    const id = messageId(deps.newId())
    queue({
      kind: 'file',
      ...file,
      id,
      channelId,
      messageId: id,
      uploadId: null,
      isAtOnce: false,
      sentBytes: 0,
      writtenAfter: channelEntry(store.state, channelId)?.channel?.lastActivityAt ?? 0,
      isUnwanted: false,
      queuedAt: clock.now(),
      state: 'queued',
      failure: null,
    })
    return id
  }

  /** A wish of the same message that was not tried yet takes the new text and keeps its place. */
  function edit(channelId: ChannelId, id: MessageId, text: string): boolean {
    const same = listOf(channelId).findLast(
      (wish) => wish.messageId === id && (wish.kind === 'send' || wish.kind === 'edit'),
    )
    const baseEditedAt = shown(channelId, id)?.editedAt ?? null
    if (same !== undefined && 'text' in same && isUntried(same)) {
      if (isFull(store.state, text.length - same.text.length)) return false
      const isStale = same.kind === 'edit' && same.state === 'failed'
      revise(isStale ? { ...same, text, baseEditedAt } : { ...same, text })
      return true
    }
    return queueChange({ kind: 'edit', channelId, messageId: id, text, baseEditedAt }) !== null
  }

  function remove(channelId: ChannelId, id: MessageId): boolean {
    const list = listOf(channelId)
    const sending = list.find((wish) => wish.id === id)
    if (sending !== undefined) return takeBack(sending)
    if (list.some((wish) => wish.kind === 'remove' && wish.messageId === id)) return true
    const wishId = queueChange({ kind: 'remove', channelId, messageId: id }, 'held')
    if (wishId !== null) hold(channelId, wishId)
    return wishId !== null
  }

  function hold(channelId: ChannelId, wishId: string): void {
    const cancel = clock.after(undoMs, () => {
      cancelHold.delete(wishId)
      store.dispatch({ type: 'wishMoved', channelId, wishId, state: 'queued', failure: null })
      sender.pump(channelId)
    })
    cancelHold.set(wishId, cancel)
  }

  /** A message that may have arrived is deleted where it did: giving it up here alone would let it stand there. */
  function takeBack(wish: Wish): boolean {
    if (wish.kind === 'file') return takeFileBack(wish)
    const { channelId, messageId: id } = wish
    const mayHaveArrived = wish.kind === 'send' && !isUntried(wish)
    if (mayHaveArrived && queueChange({ kind: 'remove', channelId, messageId: id }) === null) {
      return false
    }
    drop(wish)
    return true
  }

  /** Before its bytes are there, nobody can see the file. Later it is deleted where it arrived. */
  function takeFileBack(wish: PendingFile): boolean {
    const mayHaveArrived = wish.uploadId !== null || wish.isAtOnce
    if (mayHaveArrived && !isUntried(wish)) {
      store.dispatch({ type: 'wishRevised', wish: { ...wish, isUnwanted: true } })
      sender.pump(wish.channelId)
    } else {
      sender.cancel(wish.id)
      drop(wish)
    }
    return true
  }

  function react(channelId: ChannelId, id: MessageId, emoji: string, isSet: boolean): boolean {
    const same = listOf(channelId).findLast(
      (wish) => wish.kind === 'react' && wish.messageId === id && wish.emoji === emoji,
    )
    const message = shown(channelId, id)
    const sending = listOf(channelId).find((wish) => wish.id === id)
    if (sending?.state === 'failed') return false
    if (same?.kind !== 'react' || !isUntried(same)) {
      return queueChange({ kind: 'react', channelId, messageId: id, emoji, isSet }) !== null
    }
    const isSo = message !== undefined && hasMyReaction(store.state.me, message, emoji) === isSet
    if (isSo) drop(same)
    else revise({ ...same, isSet })
    return true
  }

  /** An edit that another one stood against takes its place: it is not asked about again. */
  function retry(channelId: ChannelId, wishId: string): void {
    const wish = listOf(channelId).find(({ id }) => id === wishId)
    if (wish === undefined) return
    if (wish.kind !== 'edit') {
      revise(wish)
      return
    }
    sender.setTried(wishId, false)
    const baseEditedAt = shown(channelId, wish.messageId)?.editedAt ?? null
    revise({ ...wish, baseEditedAt })
  }

  return {
    start: keeper.start,
    pump: sender.pump,
    sendFile,
    edit,
    remove,
    react,
    retry,
    discard(channelId, wishId) {
      const wish = listOf(channelId).find(({ id }) => id === wishId)
      if (wish !== undefined) takeBack(wish)
    },
    resume: sender.pumpAll,
    close() {
      sender.close()
      keeper.close()
      for (const cancel of cancelHold.values()) cancel()
    },
  }
}
