import type { MessageId, Timestamp } from './ids'
import { deleteIn, emptyMap, getIn, setIn, valuesOf, type PersistentMap } from './persistentMap'

/** A message that this client knows to be unread before the server's record says so (R2). */
export interface PendingUnread {
  readonly id: MessageId
  readonly at: Timestamp
  /** Whether the server will add it to the number; otherwise it only makes the channel bold. */
  readonly isNumbered: boolean
  /** Whom it mentions of those that concern me: me by name, or everybody. */
  readonly mention: 'user' | 'group' | null
  /** The server takes it for read, because it marks whole channels at its own time, but it was not shown here (R5). */
  readonly isHeld: boolean
}

/** Pending messages with their sums kept beside them, so that neither adding nor counting walks through all. */
export interface PendingSet {
  readonly byId: PersistentMap<MessageId, PendingUnread>
  readonly numbered: number
  readonly userMentions: number
  readonly groupMentions: number
  readonly held: number
}

export const noPending: PendingSet = {
  byId: emptyMap(),
  numbered: 0,
  userMentions: 0,
  groupMentions: 0,
  held: 0,
}

/** The set with the message in it; the same set when it is in already. */
export function addPending(set: PendingSet, pending: PendingUnread): PendingSet {
  if (getIn(set.byId, pending.id) !== undefined) return set
  return counted(set, setIn(set.byId, pending.id, pending), pending, 1)
}

export function removePending(set: PendingSet, id: MessageId): PendingSet {
  const known = getIn(set.byId, id)
  return known === undefined ? set : counted(set, deleteIn(set.byId, id), known, -1)
}

function counted(
  set: PendingSet,
  byId: PendingSet['byId'],
  { isNumbered, mention, isHeld }: PendingUnread,
  step: 1 | -1,
): PendingSet {
  return {
    byId,
    numbered: set.numbered + (isNumbered ? step : 0),
    userMentions: set.userMentions + (mention === 'user' ? step : 0),
    groupMentions: set.groupMentions + (mention === 'group' ? step : 0),
    held: set.held + (isHeld ? step : 0),
  }
}

export function keepPending(
  set: PendingSet,
  isKept: (pending: PendingUnread) => boolean,
): PendingSet {
  let kept = noPending
  for (const pending of valuesOf(set.byId)) if (isKept(pending)) kept = addPending(kept, pending)
  return kept.byId.size === set.byId.size ? set : kept
}
