import { ChatError } from '../../../domain'
import type { ChannelRef, Member, Members } from '../../../ports'
import { objects, text, texts, object, flag, type Fields } from '../fields'
import { translateUserRef } from '../translateMessage'
import { familyOf } from './family'
import { mapPage, pageSize, toItems } from './paging'
import { presenceOf } from './people'
import type { FeatureDeps } from '.'

/** Who is in a channel, and what they are there (rocketchat.md §5.3, §5.4). */
export function createMembers({ rest, site }: FeatureDeps): Members {
  type Roles = ReadonlyMap<string, readonly string[]>

  function toMember(record: Fields, roles: Roles): Member | null {
    const user = translateUserRef(record, site)
    return (
      user && {
        user,
        presence: presenceOf(record),
        statusText: text(record, 'statusText'),
        roles: roles.get(user.id) ?? texts(record, 'roles'),
      }
    )
  }

  async function rolesIn(channel: ChannelRef): Promise<Roles> {
    if (channel.kind === 'direct') return new Map()
    const answer = await rest.get(`${familyOf(channel)}.roles`, { roomId: channel.id })
    const records = objects(answer, 'roles')
    return new Map(records.map((one) => [text(object(one, 'u'), '_id'), texts(one, 'roles')]))
  }

  /** Servers before 7.3 do not order members, and tell their roles apart. */
  async function olderList(channel: ChannelRef, query: Record<string, string | number>) {
    const [answer, roles] = await Promise.all([
      rest.get(`${familyOf(channel)}.members`, query),
      rolesIn(channel),
    ])
    return { answer, roles }
  }

  async function fetchList(channel: ChannelRef, query: Record<string, string | number>) {
    if (channel.kind === 'direct') return olderList(channel, query)
    try {
      const answer = await rest.get('rooms.membersOrderedByRole', query)
      return { answer, roles: new Map() as Roles }
    } catch (error) {
      if (!(error instanceof ChatError) || error.kind !== 'notFound') throw error
      return olderList(channel, query)
    }
  }

  return {
    async list(channel, words, offset) {
      const filter = words === '' ? {} : { filter: words }
      const query = { roomId: channel.id, count: pageSize, offset, ...filter }
      const { answer, roles } = await fetchList(channel, query)
      return mapPage(toItems(answer, 'members', offset), (one) => toMember(one, roles))
    },
    async standing(channel, userId) {
      const [membership, roles] = await Promise.all([
        rest.get('rooms.isMember', { roomId: channel.id, userId }),
        rolesIn(channel),
      ])
      return { isMember: flag(membership, 'isMember'), roles: roles.get(userId) ?? [] }
    },
    /** One by one: `channels.invite` of older servers takes no list. */
    async add(channel, userIds) {
      for (const userId of userIds) {
        await rest.post(`${familyOf(channel)}.invite`, { roomId: channel.id, userId })
      }
    },
    async remove(channel, userId) {
      await rest.post(`${familyOf(channel)}.kick`, { roomId: channel.id, userId })
    },
    async setRole(channel, userId, role, isSet) {
      const name = `${role[0]?.toUpperCase() ?? ''}${role.slice(1)}`
      const call = `${familyOf(channel)}.${isSet ? 'add' : 'remove'}${name}`
      await rest.post(call, { roomId: channel.id, userId })
    },
  }
}
