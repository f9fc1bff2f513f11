import { channelId, messageId, type ChannelId, type MessageId } from '../domain'

/** `profile`, `user`, `redirect`, and what else a link of a host brings along. */
export type Query = Readonly<Record<string, string>>

export type Place =
  | { readonly name: 'signIn' }
  | { readonly name: 'home' }
  | {
      readonly name: 'channel'
      readonly channelId: ChannelId
      /** The message to show; absent for where the user left off. */
      readonly messageId?: MessageId
      /** What is open beside the messages, `kind` or `kind:id`; absent for nothing. */
      readonly panel?: string
    }

/** Where the user can be. */
export type Route = Place & { readonly query: Query }

const home: Place = { name: 'home' }

/**
 * The route of an address: path and query below the root of the app. Whatever is unknown or malformed is home, with
 * its query. So no text leads out of the app, `//other.example` neither.
 */
export function parseAddress(address: string): Route {
  const [beforeHash = ''] = address.split('#', 1)
  const [path = ''] = beforeHash.split('?', 1)
  const { panel = '', ...query } = Object.fromEntries(
    new URLSearchParams(beforeHash.slice(path.length)),
  )
  const place = placeAt(path) ?? home
  return { ...place, ...(place.name === 'channel' && panel !== '' ? { panel } : {}), query }
}

/** The one spelling of a route's address. What URIs cannot hold, halves of characters, is replaced. */
export function formatAddress(route: Route): string {
  const panel = route.name === 'channel' && route.panel !== undefined ? { panel: route.panel } : {}
  const query = new URLSearchParams({ ...route.query, ...panel }).toString()
  return query === '' ? pathOf(route) : `${pathOf(route)}?${query}`
}

function placeAt(path: string): Place | null {
  const [root, kind, id, message, ...rest] = segmentsOf(path) ?? []
  if (root !== '' || rest.length > 0) return null
  if (kind === undefined) return home
  if (kind === 'sign-in') return id === undefined ? { name: 'signIn' } : null
  if (kind !== 'channel' || id === undefined || id === '' || message === '') return null
  return {
    name: 'channel',
    channelId: channelId(id),
    ...(message === undefined ? {} : { messageId: messageId(message) }),
  }
}

/** What stands between the slashes, the last of which may be missing; null when its encoding is malformed. */
function segmentsOf(path: string): readonly string[] | null {
  try {
    return path.replace(/\/$/, '').split('/').map(decodeURIComponent)
  } catch {
    return null
  }
}

function pathOf(place: Place): string {
  switch (place.name) {
    case 'signIn':
      return '/sign-in'
    case 'home':
      return '/'
    case 'channel': {
      const { channelId: id, messageId: message } = place
      return `/channel/${encode(id)}${message === undefined ? '' : `/${encode(message)}`}`
    }
  }
}

const encode = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
