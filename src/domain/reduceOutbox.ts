import type { ChannelId, MessageId } from './ids'
import type { Message } from './message'
import { messageById } from './messageSequence'
import { deleteIn, setIn } from './persistentMap'
import { outboxOf, timelineOf } from './selectors'
import type { ChatState } from './state'
import { showsFile, toChannelOutbox, type Wish, type WishFailure, type WishState } from './wish'

export function queueWish(state: ChatState, wish: Wish): ChatState {
  const { list } = outboxOf(state, wish.channelId)
  if (list.some(({ id }) => id === wish.id)) return state
  return withList(state, wish.channelId, [...list, wish])
}

/** Messages that are here already are not pending any more. */
export function restoreWishes(state: ChatState, wishes: readonly Wish[]): ChatState {
  let next = state
  for (const id of new Set(wishes.map(({ channelId }) => channelId))) {
    const { list } = outboxOf(state, id)
    const known = new Set(list.map((wish) => wish.id))
    const added = wishes.filter(
      (wish) => wish.channelId === id && !known.has(wish.id) && !hasComeTrue(state, wish),
    )
    if (added.length > 0) next = withList(next, id, [...added, ...list])
  }
  return next
}

function hasComeTrue(state: ChatState, wish: Wish): boolean {
  const { sequence } = timelineOf(state, wish.channelId)
  return wish.kind === 'send' && messageById(sequence, wish.id) !== undefined
}

export function moveWish(
  state: ChatState,
  channelId: ChannelId,
  id: string,
  to: { readonly state: WishState; readonly failure: WishFailure | null },
): ChatState {
  const known = outboxOf(state, channelId).list.find((wish) => wish.id === id)
  if (known === undefined || (known.state === to.state && known.failure === to.failure))
    return state
  return reviseWish(state, { ...known, state: to.state, failure: to.failure })
}

export function reviseWish(state: ChatState, wish: Wish): ChatState {
  const { list } = outboxOf(state, wish.channelId)
  const index = list.findIndex(({ id }) => id === wish.id)
  return index < 0 ? state : withList(state, wish.channelId, list.with(index, wish))
}

export function discardWish(state: ChatState, channelId: ChannelId, id: string): ChatState {
  const { list } = outboxOf(state, channelId)
  const rest = list.filter((wish) => wish.id !== id)
  return rest.length === list.length ? state : withList(state, channelId, rest)
}

/** The message is gone: what the server refused of its changes cannot be tried again, and shows nowhere. */
export function discardRefusedChanges(
  state: ChatState,
  id: ChannelId,
  message: MessageId,
): ChatState {
  const { list } = outboxOf(state, id)
  const rest = list.filter((wish) => {
    const isPost = wish.kind === 'send' || wish.kind === 'file'
    return isPost || wish.messageId !== message || wish.state !== 'failed'
  })
  return rest.length === list.length ? state : withList(state, id, rest)
}

/** The message is here: the wish for it has come true, also that of a file, which is known by its bytes. */
export function discardFulfilled(state: ChatState, message: Message): ChatState {
  const { list } = outboxOf(state, message.channelId)
  const rest = list.filter((wish) => {
    if (wish.id === message.id) return false
    const isFile = wish.kind === 'file' && wish.uploadId !== null && !wish.isUnwanted
    return !(isFile && showsFile(message, wish.uploadId))
  })
  return rest.length === list.length ? state : withList(state, message.channelId, rest)
}

function withList(state: ChatState, id: ChannelId, list: readonly Wish[]): ChatState {
  const outbox =
    list.length === 0 ? deleteIn(state.outbox, id) : setIn(state.outbox, id, toChannelOutbox(list))
  return { ...state, outbox }
}
