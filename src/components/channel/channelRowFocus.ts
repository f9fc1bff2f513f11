/**
 * Where a key leads from one of so many rows: an index, `above` for leaving the list at its top, or null for a key that means
 * nothing here. `from` -1: no row has the focus.
 */
export function stepTarget(count: number, from: number, key: string): number | 'above' | null {
  const last = count - 1
  switch (key) {
    case 'ArrowDown':
      return from < last ? from + 1 : null
    case 'ArrowUp':
      return from > 0 ? from - 1 : 'above'
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
