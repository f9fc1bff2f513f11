import {
  channelEntry,
  comparePositions,
  isRetryable,
  timelineOf,
  toChatError,
  valuesOf,
  type ChannelEntry,
  type ChannelId,
  type ChatError,
  type Position,
  type Timestamp,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger } from '../ports'
import type { StateStore } from './store'

export interface ReaderDeps {
  readonly clock: Clock
  readonly logger: Logger
  /** null while the line is down or the session catches up: nothing is read then (C9). */
  transport(): ChatTransport | null
  onError(error: ChatError): void
}

/** Decides when the user has read something, and tells the server (R3 to R7). */
export interface AutomaticReader {
  setAttention(isAttended: boolean): void
  setBottom(newest: Position | null): void
  /** The current channel, the line or the state changed. */
  update(): void
  markRead(channelId: ChannelId): void
  /** A channel's messages or its membership changed. */
  noticed(channelId: ChannelId): void
  /** The line is up. */
  resume(): void
  close(): void
}

/** Attention has to last this long before it reads (R4). */
const holdMs = 500
/** One request per channel in this time (R4). */
const betweenMs = 1_000

interface Marked {
  readonly position: Position
  /** Version of the membership that was known: a newer one that is still unread has to be marked again. */
  readonly membershipAt: Timestamp
}

/** What the server still has to be told of one channel. */
interface Report {
  isDue: boolean
  /** The user asked for it: it is told also when the channel is not attended any more (R7). */
  isWish: boolean
  /** By this machine's clock: not before it, because it was told just now. */
  nextAt: number
  /** By this machine's clock: the server asked us to wait, or did not answer. */
  limitedUntil: number
  cancelTimer: CancelTimer | null
}

