import {
  changedKeys,
  channelTitle,
  getIn,
  type ChannelEntry,
  type ChannelId,
  type PersistentMap,
} from '../../domain'

type Channels = PersistentMap<ChannelId, ChannelEntry>

/** A channel whose number rose. */
export interface UnreadNews {
  readonly entry: ChannelEntry
  readonly name: string
  readonly count: number
}

/** The channels whose number is higher than before, but for one that is told of otherwise. It looks at those that changed alone. */
export function unreadNews(
  before: Channels,
  after: Channels,
  exceptId: ChannelId | null,
): readonly UnreadNews[] {
  const news: UnreadNews[] = []
  for (const id of changedKeys(before, after)) {
    const entry = getIn(after, id)
    if (entry === undefined || id === exceptId) continue
    const count = numberOf(entry)
    if (count > numberOf(getIn(before, id))) news.push({ entry, name: channelTitle(entry), count })
  }
  return news
}

/** What is meant for the user in person. */
export function numberOf(entry: ChannelEntry | undefined): number {
  return Math.max(entry?.unread.count ?? 0, entry?.unread.mentions ?? 0)
}
