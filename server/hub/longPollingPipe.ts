/** A connection over long polling (signalr.md §14). */
import type { ServerResponse } from 'node:http'
import type { ConnectionSettings } from './options'
import { payloadOf, type Packet } from './packet'
import type { Pacing, Pipe, PipeEvents } from './pipe'

const headers = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-cache,no-store' }

export class LongPollingPipe implements Pipe {
  readonly transport = 'LongPolling'
  readonly #settings: Pick<ConnectionSettings, 'times' | 'now'>
  readonly #pacing: Pacing
  #events: PipeEvents | null = null
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #fetchedBytes = 0
  #flushed: (() => void)[] = []
  /** The poll without an answer yet. */
  #current: ServerResponse | null = null
  /** The answer on its way, which may take long on a slow line. */
  #leaving: ServerResponse | null = null
  #since: number
  #isAttached = false
  #hasEnded = false

  constructor(settings: Pick<ConnectionSettings, 'times' | 'now'>, pacing: Pacing) {
    this.#settings = settings
    this.#pacing = pacing
    this.#since = settings.now()
  }

  listen(events: PipeEvents): void {
    this.#events = events
  }

  /** Answers with what waits, or when something comes. The first poll is answered at once. */
  poll(response: ServerResponse): void {
    this.#answer(204, null)
    this.#current = response
    this.#since = this.#settings.now()
    response.on('close', () => this.#leave(response))
    if (!this.#isAttached) this.#answer(200, null)
    else this.#flush()
    this.#isAttached = true
  }

  write(packet: Packet, onFlushed?: () => void): void {
    const bytes = payloadOf(packet)
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (onFlushed !== undefined) this.#flushed.push(onFlushed)
    this.#flush()
  }

  bufferedBytes(): number {
    return this.#waitingBytes
  }

  sentBytes(): number {
    return this.#fetchedBytes
  }

  pause(): void {
    this.#pacing.pause()
  }

  resume(): void {
    this.#pacing.resume()
  }

  end(): void {
    this.#stop()
    this.#flush()
  }

  destroy(): void {
    this.#stop()
    this.#clear()
    this.#flush()
  }

  /** True when it has ended and its last records were fetched or nobody came for them. */
  isOver(nowMs: number): boolean {
    return this.#hasEnded && nowMs - this.#since >= this.#settings.times.disconnect
  }

  tick(nowMs: number): void {
    const { times } = this.#settings
    const passed = nowMs - this.#since
    if (this.#current !== null) {
      if (passed >= times.poll) this.#answer(200, null)
    } else if (passed >= (this.#leaving === null ? times.disconnect : times.poll)) {
      this.#leaving?.destroy()
      this.#stop()
    }
  }

  #answer(status: 200 | 204, body: Buffer | null): void {
    if (this.#current === null) return
    this.#leaving = this.#current
    this.#current = null
    this.#since = this.#settings.now()
    this.#leaving.writeHead(status, headers).end(body)
  }

  #flush(): void {
    if (this.#current === null) return
    if (this.#waiting.length > 0) {
      const body = Buffer.concat(this.#waiting)
      this.#clear()
      this.#answer(200, body)
    } else if (this.#hasEnded) this.#answer(204, null)
  }

  #clear(): void {
    this.#fetchedBytes += this.#waitingBytes
    this.#waiting = []
    this.#waitingBytes = 0
    const callbacks = this.#flushed
    this.#flushed = []
    for (const callback of callbacks) callback()
  }

  /** The client has this answer, or has gone. */
  #leave(response: ServerResponse): void {
    if (this.#current === response) this.#current = null
    else if (this.#leaving === response) this.#leaving = null
    else return
    this.#since = this.#settings.now()
  }

  #stop(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#events?.onEnd(null)
  }
}
