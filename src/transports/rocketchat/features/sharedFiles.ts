import type { SharedFile, SharedFiles } from '../../../ports'
import { date, number, text, type Fields } from '../fields'
import { translateUserRef } from '../translateMessage'
import { familyOf } from './family'
import { mapPage, pageSize, toItems } from './paging'
import type { FeatureDeps } from '.'

const kinds: readonly SharedFile['kind'][] = ['image', 'audio', 'video']

/** `channels.files` and its like (rocketchat.md §4.8, §5.4). */
export function createSharedFiles({ rest, site }: FeatureDeps): SharedFiles {
  function toFile(record: Fields): SharedFile | null {
    const id = text(record, '_id')
    if (id === '') return null
    const type = text(record, 'type')
    return {
      id,
      name: text(record, 'name'),
      kind: kinds.find((kind) => type.startsWith(`${kind}/`)) ?? 'file',
      sizeBytes: number(record, 'size'),
      url: site.resolveUrl(text(record, 'path') || text(record, 'url')),
      sharedAt: date(record, 'uploadedAt'),
      author: translateUserRef(record.user, site),
    }
  }

  return {
    async list(channel, words, offset) {
      const name = words === '' ? {} : { name: words }
      const query = { roomId: channel.id, count: pageSize, offset, ...name }
      const sort = JSON.stringify({ uploadedAt: -1 })
      const answer = await rest.get(`${familyOf(channel)}.files`, { ...query, sort })
      return mapPage(toItems(answer, 'files', offset), toFile)
    },
  }
}
