import {
  isAxiosError,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type GenericAbortSignal,
} from 'axios'
import { ChatError } from '../../domain'
import { steadyClock, type Clock, type Credentials } from '../../ports'
import { fromRestFailure } from './errors'
import { isFields, type Fields } from './fields'
import { formatQuery, type Query } from './query'

export type { Query } from './query'

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
  /** It was renewed elsewhere, and may be over too: refused as well, it is renewed once more. */
  readonly isSecondHand?: boolean
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

/**
 * REST calls of one user (rocketchat.md §5). Each is one attempt, or two where a refused signature can be renewed: a
 * 401 has done nothing. Every rejection is a ChatError.
 */
export interface Rest {
  get(route: string, query?: Query): Promise<Fields>
  post(route: string, body: Readonly<Record<string, unknown>>): Promise<Fields>
  /** One call of any form, which `handle` ends. Its answer is whatever came. */
  transfer(call: Call, handle: AbortHandle): Promise<AxiosResponse<unknown>>
  /** Ends the calls in flight; they and later ones reject with `connection`. */
  abort(): void
}

export interface Call {
  /** What limits are counted by. */
  readonly route: string
  readonly config: AxiosRequestConfig<unknown>
}

const timeoutMs = 30_000

export function createRest(deps: RestDeps, sign: Sign): Rest {
  const { http } = deps
  const time = steadyClock(deps.clock)
  const inFlight = new Set<AbortHandle>()
  let isEnded = false
  const blockedUntil = new Map<string, number>()

  async function request(call: Call, handle: AbortHandle): Promise<AxiosResponse<unknown>> {
    inFlight.add(handle)
    if (isEnded) handle.abort()
    try {
      return await signed(call, handle)
    } finally {
      inFlight.delete(handle)
    }
  }

  async function signed(call: Call, handle: AbortHandle): Promise<AxiosResponse<unknown>> {
    for (let renewals = 0; ; renewals += 1) {
      const signature = await sign()
      try {
        return await attempt(call, signature, handle)
      } catch (error) {
        const isRefused = error instanceof ChatError && error.code === 'sessionExpired'
        const mayRenew = renewals === 0 || (renewals === 1 && signature.isSecondHand === true)
        if (!isRefused || !mayRenew || signature.renew === undefined) throw error
        await signature.renew()
      }
    }
  }

  async function attempt(
    { route, config }: Call,
    { headers }: Signature,
    { signal }: AbortHandle,
  ): Promise<AxiosResponse<unknown>> {
    refuseWhileBlocked(route)
    try {
      return await http.request<unknown>({ timeout: timeoutMs, ...config, headers, signal })
    } catch (error) {
      throw remember(route, sort(route, error))
    }
  }

  async function json(route: string, config: AxiosRequestConfig<unknown>): Promise<Fields> {
    const call = { route: routeName(route), config: { url: `/api/v1/${route}`, ...config } }
    return bodyOf(route, (await request(call, deps.newAbort())).data)
  }

  /** The limit is per route: asking again before its time only prolongs it. */
  function refuseWhileBlocked(route: string): void {
    const waitMs = (blockedUntil.get(route) ?? 0) - time.now()
    if (waitMs <= 0) return
    throw new ChatError('rateLimit', `${route} is limited`, { retryAfterMs: waitMs })
  }

  function remember(route: string, error: ChatError): ChatError {
    if (error.retryAfterMs !== null) blockedUntil.set(route, time.now() + error.retryAfterMs)
    return error
  }

  return {
    get: (route, query = {}) => json(route, { url: `/api/v1/${route}${formatQuery(query)}` }),
    post: (route, body) => json(route, { method: 'post', data: body }),
    transfer: request,
    abort() {
      isEnded = true
      for (const handle of [...inFlight]) handle.abort()
    },
  }
}

/** Without its variable parts. */
export function routeName(route: string): string {
  return route.split('/')[0] ?? route
}

/** The fields of a success. Rejects what is none. */
export function bodyOf(route: string, data: unknown): Fields {
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
