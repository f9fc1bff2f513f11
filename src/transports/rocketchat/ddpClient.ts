import { ChatError } from '../../domain'
import type {
  CancelTimer,
  Clock,
  Logger,
  OpenSocket,
  Socket,
  SocketClosed,
  Stop,
} from '../../ports'
import { decodeServerFrame, encodeFrame, type ServerFrame } from '../../protocol/rocketchat/ddp'
import { fromDdpError, lostLine } from './errors'
import { createHeartbeat, defaultHeartbeat, type Heartbeat, type HeartbeatTimes } from './heartbeat'

export interface DdpClientDeps {
  readonly openSocket: OpenSocket
  readonly clock: Clock
  readonly logger: Logger
  readonly heartbeat?: HeartbeatTimes
  /** How long connecting, a method or a subscription may take. */
  readonly answerWithinMs?: number
}

export interface DdpListener {
  /** A `changed` frame of a stream. */
  onChanged(collection: string, id: string, fields: Readonly<Record<string, unknown>>): void
  /** The line ended without `close`. At most once, and only after `connect` resolved. */
  onLost(error: ChatError): void
}

/** One DDP connection (rocketchat.md §1). It connects once, retries nothing, and settles every call when the line drops. */
export interface DdpClient {
  connect(url: string): Promise<void>
  /** Calls a method and resolves with its result. Rejects with a ChatError. */
  call(method: string, params: readonly unknown[]): Promise<unknown>
  /** Resolves when the server has acknowledged. The stop unsubscribes; nothing happens when the line is down. */
  subscribe(name: string, params: readonly unknown[]): Promise<Stop>
  checkLine(): void
  /** Idempotent; calls in flight reject, no listener is called afterwards. */
  close(): void
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: ChatError) => void
  readonly cancel: CancelTimer
  readonly kind: CallKind
}

/** What is waited for decides how an answer is read. */
type CallKind = 'connect' | 'login' | 'method' | 'subscription' | 'closingSubscription'

/** Later subscriptions of this stream only change what it watches, and are closed at once as a success (§3.8). */
const closingStream = 'stream-user-presence'

const defaultAnswerMs = 20_000

