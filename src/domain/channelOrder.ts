import type { ChannelKind } from './channel'
import type { ChannelId, Timestamp } from './ids'
import { changedKeys, emptyMap, getIn, type PersistentMap } from './persistentMap'
import type { ChannelEntry, ChatState } from './state'

export type ChannelSection = 'public' | 'private' | 'direct'

export const channelSections: readonly ChannelSection[] = ['public', 'private', 'direct']

/** The channels of each section, most recent activity first. The same array while nothing in it changed. */
export type SectionedChannels = Readonly<Record<ChannelSection, readonly ChannelEntry[]>>

interface Placed {
  readonly section: ChannelSection
  readonly at: Timestamp
}

/** Whether the user has this channel in the list: a member of it, and not hidden. */
export function isListed(entry: ChannelEntry): boolean {
  return entry.membership?.isOpen === true
}

/** When something last happened in a channel; 0 while only the membership is known. */
export function activityOf(entry: ChannelEntry): Timestamp {
  return entry.channel?.lastActivityAt ?? 0
}

function sectionOf(kind: ChannelKind): ChannelSection {
  return kind === 'livechat' ? 'direct' : kind
}

/**
 * A selector with a memory: it takes the next state and moves only the channels that changed since the last call,
 * so one message among thousands of channels costs two binary searches and no sort.
 */
export function createChannelOrder(): (state: ChatState) => SectionedChannels {
  let seen: PersistentMap<ChannelId, ChannelEntry> = emptyMap()
  let sections: SectionedChannels = { public: [], private: [], direct: [] }
  const placedById = new Map<ChannelId, Placed>()

  return (state) => {
    const changed = changedKeys(seen, state.channels)
    seen = state.channels
    if (changed.length === 0) return sections
    const next = {
      public: [...sections.public],
      private: [...sections.private],
      direct: [...sections.direct],
    }
    const isBulk = changed.length > 64
    for (const id of changed) place(next, id, getIn(seen, id), isBulk)
    sections = isBulk ? sortedAgain(next, seen, placedById) : keepUnchanged(sections, next)
    return sections
  }

  function place(
    next: Record<ChannelSection, ChannelEntry[]>,
    id: ChannelId,
    entry: ChannelEntry | undefined,
    isBulk: boolean,
  ): void {
    const before = placedById.get(id)
    if (before !== undefined && !isBulk) {
      const list = next[before.section]
      list.splice(rank(list, before.at, id), 1)
    }
    placedById.delete(id)
    if (entry?.membership === null || entry === undefined || !isListed(entry)) return
    const placed = { section: sectionOf(entry.membership.kind), at: activityOf(entry) }
    placedById.set(id, placed)
    if (!isBulk) {
      const list = next[placed.section]
      list.splice(rank(list, placed.at, id), 0, entry)
    }
  }
}

function sortedAgain(
  next: Record<ChannelSection, ChannelEntry[]>,
  channels: PersistentMap<ChannelId, ChannelEntry>,
  placedById: ReadonlyMap<ChannelId, Placed>,
): SectionedChannels {
  for (const section of channelSections) next[section] = []
  for (const [id, placed] of placedById) {
    const entry = getIn(channels, id)
    if (entry !== undefined) next[placed.section].push(entry)
  }
  for (const section of channelSections) {
    next[section].sort((a, b) => compare(activityOf(a), a.id, activityOf(b), b.id))
  }
  return next
}

function keepUnchanged(before: SectionedChannels, next: SectionedChannels): SectionedChannels {
  const same = (section: ChannelSection): readonly ChannelEntry[] => {
    const [old, now] = [before[section], next[section]]
    return old.length === now.length && old.every((entry, index) => entry === now[index])
      ? old
      : now
  }
  return { public: same('public'), private: same('private'), direct: same('direct') }
}

function compare(atA: Timestamp, idA: ChannelId, atB: Timestamp, idB: ChannelId): number {
  if (atA !== atB) return atB - atA
  if (idA === idB) return 0
  return idA < idB ? -1 : 1
}

/** Index at which a channel with this activity stands, or would. */
function rank(list: readonly ChannelEntry[], at: Timestamp, id: ChannelId): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = list[middle]
    if (entry !== undefined && compare(activityOf(entry), entry.id, at, id) < 0) low = middle + 1
    else high = middle
  }
  return low
}
