import { itemAt, putInto, rankIn, removeFrom, sliceOf, type ChunkedList } from './chunkedList'
import type { Message } from './message'
import { deleteIn, emptyMap, getIn, setIn, type PersistentMap } from './persistentMap'
import type { MessageId, Timestamp } from './ids'

/** Messages sorted by time, each id once. */
export interface MessageSequence extends ChunkedList<Message> {
  readonly byId: PersistentMap<MessageId, Message>
}

export const emptySequence: MessageSequence = { chunks: [], byId: emptyMap(), length: 0 }

/** Where a message stands: time first, then id, so that equal times have one order everywhere. */
export interface Position {
  readonly id: MessageId
  readonly createdAt: Timestamp
}

export function comparePositions(a: Position, b: Position): number {
  if (a.createdAt !== b.createdAt) return a.createdAt - b.createdAt
  if (a.id === b.id) return 0
  return a.id < b.id ? -1 : 1
}

export function messageById(sequence: MessageSequence, id: MessageId): Message | undefined {
  return getIn(sequence.byId, id)
}

export function firstMessage(sequence: MessageSequence): Message | undefined {
  return sequence.chunks[0]?.[0]
}

export function lastMessage(sequence: MessageSequence): Message | undefined {
  return sequence.chunks.at(-1)?.at(-1)
}

export function messageAt(sequence: MessageSequence, index: number): Message | undefined {
  return itemAt(sequence, index)
}

/** Adds a message, or replaces the version of it that is there. The same sequence when that very object is in. */
export function putMessage(sequence: MessageSequence, message: Message): MessageSequence {
  const known = getIn(sequence.byId, message.id)
  if (known === message) return sequence
  if (known !== undefined && known.createdAt !== message.createdAt) {
    return putMessage(removeMessage(sequence, message.id), message)
  }
  const byId = setIn(sequence.byId, message.id, message)
  return { ...putInto(sequence, message, comparePositions), byId }
}

export function removeMessage(sequence: MessageSequence, id: MessageId): MessageSequence {
  const known = getIn(sequence.byId, id)
  if (known === undefined) return sequence
  return { ...removeFrom(sequence, known, comparePositions), byId: deleteIn(sequence.byId, id) }
}

/** How many messages stand before this position. */
export function indexOfPosition(sequence: MessageSequence, position: Position): number {
  return rankIn(sequence, position, comparePositions)
}

/** Messages from index `from` up to, not including, `to`. */
export function sliceMessages(sequence: MessageSequence, from: number, to: number): Message[] {
  return sliceOf(sequence, from, to)
}

/** Messages written after a time, oldest first. Walks from the end: the cost is the length of the answer. */
export function messagesAfter(sequence: MessageSequence, at: Timestamp): Message[] {
  const after: Message[] = []
  for (let chunkIndex = sequence.chunks.length - 1; chunkIndex >= 0; chunkIndex -= 1) {
    const chunk = sequence.chunks[chunkIndex] ?? []
    for (let index = chunk.length - 1; index >= 0; index -= 1) {
      const message = chunk[index]
      if (message === undefined || message.createdAt <= at) return after.reverse()
      after.push(message)
    }
  }
  return after.reverse()
}
