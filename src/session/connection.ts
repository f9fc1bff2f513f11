import { toChatError, type Capabilities, type ChatError, type ServerEvent } from '../domain'
import type { CancelTimer, ChatTransport, Clock, Logger, Random, SignedIn } from '../ports'
import { backoffMs } from './backoff'
import type { ClosedReason, ConnectionStatus, WaitCause } from './status'

export interface ConnectionDeps {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  newTransport(): ChatTransport
}

export interface ConnectionListener {
  onStatus(status: ConnectionStatus): void
  /** Events of the current connection only, and none while it catches up: they come right after (C3). */
  onEvent(event: ServerEvent): void
  /** May close the connection. */
  onSignedIn(signedIn: SignedIn, capabilities: Capabilities): void
  /** Brings the state up to date through this transport. A rejection ends the attempt. */
  catchUp(transport: ChatTransport): Promise<void>
}

/** Keeps one user online: the only place that retries connecting (C1, C2, C6). */
export interface Connection {
  readonly status: ConnectionStatus
  /** The transport while it may be used: when catching up and online. */
  readonly transport: ChatTransport | null
  start(): void
  retryNow(): void
  checkLine(): void
  /** The machine slept, or its clock was set: the line is proven, and an attempt that was under way begins anew (C5). */
  wokeUp(): void
  /** A call of the current transport said that the credentials are gone. */
  refuse(error: ChatError): void
  close(reason: ClosedReason): void
}

/** A connection that lasted this long ends the row of failures: the next wait is short again. */
const stableMs = 10_000

export function createConnection(deps: ConnectionDeps, listener: ConnectionListener): Connection {
  const { clock, logger } = deps
  let status: ConnectionStatus = { kind: 'idle' }
  let generation = 0
  let failures = 0
  let wasOnline = false
  let cancelStable: CancelTimer = () => undefined
  let current: ChatTransport | null = null
  let buffered: ServerEvent[] | null = null
  let cancelWait: CancelTimer = () => undefined

  function setStatus(next: ConnectionStatus): void {
    status = next
    listener.onStatus(next)
  }

  async function attempt(): Promise<void> {
    cancelWait()
    generation += 1
    const mine = generation
    const isCurrent = (): boolean => mine === generation
    const transport = deps.newTransport()
    current = transport
    buffered = []
    setStatus({ kind: 'connecting' })
    try {
      const signedIn = await transport.open(
        {
          onEvent: (event) => {
            if (isCurrent()) take(event)
          },
          onLost: (error) => {
            if (isCurrent()) fail(error)
          },
        },
        (step) => {
          if (isCurrent()) setStatus({ kind: step })
        },
      )
      if (!isCurrent()) return
      listener.onSignedIn(signedIn, transport.capabilities)
      if (!isCurrent()) return
      setStatus({ kind: 'catchingUp' })
      await listener.catchUp(transport)
      if (isCurrent()) goOnline()
    } catch (error) {
      if (isCurrent()) fail(toChatError(error))
    }
  }

  function take(event: ServerEvent): void {
    if (buffered === null) listener.onEvent(event)
    else buffered.push(event)
  }

  function goOnline(): void {
    const events = buffered ?? []
    buffered = null
    for (const event of events) listener.onEvent(event)
    wasOnline = true
    cancelStable = clock.after(stableMs, () => (failures = 0))
    setStatus({ kind: 'online' })
  }

  function fail(error: ChatError): void {
    logger.warn('the connection ended', { kind: error.kind, reason: error.message })
    drop()
    if (error.kind === 'auth') {
      setStatus({ kind: 'closed', reason: 'credentialsRefused' })
      return
    }
    const waitMs = error.retryAfterMs ?? backoffMs(failures, deps.random)
    failures += 1
    const cause = causeOf(error, wasOnline)
    wasOnline = false
    setStatus({ kind: 'waiting', retryAt: clock.now() + waitMs, cause })
    cancelWait = clock.after(waitMs, () => void attempt())
  }

  function checkLine(): void {
    if (status.kind !== 'waiting') current?.checkLine()
    else if (status.cause !== 'rateLimit') void attempt()
  }

  function drop(): void {
    generation += 1
    cancelStable()
    current?.close()
    current = null
    buffered = null
  }

  return {
    get status() {
      return status
    },
    get transport() {
      return status.kind === 'online' || status.kind === 'catchingUp' ? current : null
    },
    start() {
      if (status.kind === 'idle') void attempt()
    },
    retryNow() {
      if (status.kind === 'waiting') void attempt()
    },
    checkLine,
    wokeUp() {
      const isUnderWay = current !== null && status.kind !== 'online'
      if (!isUnderWay) checkLine()
      else {
        drop()
        void attempt()
      }
    },
    refuse(error) {
      if (status.kind !== 'closed') fail(error)
    },
    close(reason) {
      cancelWait()
      drop()
      if (status.kind !== 'closed') setStatus({ kind: 'closed', reason })
    },
  }
}

function causeOf(error: ChatError, wasOnline: boolean): WaitCause {
  if (error.kind === 'rateLimit') return 'rateLimit'
  return wasOnline ? 'lost' : 'unreachable'
}
