/**
 * One client from its handshake to its end, over whichever transport (signalr.md §5 to §10). It and its parts are classes, so that
 * thousands of them share their functions.
 */
import { ClientCalls } from './clientCalls'
import {
  decodeFrame,
  decodeHandshake,
  encodeClose,
  encodeHandshakeResponse,
  encodeInvocation,
  ProtocolError,
  type CloseReason,
} from './codec'
import { Dropped } from './dropped'
import type { ClientFrame } from './frames'
import { createInvocations, type Invocations } from './invocations'
import type { HubMethod } from './method'
import type { ConnectionSettings, HubUser, TransportName } from './options'
import { toPacket, type Packet } from './packet'
import type { Pipe, PipeEvents } from './pipe'
import { holds, Receiving } from './receiving'
import { Sending } from './sending'
import { quoted } from './texts'

/** A connection as methods and the host of the hub see it. Its functions may be passed on without it. */
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

/** What a connection tells its hub. */
export interface ConnectionHost<P> {
  readonly settings: ConnectionSettings
  readonly methods: ReadonlyMap<string, HubMethod<P>>
  /** Called after the handshake; a rejection ends the connection. */
  onOpen: (connection: Connection<P>) => unknown
  /** Called once, before the transport is told to end. `wasOpen` is false when the handshake never came. */
  onEnd: (connection: Connection<P>, error: Error | null, wasOpen: boolean) => void
  /** The transport is gone; called once, after `onEnd`. */
  onGone: (connection: Connection<P>) => void
  join: (connection: Connection<P>, group: string) => void
  leave: (connection: Connection<P>, group: string) => void
}

const accepted = toPacket(encodeHandshakeResponse(null))

/** Why this handshake is refused (signalr.md §21); null when it is not. */
function refusalOf(text: string): string | null {
  const { protocol, version } = decodeHandshake(text)
  if (protocol.toLowerCase() !== 'json') {
    return `The protocol '${quoted(protocol)}' is not supported.`
  }
  if (version === 1 || version === 2) return null
  return `The server does not support version ${version} of the '${quoted(protocol)}' protocol.`
}

function shown<P>(connection: Connection<P>, host: ConnectionHost<P>): HubConnection<P> {
  return {
    id: connection.id,
    user: connection.user,
    transport: connection.pipe.transport,
    send: (target, ...args) => connection.sendRecord(encodeInvocation(target, args)),
    invoke: (target, ...args) => connection.invoke(target, args),
    close: (reason) => connection.close(reason),
    join: (group) => host.join(connection, group),
    leave: (group) => host.leave(connection, group),
  }
}

/** The side of a connection that the hub works with. */
export class Connection<P> implements PipeEvents {
  readonly id: string
  readonly user: HubUser<P>
  readonly pipe: Pipe
  /** The side that methods and the host see. */
  readonly shown: HubConnection<P>
  readonly #host: ConnectionHost<P>
  readonly #sending: Sending
  readonly #receiving: Receiving
  readonly #startedAt: number
  #state: 'handshake' | 'opening' | 'open' | 'ended' = 'handshake'
  /** What came before the end of `onOpen` and has to wait for it. */
  #early: ClientFrame[] | null = null
  #hasPinged = false
  #invocations: Invocations | null = null
  #calls: ClientCalls | null = null

  constructor(host: ConnectionHost<P>, id: string, user: HubUser<P>, pipe: Pipe) {
    const { settings } = host
    this.id = id
    this.user = user
    this.pipe = pipe
    this.#host = host
    this.#sending = new Sending(pipe, settings, (error) => this.#drop(error))
    this.#receiving = new Receiving(pipe, settings)
    this.#startedAt = settings.now()
    this.shown = shown(this, host)
  }

