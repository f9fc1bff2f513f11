import {
  channelEntry,
  isRetryable,
  markerOf,
  timelineOf,
  toChatError,
  type ChannelId,
  type ChatError,
  type Position,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random } from '../ports'
import { backoffMs } from './backoff'
import type { StateStore } from './store'

/**
 * Why the server is told: it is being read; it was read, by attention that ended or by writing (R6); or the user wished it (R7).
 * The later ones stand over the earlier.
 */
export type ReadReason = 'seen' | 'owed' | 'wish'

const reasons: readonly ReadReason[] = ['seen', 'owed', 'wish']

export interface ReadReportDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** null while nothing may be read (C9). */
  transport(): ChatTransport | null
  onError(error: ChatError): void
  /** Whether the channel is being read at this moment (R4). */
  isLive(id: ChannelId): boolean
  /** The server could not be told when attention ended: it is told when something happens and nothing newer is there. */
  onOwed(id: ChannelId): void
}

/** Tells the server how far was read: once a second per channel at most, again after a failure, a few at a time. */
export interface ReadReports {
  report(id: ChannelId, position: Position, reason: ReadReason): void
  /** The line, the state or what is being read changed. */
  update(): void
  close(): void
}

/** One request per channel in this time (R4). */
const betweenMs = 1_000
/** Requests under way: marking a thousand channels read must not be a storm. */
const maxInFlight = 4

interface Report {
  position: Position
  reason: ReadReason
  isDue: boolean
  isAsking: boolean
  /** By this machine's clock: not before it, because it was told just now. */
  nextAt: number
  /** By this machine's clock: the server did not take it. */
  limitedUntil: number
  /** In a row. */
  failures: number
  cancelTimer: CancelTimer | null
}

export function createReadReports(store: StateStore, deps: ReadReportDeps): ReadReports {
  const { clock } = deps
  const reportById = new Map<ChannelId, Report>()
  let inFlight = 0
  /** By this machine's clock: the server asked all calls to wait. */
  let pausedUntil = 0
  let isClosed = false

  function report(id: ChannelId, position: Position, reason: ReadReason): void {
    const due = reportById.get(id) ?? newReport(position)
    reportById.set(id, due)
    due.reason = due.isDue ? stronger(due.reason, reason) : reason
    due.position = position
    due.isDue = true
    pursue(id, due)
  }

  /** Tells the server now, or sets a timer for when it may be told. */
  function pursue(id: ChannelId, due: Report): void {
    if (!due.isDue || due.isAsking || isClosed) return
    if (due.reason === 'seen' && !deps.isLive(id)) leave(id, due)
    else if (deps.transport() !== null) tellInTime(id, due)
  }

  function tellInTime(id: ChannelId, due: Report): void {
    const waitMs = Math.max(due.nextAt, due.limitedUntil, pausedUntil) - clock.now()
    if (waitMs <= 0) tell(id, due)
    else due.cancelTimer ??= later(id, due, waitMs)
  }

  function later(id: ChannelId, due: Report, waitMs: number): CancelTimer {
    return clock.after(waitMs, () => {
      due.cancelTimer = null
      pursue(id, due)
    })
  }

  /**
   * Attention ended, or another channel is open: what was read is told at once, or owed. Told later, a back end that
   * marks whole channels would mark what came in between (R5).
   */
  function leave(id: ChannelId, due: Report): void {
    const isFree = Math.max(due.limitedUntil, pausedUntil) <= clock.now()
    if (isFree && inFlight < maxInFlight && deps.transport() !== null) tell(id, due)
    else owe(id, due)
  }

  function owe(id: ChannelId, due: Report): void {
    due.isDue = false
    due.cancelTimer?.()
    const waitMs = Math.max(due.limitedUntil, pausedUntil) - clock.now()
    due.cancelTimer = clock.after(Math.max(0, waitMs), () => {
      due.cancelTimer = null
      deps.onOwed(id)
      pursue(id, due)
    })
  }

  function tell(id: ChannelId, due: Report): void {
    const transport = deps.transport()
    if (transport === null || inFlight >= maxInFlight) return
    due.cancelTimer?.()
    due.cancelTimer = null
    due.isDue = false
    if (isOvertaken(id, due)) return
    due.isAsking = true
    due.nextAt = clock.now() + betweenMs
    inFlight += 1
    const { position, reason } = due
    store.dispatch({ type: 'readingTold', channelId: id, position })
    void transport
      .markRead(id, position)
      .then(() => {
        due.failures = 0
      })
      .catch((error: unknown) => {
        failed(id, due, reason, toChatError(error))
      })
      .finally(() => {
        due.isAsking = false
        inFlight -= 1
        update()
      })
  }

  /**
   * Something came after what was to be told: a back end that marks whole channels would mark it too. Where its messages are
   * known here they are made unread again (R5); elsewhere the channel stays as it is, which loses nothing. Or the channel was
   * marked unread (R7).
   */
  function isOvertaken(id: ChannelId, { position, reason }: Report): boolean {
    const entry = channelEntry(store.state, id)
    if (entry !== null && markerOf(entry) < position.createdAt) return true
    const lastAt = entry?.channel?.lastActivityAt ?? 0
    if (reason === 'seen' || lastAt <= position.createdAt) return false
    return reason === 'owed' || !timelineOf(store.state, id).isLoaded
  }

  function failed(id: ChannelId, due: Report, reason: ReadReason, error: ChatError): void {
    deps.logger.warn('reading was not told', { kind: error.kind, reason: error.message })
    const isUnclear = error.kind === 'connection'
    store.dispatch({ type: isUnclear ? 'readingUnclear' : 'readingRefused', channelId: id })
    if (error.kind === 'auth') deps.onError(error)
    if (!isRetryable(error)) return
    due.reason = due.isDue ? stronger(due.reason, reason) : reason
    due.isDue = true
    const until = clock.now() + (error.retryAfterMs ?? backoffMs(due.failures, deps.random))
    due.failures += 1
    if (error.kind === 'rateLimit') pausedUntil = Math.max(pausedUntil, until)
    else due.limitedUntil = until
  }

  /** What is done with is forgotten: looking at it again each time would cost more with every channel read. */
  function update(): void {
    for (const [id, due] of reportById) {
      if (isDone(due)) reportById.delete(id)
      else pursue(id, due)
    }
  }

  function isDone({ isDue, isAsking, cancelTimer, nextAt, limitedUntil }: Report): boolean {
    const isIdle = !isDue && !isAsking && cancelTimer === null
    return isIdle && Math.max(nextAt, limitedUntil) <= clock.now()
  }

  return {
    report,
    update,
    close() {
      isClosed = true
      for (const due of reportById.values()) due.cancelTimer?.()
    },
  }
}

function newReport(position: Position): Report {
  return {
    position,
    reason: 'seen',
    isDue: false,
    isAsking: false,
    nextAt: 0,
    limitedUntil: 0,
    failures: 0,
    cancelTimer: null,
  }
}

function stronger(a: ReadReason, b: ReadReason): ReadReason {
  return reasons.indexOf(a) > reasons.indexOf(b) ? a : b
}
