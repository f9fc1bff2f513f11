import {
  isRetryable,
  messageId,
  pendingOf,
  toChatError,
  type ChannelId,
  type ChatError,
  type MessageId,
  type PendingMessage,
  type SendFailure,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random } from '../ports'
import { backoffMs } from './backoff'
import type { OutboxStorage } from './outboxStorage'
import type { StateStore } from './store'

export interface OutboxDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly storage: OutboxStorage
  newMessageId(): string
  /** null while the line is down. */
  transport(): ChatTransport | null
  onError(error: ChatError): void
  /** The server has a message of the channel, and so has the state. */
  onSent(channelId: ChannelId): void
}

/** Messages on their way: stored before they leave, sent one after the other per channel, each exactly once (C8). */
export interface Outbox {
  /** Takes up what an earlier page left behind. */
  restore(): void
  send(channelId: ChannelId, text: string): MessageId
  retry(channelId: ChannelId, id: MessageId): void
  discard(channelId: ChannelId, id: MessageId): void
  /** The line is up: sends what waits. */
  resume(): void
  close(): void
}

export function createOutbox(store: StateStore, deps: OutboxDeps): Outbox {
  const { clock } = deps
  const busy = new Set<ChannelId>()
  /** Sent before with an outcome that is not known: asked for before they are sent again. */
  const attempted = new Set<MessageId>()
  const cancelRetry = new Map<ChannelId, CancelTimer>()
  let failures = 0
  let isClosed = false
  let stored = store.state.outbox

  /** Whatever changes the outbox, our own doing or an event, is stored at once: before anything leaves (C8). */
  const stopKeeping = store.listen(() => {
    if (store.state.outbox === stored) return
    stored = store.state.outbox
    deps.storage.save(stored)
  })

  function restore(): void {
    for (const kept of deps.storage.load()) {
      attempted.add(kept.id)
      const state = kept.state === 'failed' ? 'failed' : 'queued'
      store.dispatch({ type: 'messageQueued', pending: { ...kept, state } })
    }
  }

  function send(channelId: ChannelId, text: string): MessageId {
    const id = messageId(deps.newMessageId())
    const pending: PendingMessage = {
      id,
      channelId,
      text,
      queuedAt: clock.now(),
      state: 'queued',
      failure: null,
    }
    store.dispatch({ type: 'messageQueued', pending })
    pump(channelId)
    return id
  }

  function pump(channelId: ChannelId): void {
    const transport = deps.transport()
    if (isClosed || transport === null || busy.has(channelId)) return
    const next = pendingOf(store.state, channelId).find((one) => one.state !== 'failed')
    if (next === undefined) return
    cancelRetry.get(channelId)?.()
    busy.add(channelId)
    store.dispatch({ type: 'messageSending', channelId, messageId: next.id })
    void deliver(transport, next)
  }

  async function deliver(transport: ChatTransport, pending: PendingMessage): Promise<void> {
    const { channelId, id } = pending
    try {
      const known = attempted.has(id) ? await transport.findMessage(id) : null
      attempted.add(id)
      const message = known ?? (await transport.send({ id, channelId, text: pending.text }))
      failures = 0
      settled(channelId, id)
      store.dispatch({ type: 'messageUpserted', message })
      store.dispatch({ type: 'messageDiscarded', channelId, messageId: id })
      deps.onSent(channelId)
      pump(channelId)
    } catch (error) {
      settled(channelId, id)
      fail(pending, toChatError(error))
    }
  }

  function settled(channelId: ChannelId, id: MessageId): void {
    busy.delete(channelId)
    const isWaiting = pendingOf(store.state, channelId).some((one) => one.id === id)
    if (!isWaiting) attempted.delete(id)
  }

  function fail(pending: PendingMessage, error: ChatError): void {
    const { channelId, id } = pending
    if (isRetryable(error) || error.kind === 'auth') {
      store.dispatch({ type: 'messageRequeued', channelId, messageId: id })
      if (error.kind === 'auth') deps.onError(error)
      else retryLater(channelId, error)
      return
    }
    deps.logger.warn('a message was refused', { kind: error.kind, reason: error.message })
    const failure = failureOf(error)
    store.dispatch({ type: 'messageFailed', channelId, messageId: id, failure })
    pump(channelId)
  }

  /** The line may be up while the server cannot take a message: then it is tried again by the clock. */
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
    restore,
    send,
    retry(channelId, id) {
      store.dispatch({ type: 'messageRequeued', channelId, messageId: id })
      pump(channelId)
    },
    discard(channelId, id) {
      store.dispatch({ type: 'messageDiscarded', channelId, messageId: id })
    },
    resume() {
      for (const channelId of deps.storage.channelsOf(store.state.outbox)) pump(channelId)
    },
    close() {
      isClosed = true
      stopKeeping()
      for (const cancel of cancelRetry.values()) cancel()
    },
  }
}

function failureOf(error: ChatError): SendFailure {
  if (error.kind === 'permission' || error.kind === 'notFound') return 'notAllowed'
  return error.code === 'messageTooLong' ? 'tooLong' : 'rejected'
}
