/** A connection over a WebSocket (signalr.md §4). */
import type { RawData, WebSocket } from 'ws'
import type { Pipe, PipeEvents } from './pipe'

const asText = { binary: false }

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

export function createWebSocketPipe(socket: WebSocket, events: PipeEvents): Pipe {
  let failure: Error | null = null
  socket.on('message', (data: RawData) => events.onBytes(toBuffer(data)))
  socket.on('error', (error) => (failure = error))
  socket.on('close', () => events.onEnd(failure))
  return {
    transport: 'WebSockets',
    write(records, onFlushed) {
      socket.send(records, asText, onFlushed && (() => onFlushed()))
    },
    bufferedBytes: () => socket.bufferedAmount,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    end: () => socket.close(1000),
    destroy: () => socket.terminate(),
    tick: () => undefined,
  }
}
