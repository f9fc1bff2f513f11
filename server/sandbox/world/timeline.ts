/**
 * Index of one room's messages: in order of `ts`, and in order of the last write. Both are sorted
 * arrays searched by halves; a new message is a push, so a send costs the same in any room.
 */
export interface IndexEntry {
  readonly at: number
  readonly id: string
}

export interface Timeline {
  readonly size: () => number
  insert: (entry: IndexEntry) => void
  remove: (entry: IndexEntry) => void
  /** Notes a write. `at` must exceed that of every earlier call. */
  touch: (entry: IndexEntry) => void
  /** Entries within the bounds, newest first. `inclusive` takes both bounds in. */
  newestFirst: (bounds: TimeBounds) => Iterable<IndexEntry>
  /** Entries after `at`, oldest first. */
  oldestFirst: (after: number) => Iterable<IndexEntry>
  /** Writes after `at`, oldest first; an id stands here once per write, the last one counts. */
  touchedAfter: (at: number) => Iterable<IndexEntry>
  /** Writes before `at`, newest first. */
  touchedBefore: (at: number) => Iterable<IndexEntry>
}

export interface TimeBounds {
  readonly latest?: number | undefined
  readonly oldest?: number | undefined
  readonly inclusive?: boolean | undefined
}

const COMPACT_SLACK = 256

export function createTimeline(): Timeline {
  const byTime: IndexEntry[] = []
  let writes: IndexEntry[] = []
  return {
    size: () => byTime.length,
    insert: (entry) => {
      byTime.splice(position(byTime, entry), 0, entry)
    },
    remove(entry) {
      const index = position(byTime, entry)
      if (byTime[index]?.id === entry.id) byTime.splice(index, 1)
    },
    touch(entry) {
      writes.push(entry)
      if (writes.length > 2 * byTime.length + COMPACT_SLACK) writes = lastWrites(writes)
    },
    newestFirst: ({ latest, oldest, inclusive = false }) => {
      const end = latest === undefined ? byTime.length : bound(byTime, latest, inclusive)
      const start = oldest === undefined ? 0 : bound(byTime, oldest, !inclusive)
      return backwards(byTime, start, end)
    },
    oldestFirst: (after) => forwards(byTime, bound(byTime, after, true)),
    touchedAfter: (at) => forwards(writes, bound(writes, at, true)),
    touchedBefore: (at) => backwards(writes, 0, bound(writes, at, false)),
  }
}

function lastWrites(writes: readonly IndexEntry[]): IndexEntry[] {
  const lastAt = new Map(writes.map(({ id, at }) => [id, at]))
  return writes.filter(({ id, at }) => lastAt.get(id) === at)
}

/** First index whose entry is not before `entry` in the order of (at, id). */
function position(entries: readonly IndexEntry[], entry: IndexEntry): number {
  const last = entries.at(-1)
  if (last === undefined || isBefore(last, entry)) return entries.length
  return search(entries, (other) => isBefore(other, entry))
}

/** Number of entries before `at`, those at `at` included if `withEqual`. */
function bound(entries: readonly IndexEntry[], at: number, withEqual: boolean): number {
  return search(entries, (other) => (withEqual ? other.at <= at : other.at < at))
}

function search(entries: readonly IndexEntry[], isLeft: (entry: IndexEntry) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry !== undefined && isLeft(entry)) low = middle + 1
    else high = middle
  }
  return low
}

function isBefore(a: IndexEntry, b: IndexEntry): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

function* backwards(entries: readonly IndexEntry[], start: number, end: number) {
  for (let index = end - 1; index >= start; index -= 1) {
    const entry = entries[index]
    if (entry !== undefined) yield entry
  }
}

function* forwards(entries: readonly IndexEntry[], start: number) {
  for (let index = start; index < entries.length; index += 1) {
    const entry = entries[index]
    if (entry !== undefined) yield entry
  }
}