export function createDdpClient(deps: DdpClientDeps, listener: DdpListener): DdpClient {
  const { clock, logger } = deps
  const answerMs = deps.answerWithinMs ?? defaultAnswerMs
  const waiting = new Map<string, Waiting>()
  const connectKey = 'connect'
  let socket: Socket | null = null
  let heartbeat: Heartbeat | null = null
  let phase: 'new' | 'connecting' | 'connected' | 'ended' = 'new'
  let lastId = 0

  function connect(url: string): Promise<void> {
    phase = 'connecting'
    const connected = wait(connectKey, 'connect')
    try {
      socket = deps.openSocket(url, {
        onOpen: () => {
          socket?.send(
            encodeFrame({ msg: 'connect', version: '1', support: ['1', 'pre2', 'pre1'] }),
          )
        },
        onText: receive,
        onClosed: (closed) => {
          end(lostLine(describe(closed)))
        },
      })
    } catch (error) {
      end(new ChatError('connection', `cannot open ${url}`, { cause: error, code: 'unreachable' }))
    }
    return connected.then(() => undefined)
  }

  function receive(text: string): void {
    if (phase === 'ended') return
    heartbeat?.heard()
    const decoded = decodeServerFrame(text)
    if (decoded.kind === 'frame') handle(decoded.frame)
    else if (decoded.kind === 'malformed') {
      logger.warn('a malformed frame was skipped', { reason: decoded.reason, length: text.length })
    }
  }

  function handle(frame: ServerFrame): void {
    switch (frame.msg) {
      case 'connected':
        return onConnected()
      case 'failed':
        return end(new ChatError('protocol', `the server speaks DDP version ${frame.version}`))
      case 'ping':
        return socket?.send(encodeFrame({ ...frame, msg: 'pong' }))
      case 'result':
        return settle(frame.id, frame.error === undefined ? { value: frame.result } : frame)
      case 'ready':
        for (const id of frame.subs) settle(id, { value: undefined })
        return
      case 'nosub':
        return onNosub(frame)
      case 'changed':
        return onChanged(frame)
      case 'error':
        return logger.warn('the server refused a frame', { reason: frame.reason })
      case 'pong':
      case 'updated':
      case 'added':
      case 'removed':
        return
    }
  }

  function onConnected(): void {
    if (phase !== 'connecting') return
    phase = 'connected'
    heartbeat = createHeartbeat({
      clock,
      times: deps.heartbeat ?? defaultHeartbeat,
      ask: () => socket?.send(encodeFrame({ msg: 'ping' })),
      onDead: () => {
        end(lostLine('the line is silent'))
      },
    })
    settle(connectKey, { value: undefined })
  }

  /** Without an error it ends a subscription: a success only where closing is what was asked for. */
  function onNosub(frame: Extract<ServerFrame, { readonly msg: 'nosub' }>): void {
    const isClosing = waiting.get(frame.id)?.kind === 'closingSubscription'
    if (frame.error === undefined && isClosing) settle(frame.id, { value: undefined })
    else settle(frame.id, { ...frame, error: frame.error ?? { error: 'not-allowed' } })
  }

  /** A listener that throws costs its frame, not the line. */
  function onChanged(frame: Extract<ServerFrame, { readonly msg: 'added' | 'changed' }>): void {
    try {
      listener.onChanged(frame.collection, frame.id, frame.fields ?? {})
    } catch (error) {
      logger.warn('a frame could not be applied', { collection: frame.collection, error })
    }
  }

  function settle(
    id: string,
    outcome:
      { readonly value: unknown } | Extract<ServerFrame, { readonly msg: 'result' | 'nosub' }>,
  ): void {
    const call = waiting.get(id)
    if (call === undefined) return
    waiting.delete(id)
    call.cancel()
    if ('value' in outcome) call.resolve(outcome.value)
    else if (outcome.error !== undefined)
      call.reject(fromDdpError(outcome.error, call.kind === 'login'))
  }

  function wait(id: string, kind: CallKind): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(answerMs, () => {
        if (kind === 'connect') return end(lostLine('no answer to the handshake'))
        waiting.delete(id)
        if (kind === 'subscription') socket?.send(encodeFrame({ msg: 'unsub', id }))
        reject(new ChatError('connection', 'no answer in time'))
      })
      waiting.set(id, { resolve, reject, cancel, kind })
    })
  }

  function call(method: string, params: readonly unknown[]): Promise<unknown> {
    if (phase !== 'connected') return Promise.reject(lostLine('not connected'))
    const id = nextId()
    const answer = wait(id, method === 'login' ? 'login' : 'method')
    socket?.send(encodeFrame({ msg: 'method', id, method, params }))
    return answer
  }

  async function subscribe(name: string, params: readonly unknown[]): Promise<Stop> {
    if (phase !== 'connected') throw lostLine('not connected')
    const id = nextId()
    const ready = wait(id, name === closingStream ? 'closingSubscription' : 'subscription')
    socket?.send(encodeFrame({ msg: 'sub', id, name, params }))
    await ready
    return () => socket?.send(encodeFrame({ msg: 'unsub', id }))
  }

  function nextId(): string {
    lastId += 1
    return String(lastId)
  }

  /** The only way out: settles what waits, then tells the listener if it ever heard that the line was up. */
  function end(error: ChatError, isOwnWish = false): void {
    if (phase === 'ended') return
    const wasConnected = phase === 'connected'
    phase = 'ended'
    heartbeat?.stop()
    socket?.close()
    for (const call of waiting.values()) {
      call.cancel()
      call.reject(error)
    }
    waiting.clear()
    if (wasConnected && !isOwnWish) listener.onLost(error)
  }

  return {
    connect,
    call,
    subscribe,
    checkLine: () => heartbeat?.check(),
    close: () => {
      end(lostLine('closed here'), true)
    },
  }
}

function describe(closed: SocketClosed): string {
  return `closed with ${closed.code}${closed.reason === '' ? '' : ` ${closed.reason}`}`
}
