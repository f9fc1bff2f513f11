import {
  directPeer,
  hasNews,
  type ChannelEntry,
  type ChannelId,
  type Findings,
  type FoundChannel,
  type UserRef,
} from '../../domain'
import { folded, namesOf } from '../channel/nameMatch'
import { nameRank } from '../channel/nameRank'

/** A line of the quick switcher. Keys are unique. */
export type SwitcherRow =
  | { readonly type: 'channel'; readonly key: string; readonly entry: ChannelEntry }
  /** A channel that I am not in. */
  | { readonly type: 'found'; readonly key: string; readonly channel: FoundChannel }
  | { readonly type: 'person'; readonly key: string; readonly person: UserRef }

/** So many of my own channels are offered. */
export const mostOwnRows = 12

/**
 * My own channels for what was typed, the best first: a name that begins with it, then one of which a word does, then one that holds
 * it. Without a text, those with something unread, then the latest; not the one that is open.
 */
export function ownRows(
  entries: readonly ChannelEntry[],
  query: string,
  currentId: ChannelId | null,
): SwitcherRow[] {
  const wanted = folded(query)
  const ranked = entries.flatMap((entry) => {
    const rank = wanted === '' ? restRank(entry, currentId) : nameRank(namesOf(entry), wanted)
    return rank === 0 ? [] : [{ entry, rank, at: entry.channel?.lastActivityAt ?? 0 }]
  })
  return ranked
    .sort((a, b) => b.rank - a.rank || b.at - a.at)
    .slice(0, mostOwnRows)
    .map(({ entry }) => ({ type: 'channel', key: entry.id, entry }))
}

function restRank(entry: ChannelEntry, currentId: ChannelId | null): number {
  if (entry.id === currentId) return 0
  return hasNews(entry) ? 2 : 1
}

/** What the server found beyond my own channels: people without a direct channel of ours, and channels that I am not in. */
export function foundRows(
  { people, channels }: Findings,
  entries: readonly ChannelEntry[],
  myUsername: string,
): SwitcherRow[] {
  const ids = new Set(entries.map(({ id }) => id))
  const peers = new Set(entries.map((entry) => directPeer(entry, myUsername)))
  return [
    ...people
      .filter(({ username }) => username !== myUsername && !peers.has(username))
      .map((person): SwitcherRow => ({ type: 'person', key: `person:${person.id}`, person })),
    ...channels
      .filter(({ id }) => !ids.has(id))
      .map((channel): SwitcherRow => ({ type: 'found', key: `found:${channel.id}`, channel })),
  ]
}
