import type { ChannelId } from './ids'
import {
  comparePositions,
  lastMessage,
  type MessageSequence,
  type Position,
} from './messageSequence'
import { getIn } from './persistentMap'
import {
  emptyTimeline,
  type ChannelEntry,
  type ChatState,
  type Timeline,
  type Typist,
  type UnreadTotals,
} from './state'
import type { Presence } from './user'
import { emptyChannelOutbox, type ChannelOutbox, type PendingPost } from './wish'

export function channelEntry(state: ChatState, id: ChannelId | null): ChannelEntry | null {
  return id === null ? null : (getIn(state.channels, id) ?? null)
}

export function timelineOf(state: ChatState, id: ChannelId | null): Timeline {
  return id === null ? emptyTimeline : (getIn(state.timelines, id) ?? emptyTimeline)
}

/**
 * What there is to show of a timeline: until the newest page has come, what an earlier page kept, or else what arrived meanwhile;
 * not both, for messages are missing between them. Null for nothing.
 */
export function shownSequence({ isLoaded, sequence, cached }: Timeline): MessageSequence | null {
  if (isLoaded) return sequence
  return cached ?? (sequence.length > 0 ? sequence : null)
}

const noTypists: readonly Typist[] = []

export function outboxOf(state: ChatState, id: ChannelId | null): ChannelOutbox {
  return id === null ? emptyChannelOutbox : (getIn(state.outbox, id) ?? emptyChannelOutbox)
}

export function pendingOf(state: ChatState, id: ChannelId | null): readonly PendingPost[] {
  return outboxOf(state, id).messages
}

export function typistsOf(state: ChatState, id: ChannelId | null): readonly Typist[] {
  return id === null ? noTypists : (getIn(state.typists, id) ?? noTypists)
}

/** The newest message that is known of a channel, loaded or from its last line; null for none. */
export function newestPosition(entry: ChannelEntry, timeline: Timeline): Position | null {
  const newest = lastMessage(timeline.sequence)
  const last = entry.channel?.lastMessage ?? null
  if (newest === undefined) return last
  return last !== null && comparePositions(last, newest) > 0 ? last : newest
}

/** What a host shows for the whole chat: a number that concerns the user in person, else that something is new (R13). */
export type HostBadge =
  { readonly kind: 'number'; readonly count: number } | { readonly kind: 'dot' | 'none' }

export function hostBadge({ personal, activeChannels }: UnreadTotals): HostBadge {
  if (personal > 0) return { kind: 'number', count: personal }
  return { kind: activeChannels > 0 ? 'dot' : 'none' }
}

/** Something in it is new to the user, counted or not. */
export function hasNews({ unread }: Pick<ChannelEntry, 'unread'>): boolean {
  return unread.count > 0 || unread.mentions > 0 || unread.hasAlert
}

/** The name to show for a channel: what the user's own membership calls it, else what everybody calls it. */
export function channelTitle(entry: ChannelEntry): string {
  const own = entry.membership?.name ?? ''
  return own === '' ? (entry.channel?.name ?? '') : own
}

/** Username of the other person in a channel of two; null elsewhere. */
export function directPeer(entry: ChannelEntry, myUsername: string): string | null {
  if (entry.membership?.kind !== 'direct' || entry.channel === null) return null
  const others = entry.channel.directUsernames.filter((name) => name !== myUsername)
  return others.length === 1 ? (others[0] ?? null) : null
}

/** null: unknown, or the channel is not one of two people. */
export function peerPresence(state: ChatState, entry: ChannelEntry): Presence | null {
  const me = state.me
  if (me === null || entry.membership?.kind !== 'direct' || entry.channel === null) return null
  const others = entry.channel.directUserIds.filter((id) => id !== me.id)
  const [peer] = others
  return others.length === 1 && peer !== undefined ? (getIn(state.presences, peer) ?? null) : null
}

/** Why this user cannot write in the channel; null when they can. */
export function closedReason(
  entry: ChannelEntry | null,
): 'encrypted' | 'archived' | 'readOnly' | null {
  const channel = entry?.channel ?? null
  if (channel?.isEncrypted === true) return 'encrypted'
  if (channel?.isArchived === true) return 'archived'
  const roles = entry?.membership?.roles ?? []
  const mayWrite = roles.includes('owner') || roles.includes('moderator')
  return channel?.isReadOnly === true && !mayWrite ? 'readOnly' : null
}

export function isDirectChannel(entry: ChannelEntry | null): boolean {
  return (entry?.membership?.kind ?? entry?.channel?.kind) === 'direct'
}
