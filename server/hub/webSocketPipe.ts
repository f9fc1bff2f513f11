/**
 * A connection over a WebSocket (signalr.md §4). `ws` reads, answers pings and closes; records are written beside it to the socket
 * that it was given. That is sound because `ws`, without compression, writes each of its frames whole and at once.
 */
import type { Duplex } from 'node:stream'
import { WebSocket, type RawData } from 'ws'
import { PacedWriter } from './pacedWriter'
import type { Packet } from './packet'
import type { Pipe, PipeEvents } from './pipe'

const nothing = Buffer.alloc(0)

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

export class WebSocketPipe implements Pipe {
  readonly transport = 'WebSockets'
  readonly #webSocket: WebSocket
  readonly #writer: PacedWriter

  /** @param socket what `webSocket` was made of */
  constructor(webSocket: WebSocket, socket: Duplex) {
    this.#webSocket = webSocket
    this.#writer = new PacedWriter(socket)
  }

  listen(events: PipeEvents): void {
    let failure: Error | null = null
    // Pings and pongs carry no records, but cost as much as some.
    const onControl = () => events.onBytes(nothing)
    this.#webSocket
      .on('message', (data) => events.onBytes(toBuffer(data)))
      .on('ping', onControl)
      .on('pong', onControl)
      .on('error', (error) => (failure = error))
      .on('close', () => {
        this.#writer.clear()
        events.onEnd(failure)
      })
  }

  write(packet: Packet, onFlushed?: () => void): void {
    if (this.#webSocket.readyState !== WebSocket.OPEN) {
      onFlushed?.()
      return
    }
    for (const fragment of packet.fragments) this.#writer.write(fragment)
    this.#writer.write(packet.last, onFlushed)
  }

  bufferedBytes(): number {
    return this.#writer.bufferedBytes()
  }

  sentBytes(): number {
    return this.#writer.sentBytes()
  }

  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  end(): void {
    this.#writer.whenTaken(() => this.#webSocket.close(1000))
  }

  destroy(): void {
    this.#webSocket.terminate()
  }

  tick(): void {
    // `ws` needs none.
  }
}
