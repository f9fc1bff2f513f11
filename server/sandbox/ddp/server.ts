/** All DDP connections of one server: upgrades, delivery of effects, closing by token (rocketchat.md §1.1). */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { redacted, type Faults } from '../faults'
import type { Presence } from '../presence'
import type { Schedule } from '../schedule'
import type { Shuffle } from '../shuffle'
import type { Effect } from '../world/types'
import type { World } from '../world/world'
import { openLine } from './line'
import type { Family } from './methods'
import { createRegistry } from './registry'
import { createScatter } from './scatter'
import { createSession, type Session } from './session'

export interface DdpDeps {
  readonly world: World
  readonly family: Family
  readonly faults: Faults
  readonly presence: Presence
  readonly schedule: Schedule
  readonly shuffle: Shuffle
  readonly newId: () => string
  readonly now: () => number
  readonly pingMs: number
  readonly pongMs: number
  readonly maxQueuedBytes: number
}

export interface DdpServer {
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>
  sessions: () => readonly Session[]
  /** Ends every connection without a closing handshake. */
  cutAll: () => void
  stop: () => void
}

const MAX_FRAME_BYTES = 1024 * 1024
const IDLE_CODE = 4000

export function createDdpServer(deps: DdpDeps): DdpServer {
  const { world, faults } = deps
  const registry = createRegistry(world)
  const scatter = createScatter(deps.shuffle, deps.schedule, registry.deliver)
  const sessions = new Map<Session, () => void>()
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  })
  const accept = (socket: WebSocket): void => {
    const { session, cut } = openSession(deps, registry, socket, () => sessions.delete(session))
    sessions.set(session, cut)
  }
  const stopListening = world.listen((effect: Effect) => {
    if (effect.kind === 'tokensRevoked') closeByToken([...sessions.keys()], effect.hashes)
    else scatter.pass(effect)
  })
  const cutAll = (): void => {
    for (const cut of [...sessions.values()]) cut()
  }
  return {
    async upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      await faults.whenThawed()
      const path = request.url?.split('?')[0]
      if (path === '/websocket') sockets.handleUpgrade(request, socket, head, accept)
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    },
    sessions: () => [...sessions.keys()],
    cutAll,
    stop() {
      stopListening()
      scatter.stop()
      cutAll()
    },
  }
}

/** Without a frame before it (§7.7). */
function closeByToken(sessions: readonly Session[], hashes: readonly string[]): void {
  for (const session of sessions) {
    const hash = session.tokenHash()
    if (hash !== null && hashes.includes(hash)) session.close()
  }
}

function openSession(
  deps: DdpDeps,
  registry: ReturnType<typeof createRegistry>,
  socket: WebSocket,
  onEnded: () => void,
): { session: Session; cut: () => void } {
  const { world, family, faults, presence, schedule, pingMs, pongMs, maxQueuedBytes } = deps
  const id = deps.newId()
  const line = openLine({
    socket,
    faults,
    schedule,
    pingMs,
    pongMs,
    ...(family === 'streamer' ? { idleCode: IDLE_CODE } : {}),
    maxQueuedBytes,
    onFrame(text) {
      const frame = redacted(parsed(text))
      faults.note({ kind: 'ddp', at: deps.now(), sessionId: id, userId: session.userId(), frame })
      session.receive(text)
    },
    onClosed() {
      session.ended()
      onEnded()
    },
  })
  const session = createSession({
    id,
    family,
    world,
    registry,
    reportPresence: (userId, status) => presence.report(id, userId, status),
    send: line.send,
    close: line.close,
    soon: (run) => void schedule(1, run),
  })
  return { session, cut: line.cut }
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown
  } catch {
    return text
  }
}
