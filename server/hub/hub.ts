/** A hub: put together, attached to an HTTP server, addressed and stopped. */
import { randomBytes } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { authenticate, isOriginAllowed, Refusal, targetOf, type Target } from './access'
import { encodeInvocation } from './codec'
import { createConnection, type HubConnection, type ManagedConnection } from './connection'
import { claim, createEndpoint, findSeat, type EndpointDeps } from './endpoint'
import { toMethodTable } from './method'
import { allTransports, defaultLimits, defaultTimes } from './options'
import type { ConnectionSettings, HubClock, HubOptions } from './options'
import type { Pipe, PipeEvents } from './pipe'
import { createRegistry, type Seat } from './registry'
import { createWebSocketPipe } from './webSocketPipe'

/** One or many connections to send to. What goes to many is serialised once. */
export interface Audience {
  /** @throws {TypeError} when the arguments cannot be written as JSON */
  send: (target: string, ...args: readonly unknown[]) => void
}

export interface Hub<P> {
  /** Answers requests and upgrades below the hub's path; others are left to other listeners. */
  attach: (server: Server) => void
  /** False when the request is not for this hub. */
  handleRequest: (request: IncomingMessage, response: ServerResponse) => boolean
  handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  readonly all: Audience
  user: (id: string) => Audience
  group: (name: string) => Audience
  /** Undefined when it has ended. */
  connection: (id: string) => HubConnection<P> | undefined
  connectionCount: () => number
  /** Tells every client to reconnect, then ends; resolves when no transport is left (signalr.md §10). Idempotent. */
  stop: () => Promise<void>
}

const systemClock: HubClock = {
  now: () => Date.now(),
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    timer.unref()
    return () => clearInterval(timer)
  },
}

const newRandomId = () => randomBytes(16).toString('base64url')

