import { lowerBound } from './lowerBound'

/**
 * Items in an order, in chunks. Immutable: adding or removing one copies a chunk and the list of chunks, not all items, and
 * what was worked out for a chunk holds as long as the chunk is there (`oncePerChunk`).
 */
export interface ChunkedList<T> {
  readonly chunks: readonly (readonly T[])[]
  readonly length: number
}

/** Items are the same when neither comes before the other. */
type Compare<T> = (a: T, b: T) => number

const chunkSize = 64

/** Of items that are in their order already. */
export function chunkedList<T>(items: readonly T[]): ChunkedList<T> {
  const chunks: (readonly T[])[] = []
  for (let from = 0; from < items.length; from += chunkSize) {
    chunks.push(items.slice(from, from + chunkSize))
  }
  return { chunks, length: items.length }
}

/** Adds an item in its place, or replaces the one that is the same. */
export function putInto<K, T extends K>(
  { chunks, length }: ChunkedList<T>,
  item: T,
  compare: Compare<K>,
): ChunkedList<T> {
  const at = chunkFor(chunks, item, compare)
  const chunk = chunks[at] ?? []
  const index = rank(chunk, item, compare)
  const isThere = isAt(chunk, index, item, compare)
  const next = chunk.toSpliced(index, isThere ? 1 : 0, item)
  const middle = next.length >>> 1
  const parts = next.length > chunkSize ? [next.slice(0, middle), next.slice(middle)] : [next]
  return { chunks: chunks.toSpliced(at, 1, ...parts), length: length + (isThere ? 0 : 1) }
}

/** The same list when no item is the same. */
export function removeFrom<K, T extends K>(
  list: ChunkedList<T>,
  item: K,
  compare: Compare<K>,
): ChunkedList<T> {
  const { chunks, length } = list
  const at = chunkFor(chunks, item, compare)
  const chunk = chunks[at] ?? []
  const index = rank(chunk, item, compare)
  if (!isAt(chunk, index, item, compare)) return list
  const rest = chunk.toSpliced(index, 1)
  // Chunks that ran low become one: their number is bounded by that of the items.
  const isLow = (other: readonly T[]) => rest.length + other.length <= chunkSize / 2
  const [before, after] = [chunks[at - 1], chunks[at + 1]]
  if (before !== undefined && isLow(before)) return join(list, at - 1, [...before, ...rest])
  if (after !== undefined && isLow(after)) return join(list, at, [...rest, ...after])
  const parts = rest.length === 0 ? [] : [rest]
  return { chunks: chunks.toSpliced(at, 1, ...parts), length: length - 1 }
}

/** The list with one item less, and one chunk in the place of two. */
function join<T>({ chunks, length }: ChunkedList<T>, at: number, chunk: readonly T[]) {
  return { chunks: chunks.toSpliced(at, 2, chunk), length: length - 1 }
}

/** How many items stand before this one, or before its place. */
export function rankIn<K, T extends K>(
  { chunks }: ChunkedList<T>,
  item: K,
  compare: Compare<K>,
): number {
  const at = chunkFor(chunks, item, compare)
  let before = 0
  for (let index = 0; index < at; index += 1) before += chunks[index]?.length ?? 0
  return before + rank(chunks[at] ?? [], item, compare)
}

export function itemAt<T>(list: ChunkedList<T>, index: number): T | undefined {
  return sliceOf(list, index, index + 1)[0]
}

/** Items from index `from` up to, not including, `to`. */
export function sliceOf<T>({ chunks }: ChunkedList<T>, from: number, to: number): T[] {
  const slice: T[] = []
  let offset = 0
  for (const chunk of chunks) {
    if (offset >= to) break
    const end = offset + chunk.length
    if (end > from) slice.push(...chunk.slice(Math.max(0, from - offset), to - offset))
    offset = end
  }
  return slice
}

/** A function of a chunk that is worked out once for each. */
export function oncePerChunk<T, R>(work: (chunk: readonly T[]) => R): (chunk: readonly T[]) => R {
  const known = new WeakMap<readonly T[], R>()
  return (chunk) => {
    const result = known.get(chunk) ?? work(chunk)
    known.set(chunk, result)
    return result
  }
}

/** Index of the chunk that holds or would take an item. */
function chunkFor<K>(chunks: readonly (readonly K[])[], item: K, compare: Compare<K>): number {
  return lowerBound(chunks.length - 1, (index) => {
    const end = chunks[index]?.at(-1)
    return end !== undefined && compare(end, item) < 0
  })
}

/** How many items of a chunk stand before this one. */
function rank<K>(chunk: readonly K[], item: K, compare: Compare<K>): number {
  return lowerBound(chunk.length, (index) => {
    const other = chunk[index]
    return other !== undefined && compare(other, item) < 0
  })
}

function isAt<K>(chunk: readonly K[], index: number, item: K, compare: Compare<K>): boolean {
  const there = chunk[index]
  return there !== undefined && compare(there, item) === 0
}
