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
  type PendingEdit,
  type PendingFile,
  type Wish,
} from '../domain'
import type { CancelTimer } from '../ports'
import { isFull } from './outbox'
import { createOutboxKeeper, type OutboxKeeperDeps } from './outboxKeeper'
import type { StateStore } from './store'
import { createWishSender, type WishSenderDeps } from './wishSender'

export type OutboxEngineDeps = Omit<WishSenderDeps, 'mayLeave' | 'settled'> &
  Pick<OutboxKeeperDeps, 'locks' | 'openRecords' | 'scope' | 'tab' | 'newId' | 'markRead'>

/** What the outbox does beyond taking a new message: it comes after the first screen. */
export interface OutboxEngine {
  /** Takes up what an earlier page left behind. */
  start(): void
  /** Something new waits. */
  pump(channelId: ChannelId): void
  sendFile(channelId: ChannelId, file: FileToSend): MessageId | null
  edit(channelId: ChannelId, id: MessageId, text: string, seen?: Message): boolean
  remove(channelId: ChannelId, id: MessageId): boolean
  react(channelId: ChannelId, id: MessageId, emoji: string, isSet: boolean): boolean
  retry(channelId: ChannelId, wishId: string): void
  discard(channelId: ChannelId, wishId: string): void
  /** The line is up: sends what waits. */
  resume(): void
  /** The page may end: what waits to be stored is. */
  flush(): void
  close(): void
}

/** Files that wait in one tab have so many bytes at most, together. */
export const mostFileBytes = 256 * 1024 * 1024

export interface FileToSend {
  readonly name: string
  readonly content: FileContent
  /** What the message says besides. */
  readonly text: string
  /** First message of the thread it goes into; absent: the channel. */
  readonly rootId?: MessageId
}

/** A deletion can be taken back for so long. */
export const undoMs = 6_000

type NewChange = PendingChange extends infer Change
  ? Change extends PendingChange
    ? Omit<Change, 'id' | 'queuedAt' | 'state' | 'failure'>
    : never
  : never

export type CreateOutboxEngine = (store: StateStore, deps: OutboxEngineDeps) => OutboxEngine

function baseOf(seen: Message | undefined): Pick<PendingEdit, 'baseEditedAt' | 'quotedId'> {
  return { baseEditedAt: seen?.editedAt ?? null, quotedId: seen?.quotedId ?? null }
}

