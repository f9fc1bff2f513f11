/** Paging (rocketchat.md §5.1): default 50, above 100 clamped without a word, 0 = all. */
import { refused } from './answers'
import { refuse } from './route'
import { isRecord, optional, text, whole } from './shape'

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

/** By the keys of `sort`, a JSON text such as `{"ts":-1}`; as they are without one. */
export function sortedBy<T extends object>(
  all: readonly T[],
  sort: string | undefined,
): readonly T[] {
  if (sort === undefined || sort === '') return all
  const keys = Object.entries(readSort(sort))
  return all.toSorted((a, b) => {
    for (const [key, direction] of keys) {
      const order = compare(valueAt(a, key), valueAt(b, key))
      if (order !== 0) return direction === -1 ? -order : order
    }
    return 0
  })
}

function readSort(sort: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(sort)
    if (isRecord(value) && Object.values(value).every((one) => one === 1 || one === -1)) {
      return value
    }
  } catch {
    // Told below.
  }
  return refuse(refused(`Invalid sort parameter provided: "${sort}"`, 'error-invalid-sort'))
}

function valueAt(item: object, key: string): unknown {
  return key.split('.').reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), item)
}

/** What is missing comes first, as in the database of the real server. */
function compare(a: unknown, b: unknown): number {
  const [one, other] = [comparable(a), comparable(b)]
  if (one === other) return 0
  if (one === undefined) return -1
  if (other === undefined) return 1
  return one < other ? -1 : 1
}

function comparable(value: unknown): number | string | undefined {
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' || typeof value === 'string' ? value : undefined
}
