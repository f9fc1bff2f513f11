import { lowerBound } from '../domain'

/** Where the rows of a list stand, when the height of each is known beforehand. */
export interface RowLayout {
  /** Number of rows. */
  readonly count: number
  /** Pixels from the start of the list; of the row after the last, the height of all. */
  offsetOf(index: number): number
}

/** Rows of one height in groups, each with a head of another. `heads`: indexes of the heads, in their order. */
export function layoutGroups(
  heads: readonly number[],
  count: number,
  headHeight: number,
  rowHeight: number,
): RowLayout {
  return {
    count,
    offsetOf(index) {
      const before = heads.filter((head) => head < index).length
      return before * headHeight + (index - before) * rowHeight
    },
  }
}

/** Indexes of the rows between two places of the list, with `spare` pixels more on both sides. */
export function rowsBetween(
  layout: RowLayout,
  top: number,
  bottom: number,
  spare: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, firstBeyond(layout, top - spare) - 1)
  return { from, to: Math.min(layout.count, firstBeyond(layout, bottom + spare)) }
}

/** The scroll position nearest to the present one that shows a row whole. */
export function scrollToShow(
  { offsetOf }: RowLayout,
  index: number,
  top: number,
  height: number,
): number {
  const [start, end] = [offsetOf(index), offsetOf(index + 1)]
  if (start < top) return start
  return end > top + height ? end - height : top
}

/** First index whose offset is greater than `place`; one more than the last offset's when none is. */
function firstBeyond({ count, offsetOf }: RowLayout, place: number): number {
  return lowerBound(count + 1, (index) => offsetOf(index) <= place)
}
