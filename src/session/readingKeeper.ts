import {
  changedKeys,
  channelEntry,
  comparePositions,
  emptyMap,
  valuesOf,
  type ChannelEntry,
  type ChannelId,
  type ChatState,
  type Position,
} from '../domain'
import type { CancelTimer, ChatTransport, Clock, RecordStorage } from '../ports'
import { isUnread } from './reading'
import { isSameReading, readingKey, type KeptReading, type StoredReading } from './readingRecord'
import { createRecordWriter } from './recordWriter'
import type { StateStore } from './store'

export interface ReadingKeeperDeps {
  readonly clock: Clock
  readonly records: RecordStorage
  /** The name of this tab. */
  readonly ownTab: string
  /** null while the line is down or the session catches up. */
  transport(): ChatTransport | null
  /** Shows a channel as read up to a message, and tells the server. */
  markRead(id: ChannelId, upTo: Position): void
  onRefused(error: unknown): void
}

/**
 * Keeps what the user has read, or dismissed (R7), and the server has not confirmed, for the next page (C8). What is kept
 * follows from the state; it goes when the server confirms it, when something newer is there (R5), when the user takes it back.
 */
export interface ReadingKeeper {
  /** What a tab that ended left: it is looked at when the line is up. */
  restore(stored: readonly StoredReading[]): void
  /** The line is up: tells what was left, as far as nothing happened since. */
  resume(): void
  /** Writes what waits: the page may end. */
  flush(): void
  /** Resolves when nothing is on its way to the storage. */
  settled(): Promise<void>
  close(): void
}

/** A reading that the server confirms by then costs no record. */
const keepAfterMs = 1_000

/** @param left by earlier pages. */
export function createReadingKeeper(
  store: StateStore,
  deps: ReadingKeeperDeps,
  left: readonly StoredReading[],
): ReadingKeeper {
  const storedById = new Map<ChannelId, Omit<StoredReading, 'tab'>>()
  /** Left by earlier pages, and not looked at since. */
  const leftById = new Map<ChannelId, KeptReading>()
  const waiting = new Set<ChannelId>()
  let cancelWrite: CancelTimer | null = null
  let seen: ChatState['channels'] = emptyMap()
  const writer = createRecordWriter({
    clock: deps.clock,
    records: deps.records,
    keyOf: (key) => key,
    onRemoved: () => undefined,
    onSettled: () => undefined,
    onRefused: deps.onRefused,
  })

  function follow(): void {
    const before = seen
    seen = store.state.channels
    for (const id of changedKeys(before, seen)) notice(id)
  }

  /** What the user dismissed or took back counts at once; other readings are mostly confirmed in a moment. */
  function notice(id: ChannelId): void {
    const next = wanted(id)
    if (isSameReading(next, storedById.get(id)?.reading ?? null)) {
      waiting.delete(id)
      return
    }
    waiting.add(id)
    const isDismissed = (channelEntry(store.state, id)?.reading.dismissed ?? null) !== null
    if (next === null || isDismissed) write(id)
    else cancelWrite ??= deps.clock.after(keepAfterMs, flush)
  }

  function wanted(id: ChannelId): KeptReading | null {
    const entry = channelEntry(store.state, id)
    const own = entry === null ? null : untold(entry, furthest(entry))
    return further(own, leftById.get(id) ?? null)
  }

  function write(id: ChannelId): void {
    waiting.delete(id)
    const reading = wanted(id)
    const key = storedById.get(id)?.key ?? readingKey(deps.ownTab, id)
    if (reading === null) storedById.delete(id)
    else storedById.set(id, { key, reading })
    writer.put(key, reading)
  }

  function flush(): void {
    cancelWrite?.()
    cancelWrite = null
    for (const id of waiting) write(id)
  }

  /** Several tabs may have left one: the furthest counts. */
  function take(stored: readonly StoredReading[]): void {
    for (const { key, reading } of stored) {
      const id = reading.channelId
      const known = storedById.get(id)
      if (known !== undefined && further(known.reading, reading) === known.reading) {
        writer.put(key, null)
        continue
      }
      if (known !== undefined) writer.put(known.key, null)
      storedById.set(id, { key, reading })
      leftById.set(id, reading)
    }
  }

  function resume(): void {
    if (deps.transport() === null) return
    for (const [id, reading] of [...leftById]) {
      leftById.delete(id)
      const entry = channelEntry(store.state, id)
      if (entry !== null && isStillTrue(entry, reading)) deps.markRead(id, reading.upTo)
      notice(id)
    }
  }

  const stopFollowing = store.listen(() => {
    if (store.state.channels !== seen) follow()
  })
  take(left)
  follow()
  resume()

  return {
    restore(stored) {
      take(stored)
      resume()
    },
    resume,
    flush,
    settled: writer.settled,
    close() {
      stopFollowing()
      flush()
    },
  }
}

/** All that was read or dismissed here and that the server has not confirmed. */
export function untoldReadings(state: ChatState): readonly KeptReading[] {
  return [...valuesOf(state.channels)].flatMap((entry) => untold(entry, furthest(entry)) ?? [])
}

/** Up to where the user has read a channel here, or wants it read. */
function furthest({ reading: { marker, dismissed } }: ChannelEntry): Position | null {
  if (marker === null || dismissed === null) return marker ?? dismissed
  return comparePositions(marker, dismissed) > 0 ? marker : dismissed
}

/**
 * What there is to tell of a reading: nothing when the server has nothing unread or knows of it, or when something came after
 * it, which a back end that marks whole channels would mark too (R5). A mark by hand leaves something after it (R7).
 */
function untold(entry: ChannelEntry, upTo: Position | null): KeptReading | null {
  const { channel, membership, reading } = entry
  if (upTo === null || membership === null) return null
  const isConfirmed = (membership.readMarkerAt ?? 0) >= upTo.createdAt
  const isOvertaken = (channel?.lastActivityAt ?? 0) > upTo.createdAt
  const isRequested = reading.requested?.createdAt === upTo.createdAt
  const isSettled = !isRequested && !isUnread(entry)
  if (isConfirmed || isOvertaken || isSettled) return null
  const { id, createdAt } = upTo
  return { channelId: entry.id, upTo: { id, createdAt }, markerAt: membership.readMarkerAt }
}

/** Whether nobody read or marked unread since, here or on another device, and nothing came. */
function isStillTrue(entry: ChannelEntry, { upTo, markerAt }: KeptReading): boolean {
  return !entry.reading.isManuallyUnread && untold(entry, upTo)?.markerAt === markerAt
}

function further(a: KeptReading | null, b: KeptReading | null): KeptReading | null {
  if (a === null || b === null) return a ?? b
  return comparePositions(a.upTo, b.upTo) >= 0 ? a : b
}
