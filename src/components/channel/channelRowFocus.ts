import type { ChannelRow } from './channelRows'

/**
 * Where a key leads from a row: an index, `above` for leaving the list at its top, or null for a key that means
 * nothing here. `from` -1: no row has the focus.
 */
export function stepTarget(
  rows: readonly ChannelRow[],
  from: number,
  key: string,
): number | 'above' | null {
  const channels = (index: number, step: number): number | null => {
    for (let at = index; at >= 0 && at < rows.length; at += step) {
      if (rows[at]?.type === 'channel') return at
    }
    return null
  }
  switch (key) {
    case 'ArrowDown':
      return channels(from + 1, 1)
    case 'ArrowUp':
      return channels(from - 1, -1) ?? 'above'
    case 'Home':
      return channels(0, 1)
    case 'End':
      return channels(rows.length - 1, -1)
    default:
      return null
  }
}
