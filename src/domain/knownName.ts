import { oncePerChunk } from './chunkedList'
import type { Message } from './message'
import { timelineOf } from './selectors'
import type { ChatState } from './state'

const namesIn = oncePerChunk(
  (messages: readonly Message[]): ReadonlyMap<string, string> =>
    new Map(messages.map(({ author }) => [author.username, author.name])),
)

/** What somebody is called who wrote in the open channel, as far as it is loaded; null for anybody else. */
export function knownName(state: ChatState, username: string): string | null {
  const { chunks } = timelineOf(state, state.currentId).sequence
  const chunk = chunks.findLast((one) => namesIn(one).has(username))
  return chunk === undefined ? null : (namesIn(chunk).get(username) ?? null)
}
