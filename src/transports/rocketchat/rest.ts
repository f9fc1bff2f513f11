import { isAxiosError, type AxiosInstance, type GenericAbortSignal } from 'axios'
import { ChatError } from '../../domain'
import type { Clock, Credentials } from '../../ports'
import { fromRestFailure } from './errors'
import { isFields, type Fields } from './fields'

/** The platform's AbortController, which the core has no name for. */
export interface AbortHandle {
  readonly signal: GenericAbortSignal
  abort(): void
}

/** The one axios instance of a server. */
export type HttpClient = AxiosInstance

export interface RestDeps {
  /** Its base URL is the server's root. */
  readonly http: HttpClient
  readonly clock: Clock
  newAbort(): AbortHandle
}

/** What makes a call the user's own. */
export interface Signature {
  readonly headers: Readonly<Record<string, string>>
  /** After the server refused this one: makes the next one another. Rejects with a ChatError when there is none. */
  renew?(): Promise<void>
}

export type Sign = () => Promise<Signature>

/** Rocket.Chat's own login (rocketchat.md §2.2), or none. */
export function signWith(credentials: Credentials | null): Sign {
  const headers: Record<string, string> =
    credentials === null
      ? {}
      : { 'X-Auth-Token': credentials.token, 'X-User-Id': credentials.userId }
  return () => Promise.resolve({ headers })
}

export type Query = Readonly<Record<string, string | number | boolean>>

/**
 * REST calls of one user (rocketchat.md §5). Each is one attempt, or two where a refused signature can be renewed: a
 * 401 has done nothing. Every rejection is a ChatError.
 */
export interface Rest {
  get(route: string, query?: Query): Promise<Fields>
  post(route: string, body: Readonly<Record<string, unknown>>): Promise<Fields>
  /** Ends the calls in flight; they and later ones reject with `connection`. */
  abort(): void
}

interface Call {
  readonly method: 'get' | 'post'
  readonly route: string
  readonly query: Query
  readonly body?: Readonly<Record<string, unknown>>
}

const timeoutMs = 30_000

export function createRest(deps: RestDeps, sign: Sign): Rest {
  const { http, clock } = deps
  const abort = deps.newAbort()
  const blockedUntil = new Map<string, number>()

  async function request(call: Call): Promise<Fields> {
    const signature = await sign()
    try {
      return await attempt(call, signature)
    } catch (error) {
      const isRefused = error instanceof ChatError && error.code === 'sessionExpired'
      if (!isRefused || signature.renew === undefined) throw error
      await signature.renew()
      return attempt(call, await sign())
    }
  }

  async function attempt(
    { method, route, query, body }: Call,
    { headers }: Signature,
  ): Promise<Fields> {
    refuseWhileBlocked(route)
    try {
      const answer = await http.request<unknown>({
        method,
        url: `/api/v1/${route}`,
        params: query,
        ...(body === undefined ? {} : { data: body }),
        headers,
        timeout: timeoutMs,
        signal: abort.signal,
      })
      return bodyOf(route, answer.data)
    } catch (error) {
      throw remember(route, sort(route, error))
    }
  }

  /** The limit is per route: asking again before its time only prolongs it. */
  function refuseWhileBlocked(route: string): void {
    const waitMs = (blockedUntil.get(route) ?? 0) - clock.now()
    if (waitMs <= 0) return
    throw new ChatError('rateLimit', `${route} is limited`, { retryAfterMs: waitMs })
  }

  function remember(route: string, error: ChatError): ChatError {
    if (error.retryAfterMs !== null) blockedUntil.set(route, clock.now() + error.retryAfterMs)
    return error
  }

  return {
    get: (route, query = {}) => request({ method: 'get', route, query }),
    post: (route, body) => request({ method: 'post', route, query: {}, body }),
    abort: () => {
      abort.abort()
    },
  }
}

function bodyOf(route: string, data: unknown): Fields {
  if (!isFields(data)) throw new ChatError('protocol', `${route} did not answer with JSON`)
  if (data.success === false) throw fromRestFailure(400, data)
  return data
}

/** The axios error itself goes no further: it carries the headers and the body, and so tokens and passwords. */
function sort(route: string, error: unknown): ChatError {
  if (error instanceof ChatError) return error
  if (isAxiosError(error) && error.response !== undefined) {
    const { status } = error.response
    const data: unknown = error.response.data
    if (status >= 200 && status < 300) {
      return new ChatError('protocol', `${route} did not answer with JSON`)
    }
    return fromRestFailure(status, data)
  }
  const reason = error instanceof Error ? error.message : 'no answer'
  return new ChatError('connection', `${route}: ${reason}`, { code: 'unreachable' })
}
