/** One client from its handshake to its end, over whichever transport (signalr.md §5 to §10). */
import { createClientCalls } from './clientCalls'
import {
  decodeFrame,
  decodeHandshake,
  encodeClose,
  encodeHandshakeResponse,
  encodeInvocation,
  pingRecord,
  ProtocolError,
  type CloseReason,
} from './codec'
import type { ClientFrame } from './frames'
import { createInvocations, type Invocations } from './invocations'
import type { HubMethod } from './method'
import type { ConnectionSettings, HubUser, TransportName } from './options'
import type { Pipe } from './pipe'
import { createRecordReader } from './records'

/** A connection as methods and the host of the hub see it. */
export interface HubConnection<P> {
  /** Public: may be shown to others. */
  readonly id: string
  readonly user: HubUser<P>
  readonly transport: TransportName
  /** Sends an event; does nothing after the end. */
  send: (target: string, ...args: readonly unknown[]) => void
  /** Calls the client and waits for its result. Rejects with its error text, when time is up, or at the end. */
  invoke: (target: string, ...args: readonly unknown[]) => Promise<unknown>
  /** Sends a close frame and ends; without `allowReconnect` the client stays away (signalr.md §10). */
  close: (reason: CloseReason) => void
  join: (group: string) => void
  leave: (group: string) => void
}

/** The side of a connection that the hub works with. */
export interface ManagedConnection<P> extends HubConnection<P> {
  /** Sends whole records that may be shared by many connections. */
  sendRecords: (records: string | Buffer) => void
  receive: (chunk: Buffer) => void
  /** The transport has ended. */
  lose: (error: Error | null) => void
  tick: (nowMs: number) => void
}

interface Deps<P> {
  readonly id: string
  readonly user: HubUser<P>
  readonly pipe: Pipe
  readonly methods: ReadonlyMap<string, HubMethod<P>>
  readonly settings: ConnectionSettings
  readonly join: (group: string) => void
  readonly leave: (group: string) => void
  /** Called after the handshake; a rejection ends the connection. */
  readonly onOpen: () => unknown
  /** Called once, before the transport is told to end. `wasOpen` is false when the handshake never came. */
  readonly onEnd: (error: Error | null, wasOpen: boolean) => void
}

/** Bytes under which a stream goes on without waiting for the transport. */
const pacedBytes = 65_536

