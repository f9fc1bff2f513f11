import type { RowLayout } from '../../composables/fixedWindow'
import { hasNews, type ChannelEntry } from '../../domain'
import { sumOf, type ChannelRows } from './channelRows'

/** Unread channels on one side of the view. */
export interface Beyond {
  readonly count: number
  /** Index of the row nearest to the view. */
  readonly nearest: number
}

/** Rows below each other, and how many unread channels they stand for: those of a closed section are in its head. */
interface Stretch {
  readonly from: number
  readonly last: number
  readonly count: number
  /** Indexes of the rows with something unread. */
  unread(): readonly number[]
}

/** Holds for all rows on one side of a place and for none on the other. */
type Side = (index: number) => boolean

/** What is unread above and below a part of the list (R9). A row counts as seen when half of it is. */
export function unreadBeyond(
  rows: ChannelRows,
  layout: RowLayout,
  top: number,
  bottom: number,
): { readonly above: Beyond | null; readonly below: Beyond | null } {
  const middle = (index: number) => (layout.offsetOf(index) + layout.offsetOf(index + 1)) / 2
  const stretches = stretchesOf(rows)
  return {
    above: beyond(stretches, (index) => middle(index) < top, -1),
    below: beyond(stretches, (index) => middle(index) > bottom, 0),
  }
}

/** `nearest` 0: the first of them is nearest to the view; -1: the last. */
function beyond(stretches: readonly Stretch[], isBeyond: Side, nearest: 0 | -1): Beyond | null {
  const counts = stretches.map((stretch) => countIn(stretch, isBeyond))
  const sum = counts.reduce((total, count) => total + count, 0)
  const stretch = stretches.filter((_, index) => (counts[index] ?? 0) > 0).at(nearest)
  const index = stretch?.unread().filter(isBeyond).at(nearest)
  return index === undefined ? null : { count: sum, nearest: index }
}

function countIn({ from, last, count, unread }: Stretch, isBeyond: Side): number {
  if (isBeyond(from) && isBeyond(last)) return count
  return isBeyond(from) || isBeyond(last) ? unread().filter(isBeyond).length : 0
}

function stretchesOf({ groups }: ChannelRows): Stretch[] {
  return groups.flatMap(({ from, head, entries }): Stretch[] => {
    const news = head.isCollapsed ? head.news : 0
    const own = { from, last: from, count: news, unread: () => (news > 0 ? [from] : []) }
    let next = from + 1
    const chunks = entries.chunks.map((chunk) => {
      const start = next
      next += chunk.length
      return stretchOf(chunk, start)
    })
    return [own, ...chunks]
  })
}

function stretchOf(chunk: readonly ChannelEntry[], from: number): Stretch {
  return {
    from,
    last: from + chunk.length - 1,
    count: sumOf(chunk).news,
    unread: () => chunk.flatMap((entry, index) => (hasNews(entry) ? [from + index] : [])),
  }
}
