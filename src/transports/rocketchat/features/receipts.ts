import type { Reader, Receipts } from '../../../ports'
import { date, object, objects, type Fields } from '../fields'
import { translateUserRef } from '../translateMessage'
import type { FeatureDeps } from '.'

/** rocketchat.md §5.7 */
export function createReceipts({ rest, site }: FeatureDeps): Receipts {
  function toReader(record: Fields): readonly Reader[] {
    const user = translateUserRef(object(record, 'user'), site)
    return user === null ? [] : [{ user, readAt: date(record, 'ts') }]
  }

  return {
    async readers(id) {
      const answer = await rest.get('chat.getMessageReadReceipts', { messageId: id })
      return objects(answer, 'receipts')
        .flatMap(toReader)
        .sort((one, other) => (one.readAt ?? 0) - (other.readAt ?? 0))
    },
  }
}
