import { hasNews, type ChannelEntry, type ChannelId } from '../../domain'

export interface Step {
  /** 1: down the list, -1: up. */
  readonly step: 1 | -1
  /** Only channels with something new count. */
  readonly isUnread: boolean
}

/** The channel that stands next in the list, round its ends; null where there is no other. */
export function neighbourOf(
  entries: readonly ChannelEntry[],
  currentId: ChannelId | null,
  { step, isUnread }: Step,
): ChannelId | null {
  const count = entries.length
  const current = entries.findIndex(({ id }) => id === currentId)
  const from = current < 0 && step < 0 ? count : current
  for (let away = 1; away <= count; away += 1) {
    const entry = entries[(from + step * away + 2 * count) % count]
    if (entry === undefined || entry.id === currentId) continue
    if (!isUnread || hasNews(entry)) return entry.id
  }
  return null
}
