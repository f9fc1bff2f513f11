/** Where the rows of a list stand, when the height of each is known beforehand. */
export interface RowLayout {
  /** Pixels from the start of the list; one more than there are rows, the last being the height of all. */
  readonly offsets: readonly number[]
}

export function layoutRows<T>(rows: readonly T[], heightOf: (row: T) => number): RowLayout {
  const offsets = [0]
  let end = 0
  for (const row of rows) {
    end += heightOf(row)
    offsets.push(end)
  }
  return { offsets }
}

/** Indexes of the rows between two places of the list, with `spare` pixels more on both sides. */
export function rowsBetween(
  { offsets }: RowLayout,
  top: number,
  bottom: number,
  spare: number,
): { readonly from: number; readonly to: number } {
  const count = offsets.length - 1
  const from = Math.max(0, firstBeyond(offsets, top - spare) - 1)
  return { from, to: Math.min(count, firstBeyond(offsets, bottom + spare)) }
}

/** The scroll position nearest to the present one that shows a row whole. */
export function scrollToShow(
  { offsets }: RowLayout,
  index: number,
  top: number,
  height: number,
): number {
  const start = offsets[index] ?? 0
  const end = offsets[index + 1] ?? start
  if (start < top) return start
  return end > top + height ? end - height : top
}

/** First index whose offset is greater than `place`; the length when none is. */
function firstBeyond(offsets: readonly number[], place: number): number {
  let low = 0
  let high = offsets.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((offsets[middle] ?? 0) > place) high = middle
    else low = middle + 1
  }
  return low
}
