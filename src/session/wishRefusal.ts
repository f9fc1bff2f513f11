import type {
  LocalEvent,
  PendingEdit,
  PendingFile,
  PendingMessage,
  PendingReaction,
  Wish,
  WishFailure,
} from '../domain'

export interface Refusal {
  readonly failure: WishFailure
  /** An earlier attempt may have done it all the same. */
  readonly mayBeDone: boolean
}

/** What a refusal makes of the wish and of what waits behind it in the list of its channel. */
export function eventsOfRefusal(
  list: readonly Wish[],
  wish: Wish,
  refusal: Refusal,
): readonly LocalEvent[] {
  switch (wish.kind) {
    case 'send':
      return ofMessage(list, wish, refusal)
    case 'edit':
      return ofEdit(list, wish, refusal)
    case 'react':
      return ofReaction(list, wish, refusal)
    case 'file':
      return ofFile(list, wish, refusal)
    case 'remove':
      return [failed(wish, refusal)]
  }
}

/**
 * What was wished of a message that the server certainly did not take has nothing to be about: its last text is kept. Of one that
 * may be there, all waits for the user together, and its deletion goes on.
 */
function ofMessage(
  list: readonly Wish[],
  wish: PendingMessage,
  refusal: Refusal,
): readonly LocalEvent[] {
  const now = list.find(({ id }) => id === wish.id)
  const changes = list.filter(({ id, messageId }) => messageId === wish.id && id !== wish.id)
  const edits = changes.filter((one) => one.kind === 'edit')
  const removals = changes.filter(({ kind }) => kind === 'remove')
  if (refusal.mayBeDone && removals.length === 0) {
    return [wish, ...changes].map((one) => failed(one, refusal))
  }
  if (removals.length > 0) {
    const kept = refusal.mayBeDone ? removals : []
    return [wish, ...changes].filter((one) => !kept.includes(one)).map(discarded)
  }
  const last = edits.at(-1)
  const isRevised = now?.kind === 'send' && last !== undefined
  return [
    ...(isRevised ? [revised({ ...now, text: last.text })] : []),
    failed(wish, refusal),
    ...changes.map(discarded),
  ]
}

/** A later text takes its place. Where somebody else edited in between, the user is asked about the later one. */
function ofEdit(list: readonly Wish[], wish: PendingEdit, refusal: Refusal): readonly LocalEvent[] {
  const now = list.find(({ id }) => id === wish.id)
  const later = behind(list, wish).filter(
    (one) => one.kind === 'edit' && one.messageId === wish.messageId,
  )
  const last = later.at(-1)
  if (last?.kind !== 'edit') return [failed(wish, refusal)]
  if (refusal.failure !== 'changed' || now?.kind !== 'edit') return [discarded(wish)]
  return [revised({ ...now, text: last.text }), failed(wish, refusal), ...later.map(discarded)]
}

function ofReaction(
  list: readonly Wish[],
  wish: PendingReaction,
  refusal: Refusal,
): readonly LocalEvent[] {
  const hasLater = behind(list, wish).some(
    (one) => one.kind === 'react' && one.messageId === wish.messageId && one.emoji === wish.emoji,
  )
  return [hasLater ? discarded(wish) : failed(wish, refusal)]
}

/** A file that the user gave up is seen by nobody: it is looked for once more where it may have arrived, or done with. */
function ofFile(list: readonly Wish[], wish: PendingFile, refusal: Refusal): readonly LocalEvent[] {
  const now = list.find(({ id }) => id === wish.id)
  if (now?.kind !== 'file' || !now.isUnwanted) return [failed(wish, refusal)]
  if (wish.isUnwanted || !refusal.mayBeDone) return [discarded(wish)]
  return [moved(wish, 'queued', null)]
}

function behind(list: readonly Wish[], wish: Wish): readonly Wish[] {
  return list.slice(list.findIndex(({ id }) => id === wish.id) + 1)
}

const moved = (
  { channelId, id }: Wish,
  state: 'queued' | 'failed',
  failure: WishFailure | null,
): LocalEvent => ({ type: 'wishMoved', channelId, wishId: id, state, failure })
const failed = (wish: Wish, { failure }: Refusal): LocalEvent => moved(wish, 'failed', failure)
const revised = (wish: Wish): LocalEvent => ({ type: 'wishRevised', wish })
const discarded = ({ channelId, id }: Wish): LocalEvent => ({
  type: 'wishDiscarded',
  channelId,
  wishId: id,
})
