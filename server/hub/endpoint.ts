/** The HTTP surface of a hub, without the upgrade (signalr.md §2, §3, §14). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isOriginAllowed, Refusal, setCorsHeaders } from './access'
import type { Authenticate, ReadBody, Target } from './access'
import { EventStreamPipe } from './eventStreamPipe'
import { LongPollingPipe } from './longPollingPipe'
import type { ConnectionSettings, HubOptions, TransportName } from './options'
import type { Pipe } from './pipe'
import { Posts } from './posts'
import type { Registry, Seat } from './registry'

export interface EndpointDeps<P> {
  readonly options: HubOptions<P>
  readonly settings: ConnectionSettings
  readonly transports: readonly TransportName[]
  readonly registry: Registry<P>
  readonly authenticate: Authenticate<P>
  readonly readBody: ReadBody
  readonly newId: () => string
  /** Puts a connection on its transport. */
  readonly seatDown: (seat: Seat<P>, pipe: Pipe) => void
  readonly isStopping: () => boolean
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent || response.destroyed) return
  // What is left of a refused body is not waited for.
  if (status >= 400 && !response.req.complete) response.setHeader('Connection', 'close')
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' })
  response.end(text)
}

/** @throws {Refusal} as signalr.md §2 has it */
export function findSeat<P>(registry: Registry<P>, target: Target, userId: string | null): Seat<P> {
  const token = target.query.get('id')
  if (token === undefined) throw new Refusal(400, 'Connection ID required')
  const seat = registry.seats.get(token)
  if (seat === undefined) throw new Refusal(404, 'No Connection with that ID')
  if (seat.user.id !== userId) throw new Refusal(403, 'The connection belongs to somebody else')
  return seat
}

/** Fixes a connection's transport. @throws {Refusal} when there is another, or it is not offered */
export function claim<P>(deps: EndpointDeps<P>, seat: Seat<P>, transport: TransportName): void {
  if (!deps.transports.includes(transport)) {
    throw new Refusal(404, `${transport} transport not supported by this end point type`)
  }
  if (seat.transport !== null && seat.transport !== transport) {
    throw new Refusal(400, 'Cannot change transports mid-connection')
  }
  if (seat.transport !== null && transport !== 'LongPolling') {
    throw new Refusal(409, 'The connection has a transport already')
  }
  seat.transport = transport
}

function negotiation<P>(deps: EndpointDeps<P>, seat: Seat<P>, version: number) {
  const ids =
    version === 0
      ? { connectionId: seat.token }
      : { connectionId: seat.id, connectionToken: seat.token }
  // Only JSON is spoken: a client with MessagePack shall say so before it connects.
  const transferFormats = ['Text']
  const availableTransports = deps.transports.map((transport) => ({ transport, transferFormats }))
  return { negotiateVersion: version, ...ids, availableTransports }
}

export function createEndpoint<P>(deps: EndpointDeps<P>) {
  const { options, settings, registry } = deps

  async function negotiate(request: IncomingMessage, response: ServerResponse, target: Target) {
    if (request.method !== 'POST') throw new Refusal(405, 'Method not allowed')
    if (deps.isStopping()) throw new Refusal(503, 'The server is stopping')
    await deps.readBody(request, settings.limits.negotiateBytes)
    const user = await deps.authenticate(request, target)
    const asked = Number(target.query.get('negotiateversion') ?? '0')
    let body: object = { error: 'The client requested a non-integer protocol version.' }
    if (Number.isInteger(asked)) {
      const version = asked < 1 ? 0 : 1
      const token = deps.newId()
      const seat = registry.reserve(user, version === 0 ? token : deps.newId(), token)
      body = negotiation(deps, seat, version)
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify(body))
  }

  function poll(seat: Seat<P>, response: ServerResponse): void {
    claim(deps, seat, 'LongPolling')
    if (seat.polling === null) {
      seat.posts = new Posts(settings.limits.posts)
      seat.polling = new LongPollingPipe(settings, seat.posts)
      deps.seatDown(seat, seat.polling)
    }
    seat.polling.poll(response)
  }

  function stream(seat: Seat<P>, response: ServerResponse): void {
    claim(deps, seat, 'ServerSentEvents')
    seat.posts = new Posts(settings.limits.posts)
    deps.seatDown(seat, new EventStreamPipe(response, seat.posts))
  }

  async function post(request: IncomingMessage, response: ServerResponse, seat: Seat<P>) {
    if (seat.transport === 'WebSockets') throw new Refusal(405, 'Method not allowed')
    if (seat.posts === null) throw new Refusal(404, 'No Connection with that ID')
    await seat.posts.take(async () => {
      const body = await deps.readBody(request, settings.limits.messageBytes * 2 + 65_536)
      seat.connection?.onBytes(body)
    })
    answer(response, 200, '')
  }

  function receive(request: IncomingMessage, response: ServerResponse, seat: Seat<P>) {
    switch (request.method) {
      case 'GET':
        if (request.headers.accept?.includes('text/event-stream') === true) stream(seat, response)
        else poll(seat, response)
        return
      case 'POST':
        return post(request, response, seat)
      case 'DELETE':
        if (seat.polling === null) throw new Refusal(400, 'Only long polling ends this way')
        answer(response, 202, '')
        seat.polling.destroy()
        return
      default:
        throw new Refusal(405, 'Method not allowed')
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse, target: Target) {
    if (!isOriginAllowed(request, options.origins)) throw new Refusal(403, 'Origin not allowed')
    setCorsHeaders(request, response, options.allowedHeaders ?? [])
    if (request.method === 'OPTIONS') {
      answer(response, 204, '')
      return
    }
    if (target.path !== options.path) {
      await negotiate(request, response, target)
      return
    }
    const user = await deps.authenticate(request, target)
    // Nobody would tell that a response which has closed meanwhile is gone.
    if (response.destroyed) return
    await receive(request, response, findSeat(registry, target, user.id))
  }

  return {
    /** Answers a request, also when something goes wrong. */
    async handle(request: IncomingMessage, response: ServerResponse, target: Target) {
      try {
        await serve(request, response, target)
      } catch (error) {
        if (!(error instanceof Refusal)) settings.log('warn', 'A request failed.', error)
        if (error instanceof Refusal) answer(response, error.status, error.message)
        else answer(response, 500, '')
      }
    },
  }
}
