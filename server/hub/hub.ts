/** A hub: put together, attached to an HTTP server, addressed and stopped. */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createAuthenticate, createReadBody, targetOf } from './access'
import { encodeInvocation } from './codec'
import { Connection, type ConnectionHost, type HubConnection } from './connection'
import { createDeadlines } from './deadlines'
import { createEndpoint, type EndpointDeps } from './endpoint'
import { toMethodTable } from './method'
import { allTransports, defaultLimits, defaultTimes } from './options'
import type { ConnectionSettings, HubClock, HubOptions } from './options'
import { toPacket, type Packet } from './packet'
import type { Pipe } from './pipe'
import { createRegistry, type Seat } from './registry'
import { createSteadyTime } from './steadyTime'
import { createUpgrade } from './upgrade'

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
  now: () => performance.now(),
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs)
    timer.unref()
    return () => clearInterval(timer)
  },
}

const newRandomId = () => randomBytes(16).toString('base64url')

function audience<P>(connections: () => Iterable<Connection<P>>): Audience {
  return {
    send(target, ...args) {
      let packet: Packet | null = null
      for (const connection of connections()) {
        packet ??= toPacket(encodeInvocation(target, args))
        connection.sendPacket(packet)
      }
    },
  }
}

/** The options with their defaults, as connections need them. */
function settingsOf<P>(options: HubOptions<P>, now: () => number): ConnectionSettings {
  return {
    times: { ...defaultTimes, ...options.times },
    limits: { ...defaultLimits, ...options.limits },
    detailedErrors: options.detailedErrors ?? false,
    now,
    log: options.log ?? (() => undefined),
  }
}

/** Makes a hub; it serves nothing before `attach`. */
export function createHub<P>(options: HubOptions<P>): Hub<P> {
  const clock = options.clock ?? systemClock
  const tickMs = options.times?.tick ?? defaultTimes.tick
  const time = createSteadyTime(clock, tickMs)
  const settings = settingsOf(options, time.now)
  const { times, log } = settings
  const registry = createRegistry<P>(settings)
  const deadlines = createDeadlines(time.now)
  /** Where connections sit whose transport is not gone. */
  const seats = new Map<Connection<P>, Seat<P>>()
  /** When connections ended whose transport is not gone. */
  const endedAt = new Map<Connection<P>, number>()
  let stopping: Promise<void> | null = null
  let whenEmpty: (() => void) | null = null
  const stopTicking = clock.every(tickMs, tick)

  const host: ConnectionHost<P> = {
    settings,
    methods: toMethodTable(options.methods),
    onOpen(connection) {
      registry.open(connection)
      return options.onConnected?.(connection.shown)
    },
    onEnd(connection, error, wasOpen) {
      registry.close(connection)
      endedAt.set(connection, time.now())
      freeSeat(connection)
      if (wasOpen) void tellEnd(connection.shown, error)
    },
    onGone(connection) {
      freeSeat(connection)
      seats.delete(connection)
      endedAt.delete(connection)
      if (seats.size === 0) whenEmpty?.()
    },
    join: registry.join,
    leave: registry.leave,
  }

  /** A long-polling seat outlives its end, so that the client gets its last records. */
  function freeSeat(connection: Connection<P>): void {
    const seat = seats.get(connection)
    if (seat !== undefined && seat.polling === null) registry.free(seat)
  }

  async function tellEnd(connection: HubConnection<P>, error: Error | null): Promise<void> {
    // It may send to many, and this may be the middle of sending to many.
    await Promise.resolve()
    try {
      await options.onDisconnected?.(connection, error)
    } catch (cause) {
      log('warn', 'onDisconnected failed.', cause)
    }
  }

  function seatDown(seat: Seat<P>, pipe: Pipe): void {
    const connection = new Connection(host, seat.id, seat.user, pipe)
    registry.attach(seat, connection)
    seats.set(connection, seat)
    pipe.listen(connection)
    if (stopping !== null) connection.close({ allowReconnect: true })
  }

  function tickSeat(seat: Seat<P>, now: number): void {
    if (seat.connection !== null) seat.connection.tick(now)
    else if (now - seat.since >= times.disconnect) registry.free(seat)
    if (seat.polling?.isOver(now) === true) registry.free(seat)
  }

  function tick(): void {
    const now = time.tick()
    deadlines.tick(now)
    for (const seat of registry.seats.values()) tickSeat(seat, now)
    for (const [connection, at] of endedAt) {
      if (now - at >= times.close) connection.pipe.destroy()
    }
  }

  const deps: EndpointDeps<P> = {
    options,
    settings,
    transports: options.transports ?? allTransports,
    registry,
    authenticate: createAuthenticate(options, settings, deadlines),
    readBody: createReadBody(settings, deadlines),
    newId: options.newId ?? newRandomId,
    seatDown,
    isStopping: () => stopping !== null,
  }
  const endpoint = createEndpoint(deps)
  const upgrade = createUpgrade(deps)

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
      if (seats.size === 0) resolve()
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
    connection: (id) => registry.connections.get(id)?.shown,
    connectionCount: () => registry.connections.size,
    stop,
  }
}
