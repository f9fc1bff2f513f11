/** Emoji of this workspace (rocketchat.md §5.2) and their pictures. */
import type { World } from '../world/world'
import { success, type Answer } from './answers'
import { pageOf, PAGING } from './paging'
import { route, type Route } from './route'
import { isoDate, optional, text } from './shape'

const TYPES = { png: 'image/png', gif: 'image/gif', jpg: 'image/jpeg' } as const

export const emojiRoutes: readonly Route[] = [
  route(
    'GET',
    'emoji-custom.list',
    { updatedSince: optional(isoDate), _id: optional(text), query: optional(text) },
    ({ world, input }) => {
      const { updatedSince = -Infinity } = input
      const changed = [...world.store.customEmoji.values()].filter(
        ({ _id, _updatedAt }) => _updatedAt.getTime() > updatedSince && (input._id ?? _id) === _id,
      )
      return success({ emojis: { update: changed.map(view), remove: [] } })
    },
  ),
  route('GET', 'emoji-custom.all', { ...PAGING, name: optional(text) }, ({ world, input }) => {
    const named = [...world.store.customEmoji.values()].filter(({ name }) =>
      name.includes(input.name ?? ''),
    )
    const { items, ...counts } = pageOf(named.map(view), input)
    return success({ emojis: items, ...counts })
  }),
]

type Emoji = World['store']['customEmoji'] extends ReadonlyMap<string, infer T> ? T : never

function view({ _id, name, aliases, extension, etag, _updatedAt }: Emoji): object {
  return { _id, name, aliases, extension, etag, _updatedAt }
}

/** `/emoji-custom/<name>.<extension>`, for everybody. */
export function serveEmoji(world: World, file: string): Answer {
  const [, name = '', extension = ''] = /^(.+)\.(\w+)$/.exec(file) ?? []
  const emoji = world.store.emojiNamed(name)
  if (emoji?.extension !== extension) return { status: 404, body: 'Not Found' }
  const headers = {
    'content-type': TYPES[emoji.extension],
    'x-content-type-options': 'nosniff',
    'cache-control': 'public, max-age=86400',
  }
  return { status: 200, headers, body: emoji.content }
}
