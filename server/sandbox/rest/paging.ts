/** Paging (rocketchat.md §5.1): default 50, above 100 clamped without a word, 0 = all. */
import { optional, text, whole } from './shape'

export const PAGING = { count: optional(whole), offset: optional(whole), sort: optional(text) }

const DEFAULT_COUNT = 50
const MAX_COUNT = 100

export function clampCount(count: number | undefined, fallback = DEFAULT_COUNT): number {
  return Math.min(count ?? fallback, MAX_COUNT)
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly count: number
  readonly offset: number
  readonly total: number
}

export function pageOf<T>(
  all: readonly T[],
  query: { readonly count: number | undefined; readonly offset: number | undefined },
): Page<T> {
  const offset = query.offset ?? 0
  const count = clampCount(query.count)
  const items = count === 0 ? all.slice(offset) : all.slice(offset, offset + count)
  return { items, count: items.length, offset, total: all.length }
}
