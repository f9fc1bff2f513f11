import type { FoundMessages } from '../../../ports'
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
): FoundMessages {
  const records = objects(answer, key)
  const end = offset + records.length
  const total = number(answer, 'total')
  const isLast = records.length === 0 || (total === null ? records.length < pageSize : end >= total)
  return { messages: readMessages(records), nextOffset: isLast ? null : end }
}
