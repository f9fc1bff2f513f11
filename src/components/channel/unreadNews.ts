import {
  changedKeys,
  channelTitle,
  getIn,
  hasNews,
  type ChannelEntry,
  type ChannelId,
  type PersistentMap,
} from '../../domain'

type Channels = PersistentMap<ChannelId, ChannelEntry>

/** A channel that there is something to tell of. */
export interface UnreadNews {
  readonly entry: ChannelEntry
  readonly name: string
  readonly count: number
}

/** Whether what became of a channel is to be told. */
type IsNews = (before: ChannelEntry | undefined, after: ChannelEntry) => boolean

/** Of the channels that changed, those with news, but for one that is told of otherwise. It looks at no others. */
export function unreadNews(
  before: Channels,
  after: Channels,
  exceptId: ChannelId | null,
  isNews: IsNews = hasRisen,
): readonly UnreadNews[] {
  const news: UnreadNews[] = []
  for (const id of changedKeys(before, after)) {
    const entry = getIn(after, id)
    if (entry === undefined || id === exceptId || !isNews(getIn(before, id), entry)) continue
    news.push({ entry, name: channelTitle(entry), count: numberOf(entry) })
  }
  return news
}

function hasRisen(before: ChannelEntry | undefined, after: ChannelEntry): boolean {
  return numberOf(after) > numberOf(before)
}

/** What the user wants to be told of outside of the page: for each channel what was chosen for it. */
export function isNoticeable(before: ChannelEntry | undefined, after: ChannelEntry): boolean {
  switch (after.membership?.notifyAbout ?? 'default') {
    case 'default':
      return hasRisen(before, after)
    case 'mentions':
      return after.unread.mentions > (before?.unread.mentions ?? 0)
    case 'all':
      return hasRisen(before, after) || (hasNews(after) && lastAt(after) > lastAt(before))
    case 'nothing':
      return false
  }
}

const lastAt = (entry: ChannelEntry | undefined): number =>
  entry?.channel?.lastMessage?.createdAt ?? 0

/** Nothing of what was told of it is left to read. */
export function isNoticed(entry: ChannelEntry | undefined): boolean {
  return entry === undefined || (numberOf(entry) === 0 && !hasNews(entry))
}

/** What is meant for the user in person. */
export function numberOf(entry: ChannelEntry | undefined): number {
  return Math.max(entry?.unread.count ?? 0, entry?.unread.mentions ?? 0)
}
