import { channelId, type Findings } from '../../domain'
import { objects, text } from './fields'
import type { Rest } from './rest'
import { channelKind } from './translateChannel'
import { translateUserRef, type Site } from './translateMessage'

/** What the server finds under a name (rocketchat.md §5.9, `spotlight`). Its own signs `#` and `@` are taken as text. */
export async function findByName(rest: Rest, site: Site, query: string): Promise<Findings> {
  const answer = await rest.get('spotlight', { query: query.replace(/^[#@]+/, '') })
  return {
    people: objects(answer, 'users').flatMap((one) => translateUserRef(one, site) ?? []),
    channels: objects(answer, 'rooms').flatMap((one) => {
      const kind = channelKind(text(one, 't'))
      const id = text(one, '_id')
      if (kind === null || id === '') return []
      return [{ id: channelId(id), kind, name: text(one, 'fname') || text(one, 'name') }]
    }),
  }
}
