import { messageId, type Timestamp } from './ids'
import { comparePositions, type Position } from './messageSequence'

/** A stretch of a channel's history of which every message is known. Both ends belong to it. */
export interface Range {
  /** null: from the first message of the channel. */
  readonly from: Position | null
  /** null: to the newest message, and what arrives belongs to it. */
  readonly to: Position | null
}

/** A hole: nobody knows here what lies between. */
export interface Gap {
  /** End of the stretch before it; null: nothing before it is known. */
  readonly after: Position | null
  /** Start of the stretch after it. */
  readonly before: Position
}

/** From which end a gap is filled: a page before what is known after it, or one after what is known before it. */
export type GapSide = 'newer' | 'older'

/** Apart from each other and in their order. */
export type Ranges = readonly Range[]

/** Adds a stretch; those that touch become one. */
export function addRange(ranges: Ranges, added: Range): Ranges {
  const before = ranges.filter((one) => endsBefore(one, added))
  const after = ranges.filter((one) => endsBefore(added, one))
  const joined = ranges
    .filter((one) => !endsBefore(one, added) && !endsBefore(added, one))
    .reduce(union, added)
  return [...before, joined, ...after]
}

export function isCovered(ranges: Ranges, position: Position): boolean {
  return ranges.some((one) => contains(one, position))
}

/** The stretch that begins with the first message after a time, or before; null when that one may be missing. */
export function rangeAfter(ranges: Ranges, at: Timestamp): Range | null {
  const first = afterTime(at)
  return ranges.find((one) => contains(one, first)) ?? null
}

/** Behind every message of a moment, before those of the next. */
export function afterTime(at: Timestamp): Position {
  return { createdAt: at + 1, id: messageId('') }
}

/** The stretch that reaches to the newest message; null while its page has not come. */
export function liveRange(ranges: Ranges): Range | null {
  const last = ranges.at(-1)
  return last?.to === null ? last : null
}

/** Oldest first. The one before everything that is known counts, until the start of the channel is reached. */
export function gapsOf(ranges: Ranges): readonly Gap[] {
  return ranges.flatMap(({ from }, index) =>
    from === null ? [] : [{ after: ranges[index - 1]?.to ?? null, before: from }],
  )
}

/** What is left of the stretches within others. */
export function intersect(ranges: Ranges, kept: Ranges): Ranges {
  return ranges.flatMap((one) =>
    kept.flatMap((other) => {
      if (endsBefore(one, other) || endsBefore(other, one)) return []
      return [{ from: later(one.from, other.from), to: earlier(one.to, other.to) }]
    }),
  )
}

function contains({ from, to }: Range, position: Position): boolean {
  if (from !== null && comparePositions(position, from) < 0) return false
  return to === null || comparePositions(position, to) <= 0
}

function endsBefore(one: Range, other: Range): boolean {
  return one.to !== null && other.from !== null && comparePositions(one.to, other.from) < 0
}

function union(one: Range, other: Range): Range {
  const from = one.from === null || other.from === null ? null : earlier(one.from, other.from)
  const to = one.to === null || other.to === null ? null : later(one.to, other.to)
  return { from, to }
}

/** null counts as the end of time. */
function earlier(a: Position | null, b: Position | null): Position | null {
  if (a === null) return b
  return b === null || comparePositions(a, b) <= 0 ? a : b
}

/** null counts as the start of time. */
function later(a: Position | null, b: Position | null): Position | null {
  if (a === null) return b
  return b === null || comparePositions(a, b) >= 0 ? a : b
}
