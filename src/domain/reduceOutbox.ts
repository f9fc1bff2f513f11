import type { ChannelId, MessageId } from './ids'
import type { PendingMessage, SendFailure, SendState } from './message'
import { deleteIn, getIn, setIn } from './persistentMap'
import type { ChatState } from './state'

const none: readonly PendingMessage[] = []

export function queuePending(state: ChatState, pending: PendingMessage): ChatState {
  const before = getIn(state.outbox, pending.channelId) ?? none
  if (before.some((one) => one.id === pending.id)) return state
  return withPending(state, pending.channelId, [...before, pending])
}

export function updatePending(
  state: ChatState,
  channelId: ChannelId,
  id: MessageId,
  sendState: SendState,
  failure: SendFailure | null,
): ChatState {
  const before = getIn(state.outbox, channelId) ?? none
  const index = before.findIndex((one) => one.id === id)
  const known = before[index]
  if (known === undefined || (known.state === sendState && known.failure === failure)) return state
  return withPending(state, channelId, before.with(index, { ...known, state: sendState, failure }))
}

export function discardPending(state: ChatState, channelId: ChannelId, id: MessageId): ChatState {
  const before = getIn(state.outbox, channelId) ?? none
  const rest = before.filter((one) => one.id !== id)
  return rest.length === before.length ? state : withPending(state, channelId, rest)
}

function withPending(
  state: ChatState,
  id: ChannelId,
  pending: readonly PendingMessage[],
): ChatState {
  const outbox =
    pending.length === 0 ? deleteIn(state.outbox, id) : setIn(state.outbox, id, pending)
  return { ...state, outbox }
}
