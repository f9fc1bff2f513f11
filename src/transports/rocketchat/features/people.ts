import { ChatError, type Presence } from '../../../domain'
import type { People, StatusChoice } from '../../../ports'
import { number, object, text, texts, type Fields } from '../fields'
import { translateUserRef } from '../translateMessage'
import type { FeatureDeps } from '.'

const presences: readonly Presence[] = ['online', 'away', 'busy', 'offline']
const choices: readonly StatusChoice[] = ['online', 'away', 'busy']

/** null where the record does not say. */
export function presenceOf(record: Fields): Presence | null {
  const status = text(record, 'status')
  if (status === '') return null
  return presences.find((presence) => presence === status) ?? 'offline'
}

/** What people say of themselves (rocketchat.md §4.7, §5.9). */
export function createPeople({ rest, site }: FeatureDeps): People {
  return {
    async profile(username) {
      const record = object(await rest.get('users.info', { username }), 'user')
      const user = translateUserRef(record, site)
      if (user === null) throw new ChatError('notFound', 'nobody of that name')
      return {
        user,
        nickname: text(record, 'nickname'),
        bio: text(record, 'bio'),
        presence: presenceOf(record),
        statusText: text(record, 'statusText'),
        roles: texts(record, 'roles'),
        utcOffsetHours: number(record, 'utcOffset'),
      }
    },
    async own() {
      const record = await rest.get('me')
      const chosen = text(record, 'statusDefault')
      const isInvisible = chosen === 'offline'
      return {
        profile: {
          name: text(record, 'name'),
          nickname: text(record, 'nickname'),
          bio: text(record, 'bio'),
        },
        status: {
          choice: isInvisible ? 'invisible' : (choices.find((one) => one === chosen) ?? 'online'),
          text: text(record, 'statusText'),
        },
      }
    },
    async setStatus({ choice, text: message }) {
      const status = choice === 'invisible' ? 'offline' : choice
      await rest.post('users.setStatus', { status, message })
    },
    async saveProfile({ name, nickname, bio }) {
      await rest.post('users.updateOwnBasicInfo', { data: { name, nickname, bio } })
    },
  }
}
