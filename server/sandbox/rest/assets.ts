/** Pictures and files outside `/api` (rocketchat.md §2.9, §5.8, §5.9). */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { World } from '../world/world'
import type { Answer } from './answers'
import { serveEmoji } from './emojiRoutes'
import { serveFile } from './files'

const COLORS = [
  '#b3404a',
  '#b4622d',
  '#8a6d1c',
  '#4f7a2b',
  '#1f7a6a',
  '#2b6ca3',
  '#5b57b5',
  '#9a4691',
]
const AVATAR_SECONDS = 3600
const NOT_FOUND: Answer = { status: 404, body: 'Not Found' }

export function serveAsset(world: World, url: URL, headers: IncomingHttpHeaders): Answer {
  const parts = decoded(url.pathname.split('/').slice(1))
  if (parts === null) return { status: 400, body: 'Bad Request' }
  const [root, first = '', second = ''] = parts
  if (root === 'avatar') {
    return (
      ownAvatar(world, first, second, headers) ?? avatar(avatarText(world, first, second), headers)
    )
  }
  if (root === 'emoji-custom') return serveEmoji(world, first)
  if (root === 'file-upload') return serveFile(world, first, url, headers)
  return NOT_FOUND
}

function decoded(parts: readonly string[]): readonly string[] | null {
  try {
    return parts.map(decodeURIComponent)
  } catch {
    return null
  }
}

/** The picture that a user has chosen, if any. */
function ownAvatar(
  world: World,
  first: string,
  second: string,
  headers: IncomingHttpHeaders,
): Answer | null {
  const userId = first === 'uid' ? second : world.store.userByName(first)?._id
  const picture = userId === undefined ? undefined : world.store.avatars.get(userId)
  if (picture === undefined) return null
  const etag = `"${world.store.users.get(picture._id)?.avatarETag ?? ''}"`
  const caching = { etag, 'cache-control': `public, max-age=${String(AVATAR_SECONDS)}` }
  if (headers['if-none-match'] === etag) return { status: 304, headers: caching, body: '' }
  const type = { 'content-type': picture.type, 'x-content-type-options': 'nosniff' }
  return { status: 200, headers: { ...caching, ...type }, body: picture.content }
}

/** The text behind the initials: a name if we know it, else what was asked for. */
function avatarText(world: World, first: string, second: string): string {
  if (first === 'uid') {
    const user = world.store.users.get(second)
    return user?.name ?? second
  }
  if (first === 'room') {
    const room = world.store.rooms.get(second)
    return room?.fname ?? room?.name ?? second
  }
  return world.store.userByName(first)?.name ?? first
}

function avatar(name: string, headers: IncomingHttpHeaders): Answer {
  const body = avatarSvg(name)
  const etag = `"${createHash('sha1').update(body).digest('hex').slice(0, 16)}"`
  const cache = { etag, 'cache-control': `public, max-age=${String(AVATAR_SECONDS)}` }
  if (headers['if-none-match'] === etag) return { status: 304, headers: cache, body: '' }
  return { status: 200, headers: { ...cache, 'content-type': 'image/svg+xml' }, body }
}

function avatarSvg(name: string): string {
  const sum = Array.from(name, (char) => char.codePointAt(0) ?? 0).reduce((a, b) => a + b, 0)
  const color = COLORS[sum % COLORS.length] ?? '#666666'
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">' +
    `<rect width="200" height="200" fill="${color}"/>` +
    '<text x="100" y="104" text-anchor="middle" dominant-baseline="central" fill="#ffffff" ' +
    `font-family="system-ui, sans-serif" font-size="88">${escapeXml(initials(name))}</text></svg>`
  )
}

/** Two letters for alphabetic names, the last character for Chinese ones. */
function initials(name: string): string {
  const chars = Array.from(name.trim())
  if (chars.some((char) => /\p{Script=Han}/u.test(char))) return chars.at(-1) ?? ''
  const words = name.split(/[\s._-]+/).filter((word) => word !== '')
  const letters = words.length > 1 ? [words[0], words[1]] : [words[0]]
  return letters
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}

function escapeXml(text: string): string {
  return text
    .replace(/\p{Cc}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
