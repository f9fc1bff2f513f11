/** A connection over server-sent events and POST (signalr.md §14). */
import type { ServerResponse } from 'node:http'
import type { Pipe, PipeEvents } from './pipe'

export const eventStreamHeaders = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache,no-store',
  'Content-Encoding': 'identity',
  'X-Accel-Buffering': 'no',
}

/** The response's head must not be written yet. Records hold no line break, because JSON text has none. */
export function createEventStreamPipe(
  response: ServerResponse,
  events: PipeEvents,
  pacing: Pick<Pipe, 'pause' | 'resume'>,
): Pipe {
  response.writeHead(200, eventStreamHeaders)
  // Some browsers report the stream as open only when something came.
  response.write('\r\n')
  response.on('error', () => undefined)
  response.on('close', () => events.onEnd(null))
  return {
    transport: 'ServerSentEvents',
    write(records, onFlushed) {
      response.write(`data: ${records.toString()}\r\n\r\n`, onFlushed && (() => onFlushed()))
    },
    bufferedBytes: () => response.writableLength,
    ...pacing,
    end: () => response.end(),
    destroy: () => response.destroy(),
    tick: () => undefined,
  }
}
