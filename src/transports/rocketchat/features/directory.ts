import { ChatError, channelId, type ChannelId, type FoundChannel } from '../../../domain'
import type { ChannelSort, Directory } from '../../../ports'
import { date, flag, number, object, objects, text, type Fields } from '../fields'
import { channelKind } from '../translateChannel'
import { translateUserRef } from '../translateMessage'
import { naming } from './names'
import { mapPage, pageSize, toItems } from './paging'
import type { FeatureDeps } from '.'

const sorts: Readonly<Record<ChannelSort, Readonly<Record<string, 1 | -1>>>> = {
  members: { usersCount: -1 },
  activity: { lastMessage: -1 },
  name: { name: 1 },
}

/** rocketchat.md §5.4, §5.9 */
export function createDirectory({ rest, site }: FeatureDeps): Directory {
  function page(type: string, words: string, sort: object, offset: number): Promise<Fields> {
    const query = { type, text: words, count: pageSize, offset, sort: JSON.stringify(sort) }
    return rest.get('directory', query)
  }

  return {
    /** `spotlight` (rocketchat.md §5.9). Its own signs `#` and `@` are taken as text. */
    async find(query) {
      const answer = await rest.get('spotlight', { query: query.replace(/^[#@]+/, '') })
      return {
        people: objects(answer, 'users').flatMap((one) => translateUserRef(one, site) ?? []),
        channels: objects(answer, 'rooms').flatMap((one) => toChannel(one) ?? []),
      }
    },
    async channels(words, sort, offset) {
      const answer = await page('channels', words, sorts[sort], offset)
      return mapPage(toItems(answer, 'result', offset), (one) => {
        const found = toChannel(one)
        return (
          found && {
            ...found,
            topic: text(one, 'topic'),
            memberCount: number(one, 'usersCount'),
            lastActivityAt: date(object(one, 'lastMessage'), 'ts'),
            isArchived: flag(one, 'archived'),
          }
        )
      })
    },
    async people(words, offset) {
      const answer = await page('users', words, { name: 1 }, offset)
      return mapPage(toItems(answer, 'result', offset), (one) => {
        const user = translateUserRef(one, site)
        return user && { user, nickname: text(one, 'nickname'), bio: text(one, 'bio') }
      })
    },
    async joinChannel(id) {
      await rest.post('channels.join', { roomId: id })
    },
    async openDirect(...usernames) {
      const [username] = usernames
      const wanted = usernames.length === 1 ? { username } : { usernames: usernames.join(',') }
      const room = object(await rest.post('im.create', wanted), 'room')
      return idOf(text(room, 'rid') || text(room, '_id'))
    },
    async create({ kind, name, topic, isReadOnly, usernames }) {
      const isPublic = kind === 'public'
      const extraData = topic === '' ? {} : { extraData: { topic } }
      const body = { name, members: usernames, readOnly: isReadOnly, ...extraData }
      const answer = await naming(rest.post(`${isPublic ? 'channels' : 'groups'}.create`, body))
      return idOf(text(object(answer, isPublic ? 'channel' : 'group'), '_id'))
    },
  }
}

function toChannel(record: Fields): FoundChannel | null {
  const kind = channelKind(text(record, 't'))
  const id = text(record, '_id')
  if (kind === null || id === '') return null
  const slug = text(record, 'name')
  return { id: channelId(id), kind, name: text(record, 'fname') || slug, slug }
}

function idOf(id: string): ChannelId {
  if (id === '') throw new ChatError('protocol', 'no channel in the answer')
  return channelId(id)
}
