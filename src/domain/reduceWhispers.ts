import type { MessageId } from './ids'
import type { Message } from './message'
import type { ChatState } from './state'

/** The oldest make room. */
const mostWhispers = 10

export function applyWhisper(state: ChatState, whisper: Message): ChatState {
  const { whispers } = state
  if (whispers.some(({ id }) => id === whisper.id)) return state
  return { ...state, whispers: [...whispers, whisper].slice(-mostWhispers) }
}

export function dropWhisper(state: ChatState, id: MessageId): ChatState {
  const whispers = state.whispers.filter((one) => one.id !== id)
  return whispers.length === state.whispers.length ? state : { ...state, whispers }
}
