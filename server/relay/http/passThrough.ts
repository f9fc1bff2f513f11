/** Passes a request on in the user's name, and the answer back without anything it should not tell. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AuthorizedChatAction } from '../authorizedChatAction'
import type { Limits } from '../config/config'
import { RelayFailure, upstreamUnreadable } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import type { ChatLogin, Upstream, UpstreamAnswer } from '../upstream/upstream'
import type { PassRule, Target } from './target'

export interface PassDeps {
  readonly act: AuthorizedChatAction
  readonly upstream: Upstream
  readonly limits: Limits
}

type PassTarget = Extract<Target, { kind: 'pass' }>

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

export function createPassThrough({ act, upstream, limits }: PassDeps): PassThrough {
  return async (principal, { rule, route, path }, request, response) => {
    // Kept whole, so that it can be sent a second time with a new login.
    const body = rule.method === 'POST' ? await readBody(request, limits.bodyBytes) : undefined
    const gone = new AbortController()
    response.once('close', () => {
      gone.abort()
    })
    const run = (login: ChatLogin | null): Promise<UpstreamAnswer> =>
      upstream.open({
        route,
        method: rule.method,
        path,
        login,
        headers: forwardedHeaders(request.headers, rule),
        signal: gone.signal,
        ...(body === undefined ? {} : { body }),
      })
    const { mayUseAgent } = rule
    const answer = await (principal === null ? run(null) : act(principal, { mayUseAgent, run }))
    check(answer, rule, limits.answerBytes)
    response.writeHead(answer.status, returnedHeaders(answer.headers, rule))
    await pipeline(answer.body, atMost(limits.answerBytes), response)
  }
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

function tooLarge(): RelayFailure {
  return new RelayFailure(413, 'error-too-large', 'The body is too large')
}

function forwardedHeaders(headers: IncomingHttpHeaders, rule: PassRule): Record<string, string> {
  if (rule.answer === 'json') return {}
  return pick(headers, FORWARDED)
}

function returnedHeaders(headers: IncomingHttpHeaders, rule: PassRule): Record<string, string> {
  const isJson = rule.answer === 'json'
  return {
    ...pick(headers, RETURNED),
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
  // Destroying a body that nobody reads is told as an error to whoever listens.
  body.on('error', () => undefined).destroy()
  throw isTooLong
    ? new RelayFailure(502, 'error-answer-too-large', 'The answer is too large')
    : upstreamUnreadable()
}

/** Breaks the answer off when it is longer than its head said or than is allowed. */
function atMost(maxBytes: number): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) done(new Error('the answer is too large'))
      else done(null, chunk)
    },
  })
}
