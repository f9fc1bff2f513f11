/** Who may knock: origins, tokens and what a request carries (signalr.md §2, §13, §15). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Deadlines } from './deadlines'
import type { ConnectionSettings, HubOptions, HubUser } from './options'

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
  // What begins otherwise names a host too, which is not for a hub to judge.
  if (request.url?.startsWith('/') !== true) return null
  const url = URL.parse(`http://localhost${request.url}`)
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

const signalrHeaders = ['authorization', 'content-type', 'x-requested-with', 'x-signalr-user-agent']

/**
 * Allows the page of this origin to read the answer. Never `*`, because cookies may be sent.
 * @param hostHeaders names that pages may send besides those of SignalR
 */
export function setCorsHeaders(
  request: IncomingMessage,
  response: ServerResponse,
  hostHeaders: readonly string[],
): void {
  const { origin } = request.headers
  response.setHeader('Vary', 'Origin')
  if (origin === undefined) return
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  if (request.method !== 'OPTIONS') return
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE')
  response.setHeader(
    'Access-Control-Allow-Headers',
    [...signalrHeaders, ...hostHeaders.map((name) => name.toLowerCase())].join(', '),
  )
  response.setHeader('Access-Control-Max-Age', '600')
}

/** @throws {Refusal} with 401 when nobody vouches for the request, 503 when it cannot be known, or not in time */
export type Authenticate<P> = (request: IncomingMessage, target: Target) => Promise<HubUser<P>>

export function createAuthenticate<P>(
  options: HubOptions<P>,
  { times, log }: ConnectionSettings,
  deadlines: Deadlines,
): Authenticate<P> {
  const late = () => new Refusal(503, 'The authentication took too long')

  async function ask(request: IncomingMessage, target: Target): Promise<HubUser<P> | null> {
    try {
      return await options.authenticate({ token: tokenOf(request, target), request })
    } catch (error) {
      log('warn', 'The authentication failed.', error)
      throw new Refusal(503, 'The authentication is not available')
    }
  }

  return async (request, target) => {
    const user = await deadlines.within(times.authenticate, ask(request, target), late)
    if (user === null) throw new Refusal(401, 'Unauthorized')
    return user
  }
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLong = () => reject(new Refusal(413, 'The body is too long'))
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxBytes) chunks.push(chunk)
      else tooLong()
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    // After the end neither changes anything.
    request.on('error', () => reject(new Refusal(400, 'The body has no end')))
    request.on('close', () => reject(new Refusal(400, 'The body has no end')))
    if (Number(request.headers['content-length']) > maxBytes) tooLong()
  })
}

/** @throws {Refusal} with 413 above the limit, 400 when the client breaks off, 408 when it takes too long */
export type ReadBody = (request: IncomingMessage, maxBytes: number) => Promise<Buffer>

export function createReadBody({ times }: ConnectionSettings, deadlines: Deadlines): ReadBody {
  const late = () => new Refusal(408, 'The body took too long')
  return (request, maxBytes) => deadlines.within(times.body, collect(request, maxBytes), late)
}
