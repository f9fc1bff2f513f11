/** Requests to Rocket.Chat: one attempt each, with a limit on time, and none while it has asked for silence. */
import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { errors, Pool } from 'undici'
import type { CancelTimer, Clock } from '../../../src/ports'
import {
  limited,
  LoginRefused,
  RelayFailure,
  upstreamSlow,
  upstreamUnavailable,
  upstreamUnreadable,
} from '../failure'
import type { Metrics } from '../metrics'
import { discard, isFields, readAll, readFields, type Fields } from './body'

/** What a user's calls are signed with (rocketchat.md §2.2). */
export interface ChatLogin {
  readonly userId: string
  readonly authToken: string
}

export interface UpstreamRequest {
  /** For metrics, and the unit of Rocket.Chat's rate limit: never holds anything of the user's. */
  readonly route: string
  readonly method: 'GET' | 'POST'
  /** With the query. */
  readonly path: string
  readonly login?: ChatLogin | null
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, unless `headers` name another type. A stream can be sent once; its answer is waited for from its end on. */
  readonly body?: Uint8Array | string | Readable
  readonly signal?: AbortSignal
}

export interface UpstreamAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Has to be read or destroyed. */
  readonly body: Readable
}

export interface Upstream {
  /**
   * The answer as it comes, whatever its status but 401, 429 and 5xx. Rejects with `LoginRefused` when
   * the login is over, else with a RelayFailure.
   */
  open(request: UpstreamRequest): Promise<UpstreamAnswer>
  /** The whole answer, which has to be a JSON object. Rejects as `open` does. */
  json(request: UpstreamRequest): Promise<{ readonly status: number; readonly body: Fields }>
  close(): Promise<void>
}

export interface UpstreamDeps {
  /** Without a slash at the end; may have a path. */
  readonly address: string
  readonly timeoutMs: number
  readonly clock: Clock
  readonly metrics: Metrics
}

const CONNECTIONS = 128
const MAX_JSON_BYTES = 1024 * 1024
const DEFAULT_WAIT_MS = 60_000
const MAX_WAIT_MS = 3_600_000
/** How long a body may take to go up. */
const STREAM_TIMEOUT_MS = 15 * 60_000

export function createUpstream(deps: UpstreamDeps): Upstream {
  const { clock, metrics } = deps
  const pool = new Pool(new URL(deps.address).origin, {
    connections: CONNECTIONS,
    bodyTimeout: deps.timeoutMs,
  })
  const send = createSend(deps, pool)
  const blockedUntil = new Map<string, number>()

  function refuseWhileBlocked(route: string): void {
    const waitMs = (blockedUntil.get(route) ?? 0) - clock.now()
    if (waitMs <= 0) return
    metrics.upstream(route, 'blocked')
    throw limited(waitMs)
  }

  async function open(request: UpstreamRequest): Promise<UpstreamAnswer> {
    refuseWhileBlocked(request.route)
    const answer = await send(request)
    if (answer.status === 429) {
      const waitMs = waitOf(await readAll(answer.body, MAX_JSON_BYTES))
      blockedUntil.set(request.route, clock.now() + waitMs)
      throw limited(waitMs)
    }
    if (answer.status === 401 && request.login) throw await refusal(answer)
    if (answer.status >= 500) {
      discard(answer.body)
      throw upstreamUnavailable()
    }
    return answer
  }

  return {
    open,
    async json(request) {
      const { status, body } = await open(request)
      const fields = await readFields(body, MAX_JSON_BYTES)
      if (fields === null) throw upstreamUnreadable()
      return { status, body: fields }
    },
    close: () => pool.destroy(),
  }
}

type Send = (request: UpstreamRequest) => Promise<UpstreamAnswer>

/** One attempt, with a limit on the time until the head of the answer; counts how it ended. */
function createSend({ address, clock, metrics, timeoutMs }: UpstreamDeps, pool: Pool): Send {
  const prefix = new URL(address).pathname.replace(/\/$/, '')
  return async (request) => {
    const timeout = new AbortController()
    const limit = (ms: number): CancelTimer =>
      clock.after(ms, () => {
        timeout.abort()
      })
    const isStream = request.body instanceof Readable
    let cancel = limit(isStream ? STREAM_TIMEOUT_MS : timeoutMs)
    if (request.body instanceof Readable) {
      request.body.once('end', () => {
        cancel()
        cancel = limit(timeoutMs)
      })
    }
    const signals = request.signal === undefined ? [] : [request.signal]
    try {
      const { statusCode, headers, body } = await pool.request({
        method: request.method,
        path: `${prefix}${request.path}`,
        headers: headersOf(request),
        body: request.body ?? null,
        signal: AbortSignal.any([timeout.signal, ...signals]),
      })
      metrics.upstream(request.route, String(statusCode))
      return { status: statusCode, headers, body }
    } catch (error) {
      const isSlow = timeout.signal.aborted || error instanceof errors.HeadersTimeoutError
      metrics.upstream(request.route, outcomeOf(isSlow, request.signal))
      throw isSlow ? upstreamSlow() : upstreamUnavailable(error)
    } finally {
      cancel()
    }
  }
}

function outcomeOf(isSlow: boolean, signal: AbortSignal | undefined): string {
  if (isSlow) return 'timeout'
  return signal?.aborted === true ? 'aborted' : 'unreachable'
}

/** Nothing of the browser's request goes up that is not named by the caller. */
function headersOf({ login, headers, body }: UpstreamRequest): Record<string, string> {
  return {
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
    'accept-encoding': 'identity',
    'user-agent': 'parley-relay',
    ...(login ? { 'x-auth-token': login.authToken, 'x-user-id': login.userId } : {}),
  }
}

/** Rocket.Chat says how long in words only (§7.1). */
function waitOf(body: Buffer | null): number {
  const seconds = /must wait (\d+) seconds/.exec(body?.toString('utf8') ?? '')?.[1]
  const waitMs = seconds === undefined ? DEFAULT_WAIT_MS : Number(seconds) * 1000
  return Math.min(Math.max(waitMs, 1000), MAX_WAIT_MS)
}

/** A 401 with an error type is about permission, not about the login (§5.1, version 9). */
async function refusal(answer: UpstreamAnswer): Promise<Error> {
  const body = await readFields(answer.body, MAX_JSON_BYTES)
  if (!isFields(body) || typeof body.errorType !== 'string') return new LoginRefused('status 401')
  return new RelayFailure(403, body.errorType, 'The chat server does not allow it')
}