export function createConnection<P>(deps: Deps<P>): ManagedConnection<P> {
  const { pipe, settings } = deps
  const { times, limits } = settings
  const reader = createRecordReader(limits.messageBytes)
  let state: 'handshake' | 'opening' | 'open' | 'ended' = 'handshake'
  let early: string[] = []
  let wasOpen = false
  let hasPinged = false
  let isPaused = false
  let hasSent = true
  let hasReceived = true
  const startedAt = settings.now()
  let lastSentAt = startedAt
  let lastReceivedAt = startedAt
  let lastRoomAt = startedAt
  let flushedBytes = 0
  let sentBytes = 0
  let invocations: Invocations | null = null
  const calls = createClientCalls({
    send: sendRecords,
    now: settings.now,
    timeoutMs: times.clientResult,
    maxPending: limits.pendingInvocations,
  })

  function finish(error: Error | null): void {
    state = 'ended'
    early = []
    invocations?.stop()
    calls.stop()
    deps.onEnd(error, wasOpen)
  }

  function drop(reason: string): void {
    if (state === 'ended') return
    settings.log('debug', reason)
    finish(new Error(reason))
    pipe.destroy()
  }

  function end(reason: CloseReason, error: Error | null): void {
    if (state === 'ended') return
    pipe.write(
      state === 'handshake'
        ? encodeHandshakeResponse(reason.error ?? 'Closed.')
        : encodeClose(reason),
    )
    finish(error)
    pipe.end()
  }

  function sendRecords(records: string | Buffer): void {
    if (state === 'handshake' || state === 'ended') return
    if (pipe.bufferedBytes() > limits.bufferedBytes) {
      drop('The client reads too slowly.')
      return
    }
    hasSent = true
    sentBytes += records.length
    pipe.write(records)
  }

  function sendPaced(record: string): Promise<void> {
    if (pipe.bufferedBytes() < pacedBytes || state === 'ended') {
      sendRecords(record)
      return Promise.resolve()
    }
    hasSent = true
    sentBytes += record.length
    return new Promise((resolve) => pipe.write(record, resolve))
  }

  const setPaused = (value: boolean) => {
    isPaused = value
    lastReceivedAt = settings.now()
    if (value) pipe.pause()
    else pipe.resume()
  }

  function dispatcher(): Invocations {
    invocations ??= createInvocations({
      methods: deps.methods,
      connection,
      settings,
      send: sendRecords,
      sendPaced,
      pause: () => setPaused(true),
      resume: () => setPaused(false),
    })
    return invocations
  }

  function handle(frame: ClientFrame): void {
    switch (frame.kind) {
      case 'invocation':
      case 'streamInvocation':
        if (!dispatcher().start(frame)) throw new ProtocolError('Too many invocations are pending.')
        return
      case 'streamItem':
        invocations?.item(frame)
        return
      case 'completion':
        if (invocations?.endUpload(frame) !== true) calls.settle(frame)
        return
      case 'cancel':
        invocations?.cancel(frame.id)
        return
      case 'ping':
        hasPinged = true
        return
      case 'close':
        finish(frame.error === null ? null : new Error(frame.error))
        pipe.end()
        return
      case 'unknown':
        settings.log('debug', `A record of the unknown type ${frame.type} was skipped.`)
    }
  }

  async function open(): Promise<void> {
    state = 'opening'
    wasOpen = true
    try {
      await deps.onOpen()
    } catch (error) {
      settings.log('warn', 'A connection was refused by onConnected.', error)
      end({ error: 'Connection closed with an error.' }, null)
    }
    // The connection may have ended meanwhile, which the compiler cannot see.
    if ((state as string) !== 'opening') return
    state = 'open'
    const waiting = early
    early = []
    takeAll(waiting)
  }

  function shakeHands(text: string): void {
    const { protocol, version } = decodeHandshake(text)
    const problem =
      protocol.toLowerCase() !== 'json'
        ? `The protocol '${protocol}' is not supported.`
        : version < 1 || version > 2
          ? `The server does not support version ${version} of the '${protocol}' protocol.`
          : null
    if (problem !== null) {
      end({ error: problem }, null)
      return
    }
    pipe.write(encodeHandshakeResponse(null))
    void open()
  }

  function take(text: string): void {
    if (state === 'handshake') shakeHands(text)
    else if (state === 'open') handle(decodeFrame(text))
    else if (state === 'opening') {
      if (early.length >= limits.pendingInvocations) throw new ProtocolError('Too many records.')
      early.push(text)
    }
  }

  function takeAll(records: readonly string[]): void {
    guard(() => records.forEach(take))
  }

  function guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof ProtocolError)) settings.log('warn', 'A record failed.', error)
      const isTold = settings.detailedErrors && error instanceof Error
      const details = isTold ? ` ${error.name}: ${error.message}` : ''
      const cause = error instanceof Error ? error : new Error('failed')
      end({ error: `Connection closed with an error.${details}`, allowReconnect: true }, cause)
    }
  }

  function watchSending(nowMs: number): void {
    const buffered = pipe.bufferedBytes()
    if (buffered === 0 || sentBytes - buffered > flushedBytes) lastRoomAt = nowMs
    flushedBytes = sentBytes - buffered
    if (buffered > limits.bufferedBytes) drop('The client reads too slowly.')
    else if (nowMs - lastRoomAt >= times.send && pipe.transport !== 'LongPolling') {
      drop('Nothing could be sent for too long.')
    }
  }

  function watchSilence(nowMs: number): void {
    if (isPaused || invocations?.isBusy() === true) lastReceivedAt = nowMs
    if (pipe.transport === 'LongPolling') return
    if (hasPinged && nowMs - lastReceivedAt >= times.clientTimeout) {
      const error = new Error('The client was silent for too long.')
      end({ error: 'Connection closed with an error.', allowReconnect: true }, error)
    } else if (nowMs - lastSentAt >= times.keepAlive) sendRecords(pingRecord)
  }

  const connection: ManagedConnection<P> = {
    id: deps.id,
    user: deps.user,
    transport: pipe.transport,
    send: (target, ...args) => sendRecords(encodeInvocation(target, args)),
    invoke: (target, ...args) =>
      state === 'open' || state === 'opening'
        ? calls.call(target, args)
        : Promise.reject(new Error('The connection has ended.')),
    close: (reason) => end(reason, null),
    join: deps.join,
    leave: deps.leave,
    sendRecords,
    receive(chunk) {
      if (state === 'ended') return
      hasReceived = true
      guard(() => reader.read(chunk).forEach(take))
    },
    lose(error) {
      if (state !== 'ended') finish(error)
    },
    tick(nowMs) {
      if (hasSent) lastSentAt = nowMs
      if (hasReceived) lastReceivedAt = nowMs
      hasSent = hasReceived = false
      if (state === 'handshake') {
        if (nowMs - startedAt >= times.handshake) end({ error: 'Handshake was canceled.' }, null)
        return
      }
      calls.tick(nowMs)
      watchSending(nowMs)
      if (state !== 'ended') watchSilence(nowMs)
    },
  }
  return connection
}
