import {
  entriesOf,
  messageById,
  outboxOf,
  timelineOf,
  toChatError,
  type ChannelId,
  type ChatError,
  type Message,
  type Wish,
  type WishFailure,
  type WishState,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random, Stop } from '../ports'
import { backoffMs } from './backoff'
import type { StateStore } from './store'
import { deliverWish, isUnclear, type Delivered } from './wishDelivery'
import { eventsOfRefusal } from './wishRefusal'

export interface WishSenderDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** null while the line is down. */
  transport(): ChatTransport | null
  /** False while it is not stored. */
  mayLeave(wishId: string): boolean
  /** Resolves when what changed is stored. */
  settled(): Promise<void>
  onError(error: ChatError): void
  /** The server has a message of the channel, and so has the state. */
  onSent(channelId: ChannelId): void
}

/** An answer that cannot be read is asked for again so often, in a row. */
const mostUnreadable = 3

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
  /** Answers in a row that could not be read. */
  const unreadable = new Map<string, number>()
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
    move(next, 'sending')
    void attempt(transport, next)
  }

  async function attempt(transport: ChatTransport, wish: Wish): Promise<void> {
    const isRepeat = tried.has(wish.id)
    tried.add(wish.id)
    try {
      const delivered = await deliverWish(store, transport, wish, isRepeat, {
        onSending: (cancel) => cancelSending.set(wish.id, cancel),
        settled: deps.settled,
      })
      failures = 0
      settle(wish)
      if (delivered.type === 'refused') refuse(wish, delivered.failure, isRepeat)
      else fulfil(wish, delivered)
      pump(wish.channelId)
    } catch (error) {
      settle(wish)
      fail(wish, toChatError(error), isRepeat)
    }
  }

  function settle({ channelId, id }: Wish): void {
    busy.delete(channelId)
    cancelSending.delete(id)
    if (!isWaiting(channelId, id)) forget(id)
  }

  function forget(id: string): void {
    tried.delete(id)
    unreadable.delete(id)
  }

  function move(
    { channelId, id }: Wish,
    state: WishState,
    failure: WishFailure | null = null,
  ): void {
    store.dispatch({ type: 'wishMoved', channelId, wishId: id, state, failure })
  }

  function isWaiting(channelId: ChannelId, id: string): boolean {
    return outboxOf(store.state, channelId).list.some((one) => one.id === id)
  }

  function fulfil(wish: Wish, delivered: Delivered): void {
    const { channelId } = wish
    if (wasGivenUp(wish)) {
      // It arrived all the same: the next attempt deletes it.
      move(wish, 'queued')
      return
    }
    if (delivered.type === 'gone' && isYetToCome(wish)) {
      move(wish, 'failed', 'rejected')
      return
    }
    forget(wish.id)
    if (delivered.type === 'found') {
      if (wish.kind === 'edit') rebaseEdits(delivered.message)
      store.dispatch({ type: 'messageUpserted', message: delivered.message })
    } else if (delivered.type === 'gone') takeAway(wish)
    store.dispatch({ type: 'wishDiscarded', channelId, wishId: wish.id })
    if (delivered.type === 'found') deps.onSent(channelId)
  }

  /** The message that the change is about waits itself: it is not there yet, which is not the same as removed. */
  function isYetToCome({ id, channelId, messageId }: Wish): boolean {
    return id !== messageId && isWaiting(channelId, messageId)
  }

  /**
   * What is not shown needs no removal, and may be a message that waits in another tab: only who sent or deleted it knows that
   * it was there. What was refused of it and nobody can see any more goes with it.
   */
  function takeAway({ kind, channelId, messageId }: Wish): void {
    const isKnown = kind === 'send' || kind === 'remove'
    const isShown =
      messageById(timelineOf(store.state, channelId).sequence, messageId) !== undefined
    if (isKnown || isShown) store.dispatch({ type: 'messageRemoved', channelId, messageId })
    for (const wish of outboxOf(store.state, channelId).list) {
      if (wish.messageId !== messageId || wish.state !== 'failed') continue
      store.dispatch({ type: 'wishDiscarded', channelId, wishId: wish.id })
    }
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

  function fail(wish: Wish, error: ChatError, isRepeat: boolean): void {
    const { channelId, id } = wish
    if (wish.kind === 'file' && !isWaiting(channelId, id)) {
      pump(channelId)
      return
    }
    if (isUnclear(error) && !isHopeless(id, error)) {
      move(wish, 'queued')
      if (error.kind === 'auth') deps.onError(error)
      else retryLater(channelId, error)
      return
    }
    deps.logger.warn('a wish was refused', {
      of: wish.kind,
      kind: error.kind,
      reason: error.message,
    })
    refuse(wish, failureOf(error), isRepeat)
    pump(channelId)
  }

  /** Where something answers for the server that is none, the user is told in the end. */
  function isHopeless(id: string, { kind }: ChatError): boolean {
    if (kind !== 'protocol') {
      unreadable.delete(id)
      return false
    }
    const count = (unreadable.get(id) ?? 0) + 1
    unreadable.set(id, count)
    return count > mostUnreadable
  }

  /** Refused at its first attempt it is certainly not done; at a repeat an earlier one may have done it all the same. */
  function refuse(wish: Wish, failure: WishFailure, isRepeat: boolean): void {
    const { channelId, id } = wish
    if (!isRepeat) forget(id)
    const { list } = outboxOf(store.state, channelId)
    const events = eventsOfRefusal(list, wish, { failure, mayBeDone: isRepeat })
    for (const event of events) store.dispatch(event)
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