export function createAutomaticReader(store: StateStore, deps: ReaderDeps): AutomaticReader {
  const { clock } = deps
  const markedById = new Map<ChannelId, Marked>()
  const reportById = new Map<ChannelId, Report>()
  let isWatching = false
  let bottom: Position | null = null
  let bottomOf: ChannelId | null = null
  let heldFor: ChannelId | null = null
  let isHeld = false
  let isClosed = false
  let cancelHold: CancelTimer = () => undefined

  function update(): void {
    const id = store.state.currentId
    const isAttended = isWatching && deps.transport() !== null && id !== null
    store.dispatch({ type: 'attentionChanged', isAttended })
    const isEligible = isAttended && bottomOf === id && isAtNewest(id)
    if (!isEligible || heldFor !== id) release()
    if (isEligible && heldFor === null) hold(id)
    else if (isEligible && isHeld) read(id)
    for (const [reported, due] of reportById) pursue(reported, due)
  }

  function isAtNewest(id: ChannelId): boolean {
    return bottom !== null && timelineOf(store.state, id).isLoaded
  }

  function hold(id: ChannelId): void {
    heldFor = id
    cancelHold = clock.after(holdMs, () => {
      isHeld = true
      update()
    })
  }

  function release(): void {
    cancelHold()
    heldFor = null
    isHeld = false
  }

  function read(id: ChannelId): void {
    const entry = channelEntry(store.state, id)
    if (entry === null || bottom === null || !needsReading(entry, bottom)) return
    mark('readUpTo', entry, bottom)
    report(id, false)
  }

  function mark(type: 'readUpTo' | 'markedRead', entry: ChannelEntry, position: Position): void {
    markedById.set(entry.id, { position, membershipAt: entry.membership?.updatedAt ?? 0 })
    store.dispatch({ type, channelId: entry.id, position })
  }

  function needsReading(entry: ChannelEntry, position: Position): boolean {
    if (entry.reading.isManuallyUnread || !isUnread(entry)) return false
    const marked = markedById.get(entry.id)
    if (marked === undefined || comparePositions(position, marked.position) > 0) return true
    const isAnswered = entry.reading.requested === null
    return isAnswered && (entry.membership?.updatedAt ?? 0) > marked.membershipAt
  }

  /**
   * Tells what was read here, by attention that ended before the server could be told or by writing from any device
   * (R6). Only while nothing came after it: a back end that marks whole channels would mark that too (R5).
   */
  function tellOwed(entry: ChannelEntry): void {
    const { marker } = entry.reading
    if (marker === null || deps.transport() === null || entry.membership === null) return
    const isKnown = (entry.membership.readMarkerAt ?? 0) >= marker.createdAt
    const isNewest = (entry.channel?.lastActivityAt ?? 0) <= marker.createdAt
    if (isKnown || !isNewest || !needsReading(entry, marker)) return
    mark('readUpTo', entry, marker)
    report(entry.id, true)
  }

  function noticed(id: ChannelId): void {
    const entry = channelEntry(store.state, id)
    if (entry !== null) tellOwed(entry)
  }

  function report(id: ChannelId, isWish: boolean): void {
    const due = reportById.get(id) ?? {
      isDue: false,
      isWish: false,
      nextAt: 0,
      limitedUntil: 0,
      cancelTimer: null,
    }
    reportById.set(id, due)
    due.isDue = true
    due.isWish ||= isWish
    pursue(id, due)
  }

  /** Tells the server now, or sets a timer for when it may be told. */
  function pursue(id: ChannelId, due: Report): void {
    if (!due.isDue || isClosed) return
    const isLive = isHeld && heldFor === id
    if (!isLive && !due.isWish) {
      leave(id, due)
      return
    }
    const waitMs = Math.max(due.nextAt, due.limitedUntil) - clock.now()
    if (deps.transport() === null) return
    if (waitMs <= 0) tell(id, due)
    else
      due.cancelTimer ??= clock.after(waitMs, () => {
        due.cancelTimer = null
        pursue(id, due)
      })
  }

  /**
   * Attention ended, or another channel is open: what was read is told at once, or owed. Told later, a back end that
   * marks whole channels would mark what came in between (R5).
   */
  function leave(id: ChannelId, due: Report): void {
    if (due.limitedUntil <= clock.now() && deps.transport() !== null) tell(id, due)
    else {
      due.isDue = false
      due.cancelTimer?.()
      markedById.delete(id)
      due.cancelTimer = clock.after(Math.max(0, due.limitedUntil - clock.now()), () => {
        due.cancelTimer = null
        noticed(id)
        pursue(id, due)
      })
    }
  }

  function tell(id: ChannelId, due: Report): void {
    const transport = deps.transport()
    const position = markedById.get(id)?.position
    if (transport === null || position === undefined) return
    due.cancelTimer?.()
    due.cancelTimer = null
    const { isWish } = due
    due.isDue = false
    due.isWish = false
    due.nextAt = clock.now() + betweenMs
    transport.markRead(id, position).catch((error: unknown) => {
      failed(id, due, isWish, toChatError(error))
    })
  }

  function failed(id: ChannelId, due: Report, isWish: boolean, error: ChatError): void {
    deps.logger.warn('reading was not told', { kind: error.kind, reason: error.message })
    if (error.kind === 'auth') deps.onError(error)
    if (!isRetryable(error)) return
    due.isDue = true
    due.isWish ||= isWish
    due.limitedUntil = clock.now() + (error.retryAfterMs ?? betweenMs)
    pursue(id, due)
  }

  return {
    setAttention(isAttended) {
      isWatching = isAttended
      update()
    },
    setBottom(newest) {
      bottom = newest
      bottomOf = newest === null ? null : store.state.currentId
      update()
    },
    update,
    markRead(id) {
      const position = newestOf(store, id)
      const entry = channelEntry(store.state, id)
      if (position === null || entry === null) return
      mark('markedRead', entry, position)
      report(id, true)
    },
    noticed,
    resume() {
      for (const entry of [...valuesOf(store.state.channels)]) tellOwed(entry)
    },
    close() {
      isClosed = true
      release()
      for (const due of reportById.values()) due.cancelTimer?.()
    },
  }
}

/** Whether there is anything for a read to clear. An alert that only unread threads keep up is not (R11). */
function isUnread(entry: ChannelEntry): boolean {
  const { membership, reading } = entry
  if (reading.pending.byId.size > 0) return true
  if (membership === null) return false
  const { unread, userMentions, groupMentions, hasAlert, unreadThreadIds } = membership
  const isAlerted = hasAlert && unreadThreadIds.length === 0
  return unread > 0 || userMentions > 0 || groupMentions > 0 || isAlerted
}

function newestOf(store: StateStore, id: ChannelId): Position | null {
  const newest = timelineOf(store.state, id).sequence.chunks.at(-1)?.at(-1)
  const last = channelEntry(store.state, id)?.channel?.lastMessage ?? null
  if (newest === undefined) return last
  return last !== null && comparePositions(last, newest) > 0 ? last : newest
}
