import { chunkedList, putInto, removeFrom, type ChunkedList } from './chunkedList'
import type { ChannelId, Timestamp } from './ids'
import { changedKeys, emptyMap, getIn, type PersistentMap } from './persistentMap'
import { channelTitle, hasNews } from './selectors'
import type { ChannelEntry, ChatState } from './state'

export type ChannelSection = 'favorites' | 'unread' | 'public' | 'private' | 'direct'

/** In the order of the list. */
export const channelSections: readonly ChannelSection[] = [
  'favorites',
  'unread',
  'public',
  'private',
  'direct',
]

/** The channels of each section in their order. The same list while nothing in it changed. */
export type SectionedChannels = Readonly<Record<ChannelSection, ChunkedList<ChannelEntry>>>

/** All channels, in the order of the list. */
export function listedChannels(sections: SectionedChannels): ChannelEntry[] {
  return channelSections.flatMap((section) => sections[section].chunks.flat())
}

export interface ChannelOrderOptions {
  /** What has something new stands in a section of its own, but for favourites, which keep their place. */
  readonly isUnreadApart?: boolean
  /** Without it the most recent activity comes first. */
  readonly compareNames?: ((a: string, b: string) => number) | null
}

interface Placed {
  readonly section: ChannelSection
  /** As it was when it got its place. */
  readonly entry: ChannelEntry
}

/** Whether the user has this channel in the list: a member of it, and not hidden. */
export function isListed(entry: ChannelEntry): boolean {
  return entry.membership?.isOpen === true
}

/** When something last happened in a channel; 0 while only the membership is known. */
export function activityOf(entry: ChannelEntry): Timestamp {
  return entry.channel?.lastActivityAt ?? 0
}

/**
 * A selector with a memory: it takes the next state and moves only the channels that changed since the last call,
 * so one message among thousands of channels costs two binary searches and two chunks, and no sort.
 */
export function createChannelOrder({
  isUnreadApart = false,
  compareNames = null,
}: ChannelOrderOptions = {}): (state: ChatState) => SectionedChannels {
  let seen: PersistentMap<ChannelId, ChannelEntry> = emptyMap()
  let openId: ChannelId | null = null
  let sections: SectionedChannels = noSections()
  const placedById = new Map<ChannelId, Placed>()

  return (state) => {
    const changed = [...changedKeys(seen, state.channels)]
    // What was read goes to its own section when it is left, not under the eyes of the reader.
    if (openId !== null && openId !== state.currentId && sectionOf(openId) === 'unread') {
      changed.push(openId)
    }
    seen = state.channels
    openId = state.currentId
    if (changed.length > 0) sections = changed.length > 64 ? sorted(changed) : moved(changed)
    return sections
  }

  function sectionOf(id: ChannelId): ChannelSection | undefined {
    return placedById.get(id)?.section
  }

  function moved(changed: readonly ChannelId[]): SectionedChannels {
    const next = { ...sections }
    for (const id of changed) {
      const before = placedById.get(id)
      if (before !== undefined) {
        next[before.section] = removeFrom(next[before.section], before.entry, compare)
      }
      const placed = place(id)
      if (placed === null) continue
      next[placed.section] = putInto(next[placed.section], placed.entry, compare)
    }
    return next
  }

  function sorted(changed: readonly ChannelId[]): SectionedChannels {
    for (const id of changed) place(id)
    const next = noSections()
    const placed = [...placedById.values()]
    for (const section of channelSections) {
      const entries = placed.filter((one) => one.section === section).map(({ entry }) => entry)
      next[section] = chunkedList(entries.sort(compare))
    }
    return next
  }

  /** Notes where the channel belongs now; null: it is not in the list. */
  function place(id: ChannelId): Placed | null {
    const entry = getIn(seen, id)
    const stays = id === openId && sectionOf(id) === 'unread'
    placedById.delete(id)
    if (entry?.membership?.isOpen !== true) return null
    const { isFavorite, kind } = entry.membership
    const isUnread = isUnreadApart && (stays || hasNews(entry))
    const own = kind === 'livechat' ? 'direct' : kind
    const placed: Placed = { section: isFavorite ? 'favorites' : isUnread ? 'unread' : own, entry }
    placedById.set(id, placed)
    return placed
  }

  function compare(a: ChannelEntry, b: ChannelEntry): number {
    const order =
      compareNames === null
        ? activityOf(b) - activityOf(a)
        : compareNames(channelTitle(a), channelTitle(b))
    if (order !== 0 || a.id === b.id) return order
    return a.id < b.id ? -1 : 1
  }
}

function noSections(): Record<ChannelSection, ChunkedList<ChannelEntry>> {
  const none = chunkedList<ChannelEntry>([])
  return { favorites: none, unread: none, public: none, private: none, direct: none }
}
