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

/** As `unreadNews`, of what the user wants to be told of outside of the page: for each channel what was chosen for it. */
export function noticeableNews(
  before: Channels,
  after: Channels,
  exceptId: ChannelId | null,
): readonly UnreadNews[] {
  const news: UnreadNews[] = []
  for (const id of changedKeys(before, after)) {
    const entry = getIn(after, id)
    if (entry === undefined || id === exceptId || !isNoticeable(getIn(before, id), entry)) continue
    news.push({ entry, name: channelTitle(entry), count: numberOf(entry) })
  }
  return news
}

function isNoticeable(before: ChannelEntry | undefined, after: ChannelEntry): boolean {
  const hasRisen = numberOf(after) > numberOf(before)
  switch (after.membership?.notifyAbout ?? 'default') {
    case 'default':
      return hasRisen
    case 'mentions':
      return after.unread.mentions > (before?.unread.mentions ?? 0)
    case 'all':
      return hasRisen || (hasNews(after) && lastAt(after) > lastAt(before))
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
