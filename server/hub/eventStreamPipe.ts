/** A connection over server-sent events and POST (signalr.md §14). */
import type { ServerResponse } from 'node:http'
import { PacedWriter } from './pacedWriter'
import { payloadOf, type Packet } from './packet'
import type { Pacing, Pipe, PipeEvents } from './pipe'

export const eventStreamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache,no-store',
  'Content-Encoding': 'identity',
  'X-Accel-Buffering': 'no',
}

const prefix = Buffer.from('data: ')
const suffix = Buffer.from('\r\n\r\n')
/** Bytes handed over at once, so that progress shows on a slow line. */
const pieceBytes = 65_536

export class EventStreamPipe implements Pipe {
  readonly transport = 'ServerSentEvents'
  readonly #response: ServerResponse
  readonly #pacing: Pacing
  readonly #writer: PacedWriter

  /** The response's head must not be written yet. */
  constructor(response: ServerResponse, pacing: Pacing) {
    this.#response = response
    this.#pacing = pacing
    this.#writer = new PacedWriter(response)
  }

  listen(events: PipeEvents): void {
    const response = this.#response
    response.on('error', () => undefined)
    response.on('close', () => {
      this.#writer.clear()
      events.onEnd(null)
    })
    response.writeHead(200, eventStreamHeaders)
    // Some browsers report the stream as open only when something came.
    response.write('\r\n')
  }

  /** Records hold no line break, because JSON text has none. */
  write(packet: Packet, onFlushed?: () => void): void {
    if (this.#response.writableEnded || this.#response.destroyed) {
      onFlushed?.()
      return
    }
    const bytes = Buffer.concat([prefix, payloadOf(packet), suffix])
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const isLast = at + pieceBytes >= bytes.length
      this.#writer.write(bytes.subarray(at, at + pieceBytes), isLast ? onFlushed : undefined)
    }
  }

  bufferedBytes(): number {
    return this.#writer.bufferedBytes()
  }

  sentBytes(): number {
    return this.#writer.sentBytes()
  }

  pause(): void {
    this.#pacing.pause()
  }

  resume(): void {
    this.#pacing.resume()
  }

  end(): void {
    this.#writer.whenTaken(() => this.#response.end())
  }

  destroy(): void {
    this.#response.destroy()
  }

  tick(): void {
    // A response has no time-outs of its own.
  }
}
