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

export type Query = Readonly<Record<string, string | number | boolean>>

/** REST calls of one user (rocketchat.md §5). Each is one attempt; every rejection is a ChatError. */
export interface Rest {
  get(route: string, query?: Query): Promise<Fields>
  post(route: string, body: Readonly<Record<string, unknown>>): Promise<Fields>
  /** Ends the calls in flight; they and later ones reject with `connection`. */
  abort(): void
}

const timeoutMs = 30_000

export function createRest(deps: RestDeps, credentials: Credentials | null): Rest {
  const { http, clock } = deps
  const abort = deps.newAbort()
  const blockedUntil = new Map<string, number>()
  const headers: Record<string, string> =
    credentials === null
      ? {}
      : { 'X-Auth-Token': credentials.token, 'X-User-Id': credentials.userId }

  async function request(
    method: 'get' | 'post',
    route: string,
    params: Query,
    data?: Readonly<Record<string, unknown>>,
  ): Promise<Fields> {
    refuseWhileBlocked(route)
    try {
      const answer = await http.request<unknown>({
        method,
        url: `/api/v1/${route}`,
        params,
        ...(data === undefined ? {} : { data }),
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
    get: (route, query = {}) => request('get', route, query),
    post: (route, body) => request('post', route, {}, body),
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
