/** `/file-upload/<id>/<name>` (rocketchat.md §2.9, §5.8). */
import type { IncomingHttpHeaders } from 'node:http'
import type { Upload } from '../world/types'
import type { World } from '../world/world'
import type { Answer } from './answers'

const NOT_FOUND: Answer = { status: 404, body: 'Not Found' }
const FORBIDDEN: Answer = { status: 403, body: 'Forbidden' }

export function serveFile(
  world: World,
  id: string,
  url: URL,
  headers: IncomingHttpHeaders,
): Answer {
  const upload = world.uploads.find(id)
  if (upload === null) return NOT_FOUND
  if (!mayDownload(world, upload.rid, credentials(url, headers))) return FORBIDDEN
  const fixed = fileHeaders(upload, url.searchParams.has('download'))
  const size = upload.content.byteLength
  const range = readRange(headers.range, size)
  if (range === 'none')
    return { status: 200, headers: withLength(fixed, size), body: upload.content }
  if (range === 'outside') {
    return { status: 416, headers: { ...fixed, 'content-range': `bytes */${size}` }, body: '' }
  }
  const body = upload.content.subarray(range.first, range.last + 1)
  const contentRange = `bytes ${range.first}-${range.last}/${size}`
  const partial = { ...withLength(fixed, body.byteLength), 'content-range': contentRange }
  return { status: 206, headers: partial, body }
}

function fileHeaders({ type, name }: Upload, isDownload: boolean): Record<string, string> {
  const disposition = isDownload ? 'attachment' : 'inline'
  return {
    'content-type': type,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeName(name)}`,
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=600',
    'accept-ranges': 'bytes',
  }
}

/** RFC 8187 leaves fewer characters as they are than `encodeURIComponent` does. */
function encodeName(name: string): string {
  const hex = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(name).replace(/['()*]/g, hex)
}

function withLength(headers: Record<string, string>, bytes: number): Record<string, string> {
  return { ...headers, 'content-length': String(bytes) }
}

type Range = { readonly first: number; readonly last: number } | 'none' | 'outside'

/** One range, as media players ask for it; several at once, and what is malformed, get the whole (RFC 9110 §14.2). */
function readRange(header: string | undefined, size: number): Range {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (from === '' && to === '') return 'none'
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (from !== '' && to !== '' && Number(to) < first) return 'none'
  return first > last ? 'outside' : { first, last }
}

/** Members of the room, unless `FileUpload_ProtectFiles` is off (§2.9). */
function mayDownload(world: World, rid: string, { userId, token }: Credentials): boolean {
  if (world.store.settings.get('FileUpload_ProtectFiles') === false) return true
  const user = world.users.authenticate(userId, token)
  return user !== null && world.store.subscription(rid, user._id) !== undefined
}

interface Credentials {
  readonly userId: string
  readonly token: string
}

/** The query goes before the cookie, and the headers come last. */
function credentials(url: URL, headers: IncomingHttpHeaders): Credentials {
  const cookies = readCookies(headers.cookie ?? '')
  const find = (name: string, header: string): string => {
    const value = headers[header]
    const fromHeader = typeof value === 'string' ? value : ''
    return url.searchParams.get(name) ?? cookies.get(name) ?? fromHeader
  }
  return { userId: find('rc_uid', 'x-user-id'), token: find('rc_token', 'x-auth-token') }
}

function readCookies(header: string): ReadonlyMap<string, string> {
  return new Map(
    header.split(';').map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
    }),
  )
}
