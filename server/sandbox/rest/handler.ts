/** The HTTP side: bodies, headers, CORS and the faults; hands the question itself to `api` or `assets`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { redacted, type Faults } from '../faults'
import type { Schedule } from '../schedule'
import type { Shuffle } from '../shuffle'
import type { World } from '../world/world'
import { failure, plainAnswer, type Answer } from './answers'
import type { Api } from './api'
import { serveAsset } from './assets'
import { readBody, type Body } from './body'
import { checkCors, type CorsCheck, type CorsSetting } from './cors'
import type { Form } from './route'

export interface HandlerDeps {
  readonly world: World
  readonly api: Api
  readonly faults: Faults
  readonly shuffle: Shuffle
  readonly schedule: Schedule
  readonly cors: CorsSetting
  readonly corsForFiles: boolean
  readonly now: () => number
  readonly instanceId: string
  readonly family: 'monolith' | 'streamer'
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const NO_CORS: CorsCheck = { headers: {}, answer: null }
const TOO_LARGE = failure(413, 'Payload too large')

export function createHandler(deps: HandlerDeps): HttpHandler {
  return async (request, response) => {
    await deps.faults.whenThawed()
    const url = parseUrl(request.url)
    if (url === null) {
      write(deps, response, failure(400, 'Bad request'), {})
      return
    }
    if (url.pathname === '/sockjs/info') write(deps, response, sockjsInfo(deps), {})
    else if (!url.pathname.startsWith('/api')) {
      const cors = deps.corsForFiles
        ? checkCors(deps.cors, request.method, request.headers.origin)
        : NO_CORS
      const answer = cors.answer ?? serveAsset(deps.world, url, request.headers)
      write(deps, response, answer, cors.headers)
    } else await serveApi(deps, url, request, response)
  }
}

async function serveApi(
  deps: HandlerDeps,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cors = checkCors(deps.cors, request.method, request.headers.origin)
  if (cors.answer !== null) {
    write(deps, response, cors.answer, cors.headers)
    return
  }
  const limit = deps.api.formLimit({ method: request.method ?? '', url, headers: request.headers })
  const body = await readBody(request, limit)
  if (body === null) {
    write(deps, response, { ...TOO_LARGE, headers: { connection: 'close' } }, cors.headers)
    return
  }
  const call = `${request.method ?? ''} ${url.pathname}${url.search}`
  note(deps, url, request, body)
  const status = deps.faults.takeFailure(call)
  const answer = status === null ? ask(deps, url, request, body) : plainAnswer(status)
  await pass(deps.schedule, deps.shuffle.nextMs())
  await deps.faults.whenThawed()
  if (deps.faults.takeLoss(call)) request.socket.destroy()
  else write(deps, response, answer, cors.headers)
}

function pass(schedule: Schedule, ms: number): Promise<void> {
  return new Promise((resolve) => (ms === 0 ? resolve() : schedule(ms, resolve)))
}

function ask(deps: HandlerDeps, url: URL, request: IncomingMessage, body: Body): Answer {
  const { method = '', headers, socket } = request
  return deps.api.answer({ method, url, headers, body, address: socket.remoteAddress ?? '' })
}

function note(deps: HandlerDeps, url: URL, request: IncomingMessage, body: Body): void {
  deps.faults.note({
    kind: 'rest',
    at: deps.now(),
    method: request.method ?? '',
    path: url.pathname + url.search,
    userId: deps.api.callerOf(request.headers).user?._id ?? null,
    body:
      body === '' ? null : redacted(typeof body === 'string' ? jsonOrText(body) : outline(body)),
  })
}

/** A form without the bytes of its files. */
function outline({ fields, files }: Form): unknown {
  const described = files.map(({ field, name, type, content }) => {
    return { field, name, type, size: content.byteLength }
  })
  return { ...fields, files: described }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function parseUrl(path: string | undefined): URL | null {
  try {
    return new URL(path ?? '/', 'http://sandbox')
  } catch {
    return null
  }
}

function write(
  deps: HandlerDeps,
  response: ServerResponse,
  answer: Answer,
  headers: Readonly<Record<string, string>>,
): void {
  const isRaw = typeof answer.body === 'string' || answer.body instanceof Uint8Array
  const type = isRaw ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  response.sendDate = false
  response.writeHead(answer.status, {
    ...(answer.status === 304 ? {} : { 'content-type': type }),
    'cache-control': 'no-store',
    date: new Date(deps.now()).toUTCString(),
    'x-instance-id': deps.instanceId,
    ...headers,
    ...answer.headers,
  })
  response.end(isRaw ? answer.body : JSON.stringify(answer.body))
}

function sockjsInfo(deps: HandlerDeps): Answer {
  const info = { websocket: true, origins: ['*:*'], cookie_needed: false, entropy: 123456789 }
  const body = deps.family === 'streamer' ? { ...info, ms: true } : info
  return { status: 200, headers: { 'access-control-allow-origin': '*' }, body }
}
