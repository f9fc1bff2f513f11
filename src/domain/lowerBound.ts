/** The first index for which the test fails, where it holds for all before it; `length` when it fails for none. */
export function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let low = 0
  let high = Math.max(0, length)
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}
