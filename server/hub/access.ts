/** Who may knock: origins, tokens and what a request carries (signalr.md §2, §13, §15). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HubLog, HubOptions, HubUser } from './options'

/** A refusal with its status code. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

export interface Target {
  readonly path: string
  /** By a key's name without regard to case. */
  readonly query: ReadonlyMap<string, string>
}

/** Null when the address cannot be read. */
export function targetOf(request: IncomingMessage): Target | null {
  const url = URL.parse(request.url ?? '', 'http://localhost')
  if (url === null) return null
  const query = new Map<string, string>()
  for (const [key, value] of url.searchParams) query.set(key.toLowerCase(), value)
  return { path: url.pathname, query }
}

export function tokenOf(request: IncomingMessage, target: Target): string | null {
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? target.query.get('access_token') ?? null
}

type Origins = HubOptions<unknown>['origins']

/** A request without an origin does not come from a page. */
export function isOriginAllowed(request: IncomingMessage, origins: Origins): boolean {
  const { origin } = request.headers
  return origin === undefined || origins === 'any' || origins.includes(origin)
}

/** Allows the page of this origin to read the answer. Never `*`, because cookies may be sent. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  response.setHeader('Vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  if (request.method !== 'OPTIONS') return
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE')
  response.setHeader(
    'Access-Control-Allow-Headers',
    request.headers['access-control-request-headers'] ??
      'authorization, content-type, x-requested-with, x-signalr-user-agent',
  )
  response.setHeader('Access-Control-Max-Age', '600')
}

/** @throws {Refusal} with 401 when nobody vouches for the request */
export async function authenticate<P>(
  options: HubOptions<P>,
  log: HubLog,
  request: IncomingMessage,
  target: Target,
): Promise<HubUser<P>> {
  let user: HubUser<P> | null = null
  try {
    user = await options.authenticate({ token: tokenOf(request, target), request })
  } catch (error) {
    log('warn', 'The authentication failed.', error)
  }
  if (user === null) throw new Refusal(401, 'Unauthorized')
  return user
}

/** @throws {Refusal} with 413 above the limit, 400 when the client breaks off */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBytes) break
      chunks.push(chunk)
    }
  } catch {
    throw new Refusal(400, 'The body has no end')
  }
  if (length > maxBytes) throw new Refusal(413, 'The body is too long')
  return Buffer.concat(chunks)
}