function audience<P>(connections: () => Iterable<ManagedConnection<P>>): Audience {
  return {
    send(target, ...args) {
      const records = Buffer.from(encodeInvocation(target, args))
      for (const connection of connections()) connection.sendRecords(records)
    },
  }
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`
  socket.end(`${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** The options with their defaults, as connections need them. */
function settingsOf<P>(options: HubOptions<P>): ConnectionSettings {
  const clock = options.clock ?? systemClock
  return {
    times: { ...defaultTimes, ...options.times },
    limits: { ...defaultLimits, ...options.limits },
    detailedErrors: options.detailedErrors ?? false,
    now: () => clock.now(),
    log: options.log ?? (() => undefined),
  }
}

/** Makes a hub; it serves nothing before `attach`. */
export function createHub<P>(options: HubOptions<P>): Hub<P> {
  const settings = settingsOf(options)
  const { times, limits, log } = settings
  const methods = toMethodTable(options.methods)
  const registry = createRegistry<P>(settings)
  const newId = options.newId ?? newRandomId
  /** Transports by when they were told to end; undefined while they live. */
  const pipes = new Map<Pipe, number | undefined>()
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes * 2 + 65_536,
  })
  let stopping: Promise<void> | null = null
  let whenEmpty: (() => void) | null = null
  const stopTicking = (options.clock ?? systemClock).every(times.tick, tick)

  async function tellEnd(connection: HubConnection<P>, error: Error | null): Promise<void> {
    try {
      await options.onDisconnected?.(connection, error)
    } catch (cause) {
      log('warn', 'onDisconnected failed.', cause)
    }
  }

  function seatDown(seat: Seat<P>, createPipe: (events: PipeEvents) => Pipe): void {
    const pipe: Pipe = createPipe({
      onBytes: (chunk) => connection.receive(chunk),
      onEnd(error) {
        pipes.delete(pipe)
        connection.lose(error)
        if (pipe.transport !== 'LongPolling') registry.free(seat)
        if (pipes.size === 0) whenEmpty?.()
      },
    })
    const connection: ManagedConnection<P> = createConnection<P>({
      id: seat.id,
      user: seat.user,
      pipe,
      methods,
      settings,
      join: (group) => registry.join(connection, group),
      leave: (group) => registry.leave(connection, group),
      onOpen() {
        registry.open(connection)
        return options.onConnected?.(connection)
      },
      onEnd(error, wasOpen) {
        registry.close(connection)
        if (pipes.has(pipe)) pipes.set(pipe, settings.now())
        if (pipe.transport !== 'LongPolling') registry.free(seat)
        if (wasOpen) void tellEnd(connection, error)
      },
    })
    seat.connection = connection
    pipes.set(pipe, undefined)
    if (stopping !== null) connection.close({ allowReconnect: true })
  }

  /** A long-polling seat outlives its end, so that the client gets its last records. */
  function tickSeat(seat: Seat<P>, now: number): void {
    if (seat.connection === null) {
      if (now - seat.since >= times.disconnect) registry.free(seat)
      return
    }
    seat.connection.tick(now)
    seat.polling?.tick(now)
    if (seat.polling?.isOver(now) === true) registry.free(seat)
  }

  function tick(): void {
    const now = settings.now()
    for (const seat of registry.seats.values()) tickSeat(seat, now)
    for (const [pipe, endedAt] of pipes) {
      if (endedAt !== undefined && now - endedAt >= times.close) pipe.destroy()
    }
  }

  const deps: EndpointDeps<P> = {
    options,
    settings,
    transports: options.transports ?? allTransports,
    registry,
    newId,
    seatDown,
    isStopping: () => stopping !== null,
  }
  const endpoint = createEndpoint(deps)

  async function findOrReserve(request: IncomingMessage, target: Target): Promise<Seat<P>> {
    if (!isOriginAllowed(request, options.origins)) throw new Refusal(403, 'Origin not allowed')
    if (stopping !== null) throw new Refusal(503, 'The server is stopping')
    const user = await authenticate(options, log, request, target)
    const seat = target.query.has('id')
      ? findSeat(registry, target, user.id)
      : registry.reserve(user, newId(), newId())
    claim(deps, seat, 'WebSockets')
    return seat
  }

  async function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, target: Target) {
    socket.on('error', () => socket.destroy())
    try {
      const seat = await findOrReserve(request, target)
      webSockets.handleUpgrade(request, socket, head, (webSocket) =>
        seatDown(seat, (events) => createWebSocketPipe(webSocket, events)),
      )
      // What is no upgrade after all leaves its seat.
      if (seat.connection === null) registry.free(seat)
    } catch (error) {
      if (!(error instanceof Refusal)) log('warn', 'An upgrade failed.', error)
      refuseUpgrade(socket, error instanceof Refusal ? error.status : 500)
    }
  }

  function handleRequest(request: IncomingMessage, response: ServerResponse): boolean {
    const target = targetOf(request)
    if (target?.path !== options.path && target?.path !== `${options.path}/negotiate`) return false
    void endpoint.handle(request, response, target)
    return true
  }

  function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const target = targetOf(request)
    if (target?.path !== options.path) return false
    void upgrade(request, socket, head, target)
    return true
  }

  function stop(): Promise<void> {
    stopping ??= new Promise<void>((resolve) => {
      whenEmpty = resolve
      for (const seat of [...registry.seats.values()]) {
        if (seat.connection === null) registry.free(seat)
        else seat.connection.close({ allowReconnect: true })
      }
      if (pipes.size === 0) resolve()
    }).then(stopTicking)
    return stopping
  }

  return {
    attach(server) {
      server.on('request', handleRequest)
      server.on('upgrade', handleUpgrade)
    },
    handleRequest,
    handleUpgrade,
    all: audience(() => registry.connections.values()),
    user: (id) => audience(() => registry.user(id)),
    group: (name) => audience(() => registry.group(name)),
    connection: (id) => registry.connections.get(id),
    connectionCount: () => registry.connections.size,
    stop,
  }
}
