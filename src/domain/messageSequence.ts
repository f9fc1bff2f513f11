import type { Message } from './message'
import { deleteIn, emptyMap, getIn, setIn, type PersistentMap } from './persistentMap'
import type { MessageId, Timestamp } from './ids'

/**
 * Messages sorted by time, each id once. Immutable; kept in chunks so that adding one copies a chunk and the list
 * of chunks, not the history.
 */
export interface MessageSequence {
  readonly chunks: readonly (readonly Message[])[]
  readonly byId: PersistentMap<MessageId, Message>
  readonly length: number
}

const chunkSize = 64

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
  let offset = index
  for (const chunk of sequence.chunks) {
    if (offset < chunk.length) return chunk[offset]
    offset -= chunk.length
  }
  return undefined
}

/** Adds a message, or replaces the version of it that is there. The same sequence when that very object is in. */
export function putMessage(sequence: MessageSequence, message: Message): MessageSequence {
  const known = getIn(sequence.byId, message.id)
  if (known === message) return sequence
  if (known !== undefined && known.createdAt !== message.createdAt) {
    return putMessage(removeMessage(sequence, message.id), message)
  }
  const byId = setIn(sequence.byId, message.id, message)
  const chunkIndex = chunkFor(sequence, message)
  const chunk = sequence.chunks[chunkIndex] ?? []
  const index = lowerBound(chunk, message)
  if (known !== undefined) {
    return {
      ...sequence,
      byId,
      chunks: sequence.chunks.with(chunkIndex, chunk.with(index, message)),
    }
  }
  const grown = splitWhenFull(chunk.toSpliced(index, 0, message))
  const chunks = sequence.chunks.toSpliced(chunkIndex, 1, ...grown)
  return { chunks, byId, length: sequence.length + 1 }
}

export function removeMessage(sequence: MessageSequence, id: MessageId): MessageSequence {
  const known = getIn(sequence.byId, id)
  if (known === undefined) return sequence
  const chunkIndex = chunkFor(sequence, known)
  const chunk = (sequence.chunks[chunkIndex] ?? []).filter((message) => message.id !== id)
  const chunks =
    chunk.length === 0
      ? sequence.chunks.toSpliced(chunkIndex, 1)
      : sequence.chunks.with(chunkIndex, chunk)
  return { chunks, byId: deleteIn(sequence.byId, id), length: sequence.length - 1 }
}

/** How many messages stand before this position. */
export function indexOfPosition(sequence: MessageSequence, position: Position): number {
  let index = 0
  for (const chunk of sequence.chunks) {
    const last = chunk.at(-1)
    if (last !== undefined && comparePositions(last, position) >= 0) {
      return index + lowerBound(chunk, position)
    }
    index += chunk.length
  }
  return index
}

/** Messages from index `from` up to, not including, `to`. */
export function sliceMessages(sequence: MessageSequence, from: number, to: number): Message[] {
  const slice: Message[] = []
  let offset = 0
  for (const chunk of sequence.chunks) {
    if (offset >= to) break
    const end = offset + chunk.length
    if (end > from) slice.push(...chunk.slice(Math.max(0, from - offset), to - offset))
    offset = end
  }
  return slice
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

/** Index of the chunk that holds or would take a position; arrivals at the end are found without a search. */
function chunkFor(sequence: MessageSequence, position: Position): number {
  const { chunks } = sequence
  const lastIndex = Math.max(0, chunks.length - 1)
  const lastStart = chunks[lastIndex]?.[0]
  if (lastStart === undefined || comparePositions(lastStart, position) <= 0) return lastIndex
  let low = 0
  let high = lastIndex
  while (low < high) {
    const middle = (low + high) >>> 1
    const end = chunks[middle]?.at(-1)
    if (end !== undefined && comparePositions(end, position) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function lowerBound(chunk: readonly Message[], position: Position): number {
  const last = chunk.at(-1)
  if (last === undefined || comparePositions(last, position) < 0) return chunk.length
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const at = chunk[middle]
    if (at !== undefined && comparePositions(at, position) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function splitWhenFull(chunk: readonly Message[]): readonly (readonly Message[])[] {
  if (chunk.length <= chunkSize) return [chunk]
  const middle = chunk.length >>> 1
  return [chunk.slice(0, middle), chunk.slice(middle)]
}
