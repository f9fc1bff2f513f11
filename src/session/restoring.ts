import {
  channelEntry,
  firstHeld,
  isRetryable,
  toChatError,
  type ChannelId,
  type ChatError,
  type MessageId,
  type Timestamp,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random } from '../ports'
import { backoffMs } from './backoff'
import type { StateStore } from './store'

export interface RestorerDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** null while the line is down or the session catches up. */
  transport(): ChatTransport | null
  onError(error: ChatError): void
  /** Whether the channel is being read at this moment (R4): then reading on settles it. */
  isLive(id: ChannelId): boolean
}

/**
 * Makes unread again on the server what a reading of ours swallowed, so that the server and every tab agree (R5). One
 * reading leads to one such request at most: the record that answers it holds nothing any more.
 */
export interface Restorer {
  /** Something of the channel changed, or it is not being read any more. */
  consider(id: ChannelId): void
  close(): void
}

/** Somebody who just looked away often looks back, and a record of another device may be on its way. */
const settleMs = 1_000

interface Asked {
  readonly messageId: MessageId
  /** Version of the membership that was known. */
  readonly membershipAt: Timestamp
}

export function createRestorer(store: StateStore, deps: RestorerDeps): Restorer {
  const timers = new Map<ChannelId, CancelTimer>()
  const askedById = new Map<ChannelId, Asked>()
  /** In a row. */
  const failuresById = new Map<ChannelId, number>()
  let isClosed = false

  function consider(id: ChannelId, waitMs = settleMs): void {
    if (isClosed || timers.has(id) || swallowed(id) === null) return
    const cancel = deps.clock.after(waitMs, () => {
      timers.delete(id)
      restore(id)
    })
    timers.set(id, cancel)
  }

  /** What is to be asked for; null while nothing is, or while a reading under way may still settle it. */
  function swallowed(id: ChannelId): Asked | null {
    const entry = channelEntry(store.state, id)
    const held = entry === null ? null : firstHeld(entry)
    if (entry === null || held === null) return null
    const { requested } = entry.reading
    const isUnderWay = requested !== null && requested.knownAt === null
    if (isUnderWay || deps.isLive(id)) return null
    const wanted = { messageId: held.id, membershipAt: entry.membership?.updatedAt ?? 0 }
    const asked = askedById.get(id)
    const isAsked =
      asked?.messageId === wanted.messageId && asked.membershipAt === wanted.membershipAt
    return isAsked ? null : wanted
  }

  function restore(id: ChannelId): void {
    const transport = deps.transport()
    const wanted = swallowed(id)
    if (wanted === null || transport?.capabilities.markUnread !== 'native') return
    askedById.set(id, wanted)
    transport.markUnread(id, wanted.messageId).then(
      () => failuresById.delete(id),
      (error: unknown) => {
        failed(id, wanted, toChatError(error))
      },
    )
  }

  function failed(id: ChannelId, { messageId }: Asked, error: ChatError): void {
    deps.logger.warn('unread was not restored', { kind: error.kind, reason: error.message })
    askedById.delete(id)
    if (error.kind === 'auth') deps.onError(error)
    if (isRetryable(error)) {
      const failures = failuresById.get(id) ?? 0
      failuresById.set(id, failures + 1)
      consider(id, error.retryAfterMs ?? settleMs + backoffMs(failures, deps.random))
      return
    }
    failuresById.delete(id)
    store.dispatch({ type: 'heldReleased', channelId: id, messageId })
    consider(id)
  }

  return {
    consider,
    close() {
      isClosed = true
      for (const cancel of timers.values()) cancel()
    },
  }
}
