import type { Density } from '../common/choices'
import type { ChannelRow } from './channelRows'

/** Pixels, as `tokens.css` has them for each density. */
export const rowHeights: Readonly<Record<Density, Readonly<Record<ChannelRow['type'], number>>>> = {
  compact: { section: 30, channel: 32 },
  comfortable: { section: 36, channel: 44 },
  spacious: { section: 42, channel: 54 },
}
