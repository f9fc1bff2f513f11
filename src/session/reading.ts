import {
  channelEntry,
  comparePositions,
  newestPosition,
  timelineOf,
  valuesOf,
  type ChannelEntry,
  type ChannelId,
  type ChatError,
  type Position,
  type Timestamp,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random } from '../ports'
import { createReadReports } from './readReports'
import { createRestorer } from './restoring'
import type { StateStore } from './store'

export interface ReaderDeps {
  readonly clock: Clock
  readonly random: Random
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
  /** By the user's wish, up to a message or to all that is known. */
  markRead(channelId: ChannelId, upTo?: Position): void
  /** A channel's messages or its membership changed. */
  noticed(channelId: ChannelId): void
  /** The line is up. */
  resume(): void
  close(): void
}

/** Attention has to last this long before it reads (R4). */
const holdMs = 500
/** How long the tab that read has for telling the server before another tab does it instead (C11). */
const otherTabMs = 5_000

interface Marked {
  readonly position: Position
  /** Version of the membership that was known: a newer one that is still unread has to be marked again. */
  readonly membershipAt: Timestamp
}

export function createAutomaticReader(store: StateStore, deps: ReaderDeps): AutomaticReader {
  const { clock } = deps
  const markedById = new Map<ChannelId, Marked>()
  /** Markers of other tabs that were given their time. */
  const awaited = new Map<ChannelId, { readonly at: Timestamp; isOver: boolean }>()
  const waits = new Set<CancelTimer>()
  let isWatching = false
  let bottom: Position | null = null
  let bottomOf: ChannelId | null = null
  let heldFor: ChannelId | null = null
  let isHeld = false
  let cancelHold: CancelTimer = () => undefined

  const isLive = (id: ChannelId): boolean => isHeld && heldFor === id
  const restorer = createRestorer(store, { ...deps, isLive })
  const reports = createReadReports(store, {
    ...deps,
    isLive,
    onOwed: (id) => {
      const marked = markedById.get(id)
      if (marked !== undefined) markedById.set(id, { ...marked, membershipAt: 0 })
      noticed(id)
    },
  })

  function update(): void {
    const id = store.state.currentId
    if (bottomOf !== id) bottom = null
    const isAttended = isWatching && deps.transport() !== null && id !== null
    store.dispatch({ type: 'attentionChanged', isAttended })
    const isEligible = isAttended && isAtNewest(id)
    if (!isEligible || heldFor !== id) release()
    if (isEligible && heldFor === null) hold(id)
    else if (isEligible && isHeld) read(id)
    reports.update()
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
    const left = isHeld ? heldFor : null
    heldFor = null
    isHeld = false
    if (left !== null) restorer.consider(left)
  }

  function read(id: ChannelId): void {
    const entry = channelEntry(store.state, id)
    if (entry === null || bottom === null || !needsReading(entry, bottom)) return
    mark('readUpTo', entry, bottom)
    reports.report(id, bottom, 'seen')
  }

  function mark(type: 'readUpTo' | 'markedRead', entry: ChannelEntry, position: Position): void {
    markedById.set(entry.id, { position, membershipAt: entry.membership?.updatedAt ?? 0 })
    store.dispatch({ type, channelId: entry.id, position })
  }

  function needsReading(entry: ChannelEntry, position: Position): boolean {
    if (entry.reading.isManuallyUnread || !isUnread(entry)) return false
    const marked = markedById.get(entry.id)
    if (marked === undefined || comparePositions(position, marked.position) > 0) return true
    const { requested } = entry.reading
    const isOpenEnded = requested === null || requested.knownAt !== null
    return isOpenEnded && (entry.membership?.updatedAt ?? 0) > marked.membershipAt
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
    if (isKnown || !isNewest || !needsReading(entry, marker) || isAwaited(entry, marker)) return
    mark('readUpTo', entry, marker)
    reports.report(entry.id, marker, 'owed')
  }

  /** The marker was set in another tab, which is telling the server, or was closed before it could. */
  function isAwaited({ id }: ChannelEntry, { createdAt }: Position): boolean {
    const ownAt = timelineOf(store.state, id).lastOwn?.createdAt
    if (ownAt === createdAt || markedById.get(id)?.position.createdAt === createdAt) return false
    const known = awaited.get(id)
    if (known?.at === createdAt) return !known.isOver
    const wait = { at: createdAt, isOver: false }
    awaited.set(id, wait)
    const cancel = clock.after(otherTabMs, () => {
      waits.delete(cancel)
      wait.isOver = true
      noticed(id)
    })
    waits.add(cancel)
    return true
  }

  function noticed(id: ChannelId): void {
    const entry = channelEntry(store.state, id)
    if (entry === null) return
    tellOwed(entry)
    restorer.consider(id)
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
    markRead(id, upTo) {
      const entry = channelEntry(store.state, id)
      if (entry === null) return
      const position = upTo ?? newestPosition(entry, timelineOf(store.state, id))
      if (position === null) return
      mark('markedRead', entry, position)
      reports.report(id, channelEntry(store.state, id)?.reading.marker ?? position, 'wish')
    },
    noticed,
    resume() {
      for (const { id } of [...valuesOf(store.state.channels)]) noticed(id)
    },
    close() {
      cancelHold()
      for (const cancel of waits) cancel()
      reports.close()
      restorer.close()
    },
  }
}

/** Whether there is anything for a read to clear. An alert that only unread threads keep up is not (R11). */
export function isUnread(entry: ChannelEntry): boolean {
  const { membership, reading } = entry
  if (reading.pending.byId.size > 0) return true
  if (membership === null) return false
  const { unread, userMentions, groupMentions, hasAlert, unreadThreadIds } = membership
  const isAlerted = hasAlert && unreadThreadIds.length === 0
  return unread > 0 || userMentions > 0 || groupMentions > 0 || isAlerted
}
