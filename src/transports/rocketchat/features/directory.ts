import { ChatError, channelId } from '../../../domain'
import type { Directory } from '../../../ports'
import { object, objects, text } from '../fields'
import { channelKind } from '../translateChannel'
import { translateUserRef } from '../translateMessage'
import type { FeatureDeps } from '.'

export function createDirectory({ rest, site }: FeatureDeps): Directory {
  return {
    /** `spotlight` (rocketchat.md §5.9). Its own signs `#` and `@` are taken as text. */
    async find(query) {
      const answer = await rest.get('spotlight', { query: query.replace(/^[#@]+/, '') })
      return {
        people: objects(answer, 'users').flatMap((one) => translateUserRef(one, site) ?? []),
        channels: objects(answer, 'rooms').flatMap((one) => {
          const kind = channelKind(text(one, 't'))
          const id = text(one, '_id')
          if (kind === null || id === '') return []
          const slug = text(one, 'name')
          return [{ id: channelId(id), kind, name: text(one, 'fname') || slug, slug }]
        }),
      }
    },
    async joinChannel(id) {
      await rest.post('channels.join', { roomId: id })
    },
    async openDirect(username) {
      const room = object(await rest.post('im.create', { username }), 'room')
      const id = text(room, 'rid') || text(room, '_id')
      if (id === '') throw new ChatError('protocol', 'no channel in the answer')
      return channelId(id)
    },
  }
}
