/**
 * One websocket as a line of text frames: heartbeat (rocketchat.md §1.3), a limit on what waits to be
 * sent, a standstill while the server is frozen, and what else may befall a frame.
 */
import type { WebSocket } from 'ws'
import type { Faults } from '../faults'
import type { Schedule } from '../schedule'
import { createDelayLine } from './delayLine'

export interface LineDeps {
  readonly socket: WebSocket
  readonly faults: Faults
  readonly schedule: Schedule
  /** Silence before the server asks. */
  readonly pingMs: number
  /** Further silence before it gives up. */
  readonly pongMs: number
  /** Close code for that; absent = none. */
  readonly idleCode?: number
  /** A reader slower than this is dropped. */
  readonly maxQueuedBytes: number
  /** `text` is null for a binary frame. */
  readonly onFrame: (text: string | null) => void
  readonly onClosed: () => void
}

export interface Line {
  send: (text: string) => void
  close: (code?: number) => void
  /** Ends the connection without a closing handshake. */
  cut: () => void
}

export function openLine(deps: LineDeps): Line {
  const { socket, faults } = deps
  const outgoing: string[] = []
  const incoming: (string | null)[] = []

  const emit = (text: string): void => {
    if (faults.isFrozen()) outgoing.push(text)
    else if (socket.bufferedAmount > deps.maxQueuedBytes) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.send(text)
  }
  const late = createDelayLine(deps.schedule, emit)
  const send = (text: string): void => {
    const { copies, delayMs } = faults.fateOf(text)
    for (let copy = 0; copy < copies; copy += 1) late.push(text, delayMs)
  }
  const heartbeat = startHeartbeat(deps, send)
  const receive = (text: string | null): void => {
    if (faults.isFrozen()) {
      incoming.push(text)
      socket.pause()
      return
    }
    heartbeat.heard()
    deps.onFrame(text)
  }
  const stopThawing = faults.onThaw(() => {
    socket.resume()
    for (const text of outgoing.splice(0)) emit(text)
    for (const text of incoming.splice(0)) receive(text)
  })
  socket.on('message', (data, isBinary) => {
    receive(isBinary ? null : textOf(data))
  })
  socket.on('error', () => socket.terminate())
  socket.once('close', () => {
    heartbeat.stop()
    late.stop()
    stopThawing()
    deps.onClosed()
  })
  return { send, close: (code) => socket.close(code), cut: () => socket.terminate() }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}

/** Any frame from the other side counts as life. Time does not pass while frozen. */
function startHeartbeat(
  { socket, faults, schedule, pingMs, pongMs, idleCode }: LineDeps,
  send: (text: string) => void,
): { heard: () => void; stop: () => void } {
  let cancel: () => void
  const wait = (): void => {
    cancel = schedule(pingMs, unlessFrozen(ask))
  }
  const ask = (): void => {
    send('{"msg":"ping"}')
    cancel = schedule(
      pongMs,
      unlessFrozen(() => socket.close(idleCode)),
    )
  }
  const unlessFrozen = (run: () => void) => () => {
    if (faults.isFrozen()) wait()
    else run()
  }
  cancel = schedule(pingMs, unlessFrozen(ask))
  return {
    heard() {
      cancel()
      wait()
    },
    stop: () => cancel(),
  }
}
