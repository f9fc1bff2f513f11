import {
  entriesOf,
  isRetryable,
  outboxOf,
  toChatError,
  type ChannelId,
  type ChatError,
  type Message,
  type PendingMessage,
  type Wish,
  type WishFailure,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random, Stop } from '../ports'
import { backoffMs } from './backoff'
import type { StateStore } from './store'
import { deliverWish, type Delivered } from './wishDelivery'

export interface WishSenderDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** null while the line is down. */
  transport(): ChatTransport | null
  /** False while it is not stored. */
  mayLeave(wishId: string): boolean
  onError(error: ChatError): void
  /** The server has a message of the channel, and so has the state. */
  onSent(channelId: ChannelId): void
}

/** Tries the wishes of the state in their order, one at a time in each channel. */
export interface WishSender {
  /** Something may leave now. */
  pump(channelId: ChannelId): void
  pumpAll(): void
  /** An earlier attempt may have reached the server. */
  wasTried(wishId: string): boolean
  setTried(wishId: string, isTried: boolean): void
  /** Breaks its attempt off, where that can be done. */
  cancel(wishId: string): void
  close(): void
}

export function createWishSender(store: StateStore, deps: WishSenderDeps): WishSender {
  const { clock } = deps
  const busy = new Set<ChannelId>()
  const tried = new Set<string>()
  const cancelSending = new Map<string, Stop>()
  const cancelRetry = new Map<ChannelId, CancelTimer>()
  let failures = 0
  let isClosed = false

  /** A wish that failed or is held back keeps nobody waiting. */
  function pump(channelId: ChannelId): void {
    const transport = deps.transport()
    if (isClosed || transport === null || busy.has(channelId)) return
    const next = outboxOf(store.state, channelId).list.find(({ state }) => state === 'queued')
    if (next === undefined || !deps.mayLeave(next.id)) return
    cancelRetry.get(channelId)?.()
    busy.add(channelId)
    store.dispatch({
      type: 'wishMoved',
      channelId,
      wishId: next.id,
      state: 'sending',
      failure: null,
    })
    void attempt(transport, next)
  }

  async function attempt(transport: ChatTransport, wish: Wish): Promise<void> {
    const isRepeat = tried.has(wish.id)
    tried.add(wish.id)
    try {
      const delivered = await deliverWish(store, transport, wish, isRepeat, (cancel) => {
        cancelSending.set(wish.id, cancel)
      })
      failures = 0
      settle(wish)
      if (delivered.type === 'refused') refuse(wish, delivered.failure)
      else fulfil(wish, delivered)
      pump(wish.channelId)
    } catch (error) {
      settle(wish)
      fail(wish, toChatError(error))
    }
  }

  function settle({ channelId, id }: Wish): void {
    busy.delete(channelId)
    cancelSending.delete(id)
    if (!isWaiting(channelId, id)) tried.delete(id)
  }

  function isWaiting(channelId: ChannelId, id: string): boolean {
    return outboxOf(store.state, channelId).list.some((one) => one.id === id)
  }

  function fulfil(wish: Wish, delivered: Delivered): void {
    const { channelId, messageId } = wish
    if (wasGivenUp(wish)) {
      // It arrived all the same: the next attempt deletes it.
      store.dispatch({
        type: 'wishMoved',
        channelId,
        wishId: wish.id,
        state: 'queued',
        failure: null,
      })
      return
    }
    tried.delete(wish.id)
    if (delivered.type === 'found') {
      if (wish.kind === 'edit') rebaseEdits(delivered.message)
      store.dispatch({ type: 'messageUpserted', message: delivered.message })
    } else if (delivered.type === 'gone' && !isYetToCome(wish)) {
      store.dispatch({ type: 'messageRemoved', channelId, messageId })
    }
    store.dispatch({ type: 'wishDiscarded', channelId, wishId: wish.id })
    if (delivered.type === 'found') deps.onSent(channelId)
  }

  /** The message that the change is about waits itself: it is not there yet, which is not the same as removed. */
  function isYetToCome({ id, channelId, messageId }: Wish): boolean {
    return id !== messageId && isWaiting(channelId, messageId)
  }

  function wasGivenUp(wish: Wish): boolean {
    const now = outboxOf(store.state, wish.channelId).list.find(({ id }) => id === wish.id)
    return wish.kind === 'file' && !wish.isUnwanted && now?.kind === 'file' && now.isUnwanted
  }

  /** The later edits of the message were made after this one, and not against it. */
  function rebaseEdits({ id, channelId, editedAt }: Message): void {
    for (const wish of outboxOf(store.state, channelId).list) {
      if (wish.kind !== 'edit' || wish.messageId !== id) continue
      store.dispatch({ type: 'wishRevised', wish: { ...wish, baseEditedAt: editedAt } })
    }
  }

  function fail(wish: Wish, error: ChatError): void {
    const { channelId, id } = wish
    if (wish.kind === 'file' && !isWaiting(channelId, id)) {
      pump(channelId)
      return
    }
    if (isRetryable(error) || error.kind === 'auth') {
      store.dispatch({ type: 'wishMoved', channelId, wishId: id, state: 'queued', failure: null })
      if (error.kind === 'auth') deps.onError(error)
      else retryLater(channelId, error)
      return
    }
    deps.logger.warn('a wish was refused', {
      of: wish.kind,
      kind: error.kind,
      reason: error.message,
    })
    refuse(wish, failureOf(error))
    pump(channelId)
  }

  function refuse(wish: Wish, failure: WishFailure): void {
    const { channelId, id } = wish
    store.dispatch({ type: 'wishMoved', channelId, wishId: id, state: 'failed', failure })
    if (wish.kind === 'send') foldInto(wish)
  }

  /** What was wished of a message that the server did not take has nothing to be about: its last text is kept. */
  function foldInto({ channelId, id }: PendingMessage): void {
    const { list } = outboxOf(store.state, channelId)
    const later = list.filter((wish) => wish.kind !== 'send' && wish.messageId === id)
    const message = list.find((wish) => wish.id === id)
    const edit = later.findLast((wish) => wish.kind === 'edit')
    if (message?.kind === 'send' && edit !== undefined) {
      store.dispatch({ type: 'wishRevised', wish: { ...message, text: edit.text } })
    }
    for (const wish of later) {
      store.dispatch({ type: 'wishDiscarded', channelId, wishId: wish.id })
    }
    if (later.some((wish) => wish.kind === 'remove')) {
      store.dispatch({ type: 'wishDiscarded', channelId, wishId: id })
    }
  }

  /** The line may be up while the server cannot take a wish: then it is tried again by the clock. */
  function retryLater(channelId: ChannelId, error: ChatError): void {
    if (isClosed) return
    const waitMs = error.retryAfterMs ?? backoffMs(failures, deps.random)
    failures += 1
    cancelRetry.get(channelId)?.()
    cancelRetry.set(
      channelId,
      clock.after(waitMs, () => {
        pump(channelId)
      }),
    )
  }

  return {
    pump,
    pumpAll() {
      for (const [channelId] of [...entriesOf(store.state.outbox)]) pump(channelId)
    },
    wasTried: (id) => tried.has(id),
    setTried(id, isTried) {
      if (isTried) tried.add(id)
      else tried.delete(id)
    },
    cancel: (id) => cancelSending.get(id)?.(),
    close() {
      isClosed = true
      for (const cancel of cancelRetry.values()) cancel()
    },
  }
}

function failureOf(error: ChatError): WishFailure {
  if (error.kind === 'permission' || error.kind === 'notFound') return 'notAllowed'
  switch (error.code) {
    case 'messageTooLong':
      return 'tooLong'
    case 'fileTooLarge':
    case 'fileTypeRefused':
    case 'fileUnreadable':
      return error.code
    default:
      return 'rejected'
  }
}
