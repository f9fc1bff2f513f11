/** Each request: its id, its origin, its target, its user; then its answer, its log line, its numbers. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../../src/ports'
import type { PublicFiles } from '../config/config'
import { RelayFailure } from '../failure'
import type { HostIdentity } from '../identity/hostIdentity'
import { reasonOf, type Log } from '../log'
import type { Metrics } from '../metrics'
import { abpResult, writeFailure, writeJson, type Dialect } from './answers'
import { preflightHeaders, type Cors } from './cors'
import type { Gate } from './gate'
import type { PassThrough } from './passThrough'
import type { Services } from './services'
import { hasTokenInQuery, targetOf, type Operation, type PassRule, type Target } from './target'

export interface HandlerDeps {
  readonly identity: HostIdentity
  readonly services: Services
  readonly passThrough: PassThrough
  readonly gate: Gate
  /** For requests in nobody's name. */
  readonly publicGate: Gate
  readonly publicFiles: PublicFiles
  readonly cors: Cors
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
  newRequestId(): string
  isReady(): boolean
}

/** Never rejects. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** No user has this name. */
const NOBODY = ''
/** In numbers and log lines only: nobody is there to be answered. */
const CLIENT_LEFT = 499
const REQUEST_ID = /^[\w-]{8,64}$/

export function createHandler(deps: HandlerDeps): Handler {
  return async (request, response) => {
    const startedAt = deps.clock.now()
    const requestId = requestIdOf(request) ?? deps.newRequestId()
    response.setHeader('x-request-id', requestId)
    const target = targetOf(request.method ?? '', request.url ?? '')
    const log = deps.log.child({ requestId })
    let isAborted = false
    try {
      await answer(deps, target, request, response)
    } catch (error) {
      isAborted = hasLeft(error, response)
      if (isAborted) response.destroy()
      else fail(log, error, dialectOf(target, request.url ?? ''), response)
    }
    const status = isAborted ? CLIENT_LEFT : response.statusCode
    const ms = deps.clock.now() - startedAt
    const { method } = request
    const route = target?.route ?? (method === 'OPTIONS' ? 'preflight' : 'none')
    deps.metrics.request(route, status, ms)
    log[isAborted ? 'debug' : 'info']({ method, route, status, ms }, 'request')
  }
}

async function answer(
  deps: HandlerDeps,
  target: Target | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (target?.kind === 'operation') {
    await operate(deps, target.operation, response)
    return
  }
  const cors = deps.cors(request.headers)
  if (cors.kind === 'refused') {
    throw new RelayFailure(403, 'error-origin', 'This origin may not call the relay')
  }
  response.setHeaders(new Map(Object.entries(cors.headers)))
  if (request.method === 'OPTIONS') {
    response.writeHead(204, preflightHeaders).end()
    return
  }
  if (hasTokenInQuery(request.url ?? '')) {
    throw new RelayFailure(400, 'error-token-in-address', 'Tokens do not belong into addresses')
  }
  if (target?.kind === 'pass' && isPublic(target.rule, deps.publicFiles, request)) {
    await deps.publicGate.run(NOBODY, () => deps.passThrough(null, target, request, response))
    return
  }
  const principal = await deps.identity.verify(request.headers.authorization)
  if (target === null) throw new RelayFailure(404, 'error-not-found', 'There is no such thing here')
  await deps.gate.run(principal.userName, async () => {
    if (target.kind === 'pass') await deps.passThrough(principal, target, request, response)
    else if (target.service === 'Authenticate') {
      writeJson(response, 200, abpResult(await deps.services.authenticate(principal)))
    } else {
      writeJson(response, 200, abpResult(await deps.services.verify(principal, request.headers)))
    }
  })
}

/** Browsers send no header with a plain picture. Whoever sends one is asked about it. */
function isPublic(
  { publicFrom }: PassRule,
  publicFiles: PublicFiles,
  { headers }: IncomingMessage,
): boolean {
  if (publicFrom === null || headers.authorization !== undefined) return false
  return publicFiles === 'all' || publicFiles === publicFrom
}

async function operate(
  { metrics, isReady }: HandlerDeps,
  operation: Operation,
  response: ServerResponse,
): Promise<void> {
  switch (operation) {
    case 'healthz':
      writeJson(response, 200, { status: 'ok' })
      return
    case 'readyz':
      writeJson(response, isReady() ? 200 : 503, { status: isReady() ? 'ready' : 'not ready' })
      return
    case 'metrics':
      response.writeHead(200, { 'content-type': metrics.contentType })
      response.end(await metrics.text())
  }
}

/** The browser went away before the end of the answer, which is nobody's fault. */
function hasLeft(error: unknown, response: ServerResponse): boolean {
  if (error instanceof RelayFailure && error.status < 500) return false
  if (!response.headersSent) return response.destroyed
  if (!(error instanceof Error)) return false
  return error.name === 'AbortError' || reasonOf(error).reason === 'ERR_STREAM_PREMATURE_CLOSE'
}

function fail(log: Log, error: unknown, dialect: Dialect, response: ServerResponse): void {
  if (response.headersSent) {
    log.warn(reasonOf(error), 'the answer broke off')
    response.destroy()
    return
  }
  const isKnown = error instanceof RelayFailure
  const failure = isKnown ? error : new RelayFailure(500, 'error-internal', 'Something went wrong')
  if (failure.status >= 500) log.warn({ code: failure.code, ...reasonOf(error) }, 'request failed')
  writeFailure(response, dialect, failure)
}

function dialectOf(target: Target | null, url: string): Dialect {
  if (target?.kind === 'service' || url.startsWith('/api/services/')) return 'abp'
  return url.startsWith('/api/') ? 'rocketchat' : 'plain'
}

/** The host's own id, when it looks like one. */
function requestIdOf(request: IncomingMessage): string | null {
  const id = request.headers['x-request-id']
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : null
}