  /** Sends a packet that may be shared by many connections. */
  sendPacket(packet: Packet): void {
    if (this.#isOpen()) this.#sending.send(packet)
  }

  sendRecord(record: string): void {
    if (this.#isOpen()) this.#sending.send(toPacket(record))
  }

  async invoke(target: string, args: readonly unknown[]): Promise<unknown> {
    if (!this.#isOpen()) throw new Error('The connection has ended.')
    this.#calls ??= new ClientCalls((record) => this.sendRecord(record), this.#host.settings)
    return this.#calls.call(target, args)
  }

  close(reason: CloseReason): void {
    this.#end(reason, null)
  }

  onBytes(chunk: Buffer): void {
    if (this.#state === 'ended') return
    this.#guard(() => {
      for (const record of this.#receiving.read(chunk)) this.#take(record)
    })
  }

  onEnd(error: Error | null): void {
    if (this.#state !== 'ended') this.#finish(error)
    this.#host.onGone(this)
  }

  tick(nowMs: number): void {
    this.pipe.tick(nowMs)
    if (this.#state === 'ended') return
    if (this.#state !== 'handshake') this.#tickOpen(nowMs)
    else if (nowMs - this.#startedAt >= this.#host.settings.times.handshake) {
      this.#end({ error: 'Handshake was canceled.' }, null)
    }
  }

  #isOpen(): boolean {
    return this.#state === 'open' || this.#state === 'opening'
  }

  #tickOpen(nowMs: number): void {
    this.#calls?.tick(nowMs)
    this.#receiving.tick(nowMs)
    this.#sending.tick(nowMs)
    if (!this.#hasPinged || this.pipe.transport === 'LongPolling') return
    if (this.#receiving.silentMs(nowMs) < this.#host.settings.times.clientTimeout) return
    const error = new Dropped('silent', 'The client was silent for too long.')
    this.#end({ error: 'Connection closed with an error.', allowReconnect: true }, error)
  }

  #finish(error: Error | null): void {
    const wasOpen = this.#state !== 'handshake'
    this.#state = 'ended'
    this.#early = null
    this.#invocations?.stop()
    this.#calls?.stop()
    this.#receiving.releaseAll()
    this.#host.onEnd(this, error, wasOpen)
  }

  #drop(error: Dropped): void {
    if (this.#state === 'ended') return
    this.#host.settings.log('debug', error.message)
    this.#finish(error)
    this.pipe.destroy()
  }

  #end(reason: CloseReason, error: Error | null): void {
    if (this.#state === 'ended') return
    const isRefused = this.#state === 'handshake'
    const farewell = isRefused
      ? encodeHandshakeResponse(reason.error ?? 'Closed.')
      : encodeClose(reason)
    this.pipe.write(toPacket(farewell))
    this.#finish(error)
    this.pipe.end()
  }

  #take(text: string): void {
    if (this.#state === 'handshake') this.#shakeHands(text)
    else if (this.#state !== 'ended') this.#dispatch(decodeFrame(text))
  }

  #shakeHands(text: string): void {
    const problem = refusalOf(text)
    if (problem !== null) {
      this.#end({ error: problem }, null)
      return
    }
    this.pipe.write(accepted)
    void this.#open()
  }

  async #open(): Promise<void> {
    this.#state = 'opening'
    try {
      await this.#host.onOpen(this)
    } catch (error) {
      this.#host.settings.log('warn', 'A connection was refused by onConnected.', error)
      this.#end({ error: 'Connection closed with an error.' }, null)
    }
    // The connection may have ended meanwhile, which the compiler cannot see.
    if ((this.#state as string) !== 'opening') return
    this.#state = 'open'
    const early = this.#early ?? []
    this.#early = null
    this.#guard(() => {
      for (const frame of early) this.#dispatch(frame)
    })
    this.#receiving.release(holds.opening)
  }

  #dispatch(frame: ClientFrame): void {
    if (this.#state === 'open') this.#handle(frame)
    else if (this.#state === 'opening') this.#handleEarly(frame)
  }

  /** `onOpen` may ask the client something; calls of the client wait for its end. */
  #handleEarly(frame: ClientFrame): void {
    if (frame.kind === 'ping' || frame.kind === 'close') this.#handle(frame)
    else if (frame.kind !== 'completion' || this.#calls?.settle(frame) !== true) {
      this.#early ??= []
      this.#early.push(frame)
      const { pendingInvocations } = this.#host.settings.limits
      if (this.#early.length >= pendingInvocations) this.#receiving.hold(holds.opening)
    }
  }

  #handle(frame: ClientFrame): void {
    switch (frame.kind) {
      case 'invocation':
      case 'streamInvocation':
        if (this.#dispatcher().start(frame)) return
        throw new ProtocolError('Too many invocations are pending.')
      case 'streamItem':
        this.#invocations?.item(frame)
        return
      case 'completion':
        if (this.#invocations?.endUpload(frame) !== true) this.#calls?.settle(frame)
        return
      case 'cancel':
        this.#invocations?.cancel(frame.id)
        return
      case 'ping':
        this.#hasPinged = true
        return
      case 'close':
        this.#finish(frame.error === null ? null : new Error(frame.error))
        this.pipe.end()
        return
      case 'unknown':
        this.#host.settings.log('debug', `A record of the unknown type ${frame.type} was skipped.`)
    }
  }

  #dispatcher(): Invocations {
    const { settings, methods } = this.#host
    this.#invocations ??= createInvocations({
      methods,
      settings,
      connection: this.shown,
      send: (record) => this.sendRecord(record),
      sendPaced: (record) =>
        this.#isOpen() ? this.#sending.sendPaced(toPacket(record)) : Promise.resolve(),
      pause: () => this.#receiving.hold(holds.uploads),
      resume: () => this.#receiving.release(holds.uploads),
    })
    return this.#invocations
  }

  #guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      const { settings } = this.#host
      if (!(error instanceof ProtocolError)) settings.log('warn', 'A record failed.', error)
      const isTold = settings.detailedErrors && error instanceof Error
      const details = isTold ? ` ${error.name}: ${error.message}` : ''
      const text = error instanceof Error ? error.message : 'failed'
      this.#end(
        { error: `Connection closed with an error.${details}`, allowReconnect: true },
        new Dropped('protocol', text, { cause: error }),
      )
    }
  }
}