function isRefusedEdit({ kind, state }: Wish): boolean {
  return kind === 'edit' && state === 'failed'
}

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
  const sender = createWishSender(store, {
    ...deps,
    mayLeave: (id) => keeper.mayLeave(id),
    settled: () => keeper.settled(),
  })

  function listOf(channelId: ChannelId): readonly Wish[] {
    return outboxOf(store.state, channelId).list
  }

  function shown(channelId: ChannelId, id: MessageId): Message | undefined {
    return messageById(timelineOf(store.state, channelId).sequence, id)
  }

  /** The server cannot have it. */
  function isUntried({ id, state }: Wish): boolean {
    return (state === 'failed' || state === 'queued') && !sender.wasTried(id)
  }

  function queue(wish: Wish): void {
    store.dispatch({ type: 'wishQueued', wish })
    sender.pump(wish.channelId)
  }

  function queueChange(change: NewChange, state: 'queued' | 'held' = 'queued'): string {
    const id = deps.newId()
    queue({ ...change, id, queuedAt: clock.now(), state, failure: null })
    return id
  }

  function revise(wish: Wish): void {
    store.dispatch({ type: 'wishRevised', wish: { ...wish, state: 'queued', failure: null } })
    sender.pump(wish.channelId)
  }

  function drop(channelId: ChannelId, wishes: readonly Wish[]): void {
    for (const { id } of wishes) {
      cancelHold.get(id)?.()
      cancelHold.delete(id)
      store.dispatch({ type: 'wishDiscarded', channelId, wishId: id })
    }
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
      rootId: null,
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

  /**
   * A wish of the same message that was not tried yet takes the new text and keeps its place. A refused one is tried again with it;
   * a refused message that may be there all the same is sent as it was, and edited.
   */
  function edit(
    channelId: ChannelId,
    id: MessageId,
    text: string,
    seen: Message | undefined = shown(channelId, id),
  ): boolean {
    const own = listOf(channelId)
      .filter((wish) => wish.kind === 'send' || wish.kind === 'edit')
      .filter(({ messageId: about }) => about === id)
    const last = own.at(-1)
    const isOpen = last !== undefined && (isRefusedEdit(last) || isUntried(last))
    const known = isOpen ? last : null
    if (isFull(store.state, text.length - (known?.text.length ?? 0))) return false
    const message = own.find(({ kind }) => kind === 'send')
    if (message?.state === 'failed' && message !== known) revise(message)
    if (known?.kind === 'edit') editAgain({ ...known, text }, seen)
    else if (known !== null) revise({ ...known, text })
    else {
      queueChange({ kind: 'edit', channelId, messageId: id, text, ...baseOf(seen) })
    }
    return true
  }

  /** It takes the place of what stood against it: it is not asked about again. */
  function editAgain(wish: PendingEdit, seen = shown(wish.channelId, wish.messageId)): void {
    sender.setTried(wish.id, false)
    revise({ ...wish, ...baseOf(seen) })
  }

  function remove(channelId: ChannelId, id: MessageId): boolean {
    const list = listOf(channelId)
    const sending = list.find((wish) => wish.id === id)
    if (sending !== undefined) {
      takeBack(sending)
      return true
    }
    const known = list.find((wish) => wish.kind === 'remove' && wish.messageId === id)
    if (known?.state === 'failed') revise(known)
    if (known !== undefined) return true
    if (isFull(store.state, 0)) return false
    hold(channelId, queueChange({ kind: 'remove', channelId, messageId: id }, 'held'))
    return true
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
  function takeBack(wish: Wish): void {
    if (wish.kind === 'file') {
      takeFileBack(wish)
      return
    }
    const { channelId, messageId: id } = wish
    const mayHaveArrived = wish.kind === 'send' && !isUntried(wish)
    const isPart = (one: Wish): boolean => one === wish || (wish.id === id && one.messageId === id)
    drop(channelId, listOf(channelId).filter(isPart))
    if (mayHaveArrived) queueChange({ kind: 'remove', channelId, messageId: id })
  }

  /** Before its bytes are there, nobody can see the file. Later it is deleted where it arrived. */
  function takeFileBack(wish: PendingFile): void {
    const mayHaveArrived = wish.uploadId !== null || wish.isAtOnce
    if (mayHaveArrived && !isUntried(wish)) {
      const unwanted: PendingFile = { ...wish, isUnwanted: true }
      if (wish.state === 'failed') revise(unwanted)
      else store.dispatch({ type: 'wishRevised', wish: unwanted })
      sender.pump(wish.channelId)
    } else {
      sender.cancel(wish.id)
      drop(wish.channelId, [wish])
    }
  }

  function react(channelId: ChannelId, id: MessageId, emoji: string, isSet: boolean): boolean {
    const same = listOf(channelId).findLast(
      (wish) => wish.kind === 'react' && wish.messageId === id && wish.emoji === emoji,
    )
    const message = shown(channelId, id)
    const sending = listOf(channelId).find((wish) => wish.id === id)
    if (sending?.state === 'failed') return false
    const isOpen = same !== undefined && (same.state === 'failed' || isUntried(same))
    if (same?.kind !== 'react' || !isOpen) {
      if (isFull(store.state, 0)) return false
      queueChange({ kind: 'react', channelId, messageId: id, emoji, isSet })
      return true
    }
    const isSo = message !== undefined && hasMyReaction(store.state.me, message, emoji) === isSet
    if (isSo && isUntried(same)) drop(channelId, [same])
    else revise({ ...same, isSet })
    return true
  }

  /** What was refused along with a message is tried again along with it. */
  function retry(channelId: ChannelId, wishId: string): void {
    for (const wish of listOf(channelId)) {
      const isMeant = wish.id === wishId || wish.messageId === wishId
      if (!isMeant || wish.state !== 'failed') continue
      if (wish.kind === 'edit') editAgain(wish)
      else revise(wish)
    }
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
    resume() {
      sender.pumpAll()
      keeper.resume()
    },
    flush: keeper.flush,
    close() {
      sender.close()
      keeper.close()
      for (const cancel of cancelHold.values()) cancel()
    },
  }
}
