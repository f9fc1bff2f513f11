import type { Message } from '../../../domain'
import type { Page } from '../../../ports'
import { number, objects, type Fields } from '../fields'
import type { FeatureDeps } from '.'

/** Of one page. */
export const pageSize = 25

/** The page of messages in an answer; without a total a full page may have another behind it. */
export function toPage(
  answer: Fields,
  key: string,
  offset: number,
  { readMessages }: FeatureDeps,
): Page<Message> {
  const page = toItems(answer, key, offset)
  return { ...page, items: readMessages(page.items) }
}

/** As `toPage`, of records of any kind. */
export function toItems(answer: Fields, key: string, offset: number): Page<Fields> {
  const items = objects(answer, key)
  const end = offset + items.length
  const total = number(answer, 'total')
  const isLast = items.length === 0 || (total === null ? items.length < pageSize : end >= total)
  return { items, nextOffset: isLast ? null : end, total }
}

/** The same page of what its records stand for; what cannot be read is left out. */
export function mapPage<T>(page: Page<Fields>, read: (record: Fields) => T | null): Page<T> {
  const items = page.items.flatMap((record) => read(record) ?? [])
  return { ...page, items }
}
