import type { RowLayout } from '../../composables/fixedWindow'
import type { ChannelRow } from './channelRows'

/** Unread channels on one side of the view. */
export interface Beyond {
  readonly count: number
  /** Index of the row nearest to the view. */
  readonly nearest: number
}

/** Indexes of the rows with something unread, in their order. */
export function unreadRows(rows: readonly ChannelRow[]): readonly number[] {
  return rows.flatMap((row, index) => {
    if (row.type !== 'channel') return []
    const { count, mentions, hasAlert } = row.entry.unread
    return count > 0 || mentions > 0 || hasAlert ? [index] : []
  })
}

/** What is unread above and below a part of the list (R9). A row counts as seen when half of it is. */
export function unreadBeyond(
  unread: readonly number[],
  { offsets }: RowLayout,
  top: number,
  bottom: number,
): { readonly above: Beyond | null; readonly below: Beyond | null } {
  const middle = (index: number) => ((offsets[index] ?? 0) + (offsets[index + 1] ?? 0)) / 2
  const above = unread.filter((index) => middle(index) < top)
  const below = unread.filter((index) => middle(index) > bottom)
  return { above: beyond(above, above.at(-1)), below: beyond(below, below[0]) }
}

function beyond(rows: readonly number[], nearest: number | undefined): Beyond | null {
  return nearest === undefined ? null : { count: rows.length, nearest }
}
