/** A connection over long polling (signalr.md §14). */
import type { ServerResponse } from 'node:http'
import type { HubTimes } from './options'
import type { Pipe, PipeEvents } from './pipe'

export interface LongPollingPipe extends Pipe {
  /** Answers with what waits, or when something comes. The first poll is answered at once. */
  poll: (response: ServerResponse) => void
  /** True when it has ended and its last records were fetched or nobody came for them. */
  isOver: (nowMs: number) => boolean
}

const headers = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-cache,no-store' }

export function createLongPollingPipe(
  times: HubTimes,
  now: () => number,
  events: PipeEvents,
  pacing: Pick<Pipe, 'pause' | 'resume'>,
): LongPollingPipe {
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let flushed: (() => void)[] = []
  let current: ServerResponse | null = null
  let since = now()
  let isAttached = false
  let hasEnded = false

  function answer(status: 200 | 204, body: Buffer | null): void {
    current?.writeHead(status, headers).end(body)
    current = null
    since = now()
  }

  function flush(): void {
    if (current === null) return
    if (waiting.length > 0) {
      const body = Buffer.concat(waiting)
      clear()
      answer(200, body)
    } else if (hasEnded) answer(204, null)
  }

  function clear(): void {
    waiting = []
    waitingBytes = 0
    const callbacks = flushed
    flushed = []
    for (const callback of callbacks) callback()
  }

  function stop(): void {
    if (hasEnded) return
    hasEnded = true
    events.onEnd(null)
  }

  return {
    transport: 'LongPolling',
    poll(response) {
      if (current !== null) answer(204, null)
      current = response
      since = now()
      response.on('close', () => {
        if (current !== response) return
        current = null
        since = now()
      })
      if (!isAttached) answer(200, null)
      else flush()
      isAttached = true
    },
    write(records, onFlushed) {
      const bytes = Buffer.from(records)
      waiting.push(bytes)
      waitingBytes += bytes.length
      if (onFlushed !== undefined) flushed.push(onFlushed)
      flush()
    },
    bufferedBytes: () => waitingBytes,
    ...pacing,
    end() {
      stop()
      flush()
    },
    destroy() {
      stop()
      clear()
      flush()
    },
    isOver: (nowMs) => hasEnded && nowMs - since >= times.disconnect,
    tick(nowMs) {
      if (current === null) {
        if (nowMs - since >= times.disconnect) stop()
      } else if (nowMs - since >= times.poll) answer(200, null)
    },
  }
}
