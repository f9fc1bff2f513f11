/** Passes a request on in the user's name, and the answer back without anything it should not tell. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { AgentAccount } from '../agent/agentAccount'
import type { AuthorizedChatAction } from '../authorizedChatAction'
import type { Limits } from '../config/config'
import { RelayFailure, tooLarge, upstreamUnreadable } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import { atMost, discard, isFields } from '../upstream/body'
import type { ChatLogin, Upstream, UpstreamAnswer } from '../upstream/upstream'
import { checkAdminCall, type RolesOf } from './adminCall'
import { checkProfileCall } from './profileCall'
import type { PassRule, PassTarget } from './target'
import { upload } from './upload'

export interface PassDeps {
  readonly act: AuthorizedChatAction
  readonly agent: Pick<AgentAccount, 'act'>
  readonly upstream: Upstream
  readonly limits: Limits
  /** See `ImConfig`. */
  readonly protectedRoles: readonly string[]
}

/**
 * Ends the answer, or rejects before its head is written with a RelayFailure, after it with any error. Without a
 * principal it is asked in nobody's name.
 */
export type PassThrough = (
  principal: Principal | null,
  target: PassTarget,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>

const FORWARDED = ['range', 'if-none-match', 'if-range'] as const
const RETURNED = [
  'content-type',
  'content-length',
  'content-range',
  'content-disposition',
  'accept-ranges',
  'etag',
  'last-modified',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
] as const
/** A browser that has the file would take what else is said for the file's own (RFC 9110 §15.4.5). */
const RETURNED_UNCHANGED = ['etag', 'last-modified'] as const

export function createPassThrough(deps: PassDeps): PassThrough {
  const { act, agent, upstream, limits } = deps
  const rolesOf = createRolesOf(deps)

  const checked = (given: Buffer, rule: PassRule): Promise<string> | string | Buffer => {
    if (rule.needs === 'admin') return checkAdminCall(given, deps.protectedRoles, rolesOf)
    return rule.checks === 'profile' ? checkProfileCall(given) : given
  }

  /** The body is kept whole, so that it can be sent a second time with a new login. */
  async function ask(
    principal: Principal | null,
    { rule, route, path }: PassTarget,
    request: IncomingMessage,
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    const given = rule.method === 'POST' ? await readBody(request, limits.bodyBytes) : undefined
    const body = given === undefined ? undefined : await checked(given, rule)
    const headers = forwardedHeaders(request.headers, rule)
    const { method, mayUseAgent, needs } = rule
    const run = (login: ChatLogin | null): Promise<UpstreamAnswer> =>
      upstream.open({
        route,
        method,
        path,
        login,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      })
    if (needs === 'admin') return agent.act(run)
    return principal === null ? run(null) : act(principal, { mayUseAgent, run })
  }

  return async (principal, target, request, response) => {
    const { rule } = target
    if (rule.needs === 'admin' && principal?.isAdmin !== true) throw notAdmin()
    const gone = new AbortController()
    response.once('close', () => {
      gone.abort()
    })
    const answer =
      rule.takes === 'upload' && principal !== null
        ? await upload({ act, upstream, limits }, principal, target, request, gone.signal)
        : await ask(principal, target, request, gone.signal)
    check(answer, rule, limits.answerBytes)
    response.writeHead(answer.status, returnedHeaders(answer, rule))
    await pipeline(answer.body, atMost(limits.answerBytes, answerTooLong), response)
  }
}

function createRolesOf({ agent, upstream }: PassDeps): RolesOf {
  return async (key, value) => {
    const path = `/api/v1/users.info?${key}=${encodeURIComponent(value)}`
    const { body } = await agent.act((login) =>
      upstream.json({ route: 'users.info', method: 'GET', path, login }),
    )
    const roles: unknown = isFields(body.user) ? body.user.roles : null
    return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : []
  }
}

const answerTooLong = (): Error => new Error('the answer is too large')

function notAdmin(): RelayFailure {
  return new RelayFailure(403, 'error-not-allowed', 'This needs a role that the user does not have')
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new RelayFailure(415, 'error-media-type', 'The body must be application/json')
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
  // Read without destroying the request: its socket still carries the answer.
  const stream = request.iterator({ destroyOnReturn: false })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = chunk as Buffer // no encoding is set on the stream
    size += bytes.length
    if (size > maxBytes) throw tooLarge()
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function forwardedHeaders(headers: IncomingHttpHeaders, rule: PassRule): Record<string, string> {
  if (rule.answer === 'json') return {}
  return pick(headers, FORWARDED)
}

function returnedHeaders(
  { status, headers }: UpstreamAnswer,
  rule: PassRule,
): Record<string, string> {
  const isJson = rule.answer === 'json'
  return {
    ...pick(headers, status === 304 ? RETURNED_UNCHANGED : RETURNED),
    'cache-control': isJson ? 'no-store' : 'private, no-cache',
    'x-content-type-options': 'nosniff',
    // A page or a picture with scripts that somebody has uploaded must not run as ours.
    ...(isJson ? {} : { 'content-security-policy': "sandbox; default-src 'none'" }),
  }
}

function pick(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

/** Redirections are not followed: they could lead anywhere, with or without the login. */
function check(answer: UpstreamAnswer, rule: PassRule, maxBytes: number): void {
  const { status, headers, body } = answer
  const isRedirection = status >= 300 && status < 400 && status !== 304
  const isJson = /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')
  const isTooLong = Number(headers['content-length'] ?? 0) > maxBytes
  if (!isRedirection && !isTooLong && (rule.answer === 'file' || isJson)) return
  discard(body)
  throw isTooLong
    ? new RelayFailure(502, 'error-answer-too-large', 'The answer is too large')
    : upstreamUnreadable()
}
