import type { RowLayout } from '../../composables/fixedWindow'
import { hasNews } from '../../domain'
import type { ChannelRow } from './channelRows'

/** Unread channels on one side of the view. */
export interface Beyond {
  readonly count: number
  /** Index of the row nearest to the view. */
  readonly nearest: number
}

/** A row with something unread. */
export interface UnreadRow {
  readonly index: number
  /** Unread channels it stands for: those of a closed section are in its head. */
  readonly count: number
}

/** The rows with something unread, in their order. */
export function unreadRows(rows: readonly ChannelRow[]): readonly UnreadRow[] {
  return rows.flatMap((row, index) => {
    if (row.type === 'channel') return hasNews(row.entry) ? [{ index, count: 1 }] : []
    return row.isCollapsed && row.news > 0 ? [{ index, count: row.news }] : []
  })
}

/** What is unread above and below a part of the list (R9). A row counts as seen when half of it is. */
export function unreadBeyond(
  unread: readonly UnreadRow[],
  { offsets }: RowLayout,
  top: number,
  bottom: number,
): { readonly above: Beyond | null; readonly below: Beyond | null } {
  const middle = ({ index }: UnreadRow) => ((offsets[index] ?? 0) + (offsets[index + 1] ?? 0)) / 2
  const above = unread.filter((row) => middle(row) < top)
  const below = unread.filter((row) => middle(row) > bottom)
  return { above: beyond(above, above.at(-1)), below: beyond(below, below[0]) }
}

function beyond(rows: readonly UnreadRow[], nearest: UnreadRow | undefined): Beyond | null {
  if (nearest === undefined) return null
  return { count: rows.reduce((sum, { count }) => sum + count, 0), nearest: nearest.index }
}
