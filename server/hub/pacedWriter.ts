/**
 * Writes to a stream as it drains. A stream takes everything that waits as one piece and tells no more than when the last byte of it
 * has left; a slow reader then looks like one that reads nothing.
 */
import type { Writable } from 'node:stream'

/** As much of a stream as the writer needs; a response is one too. */
type Stream = Pick<Writable, 'write' | 'writableLength' | 'on'>
type Chunk = readonly [bytes: Buffer, onFlushed: (() => void) | undefined]

const none: Chunk[] = []

export class PacedWriter {
  readonly #stream: Stream
  #waiting = none
  #waitingBytes = 0
  #takenBytes = 0
  #isBlocked = false
  #onTaken: (() => void) | null = null

  constructor(stream: Stream) {
    this.#stream = stream
    stream.on('drain', () => this.#goOn())
  }

  /** @param onFlushed called when the bytes have left, or never will */
  write(bytes: Buffer, onFlushed?: () => void): void {
    if (!this.#isBlocked) {
      this.#hand(bytes, onFlushed)
      return
    }
    if (this.#waiting === none) this.#waiting = []
    this.#waiting.push([bytes, onFlushed])
    this.#waitingBytes += bytes.length
  }

  bufferedBytes(): number {
    return this.#waitingBytes + this.#stream.writableLength
  }

  /** Grows as long as bytes leave. */
  sentBytes(): number {
    return this.#takenBytes - this.#stream.writableLength
  }

  /** Runs at once or when the stream has taken everything; not after `clear`. */
  whenTaken(run: () => void): void {
    if (this.#waiting.length === 0) run()
    else this.#onTaken = run
  }

  /** Forgets what the stream has not taken. */
  clear(): void {
    const forgotten = this.#waiting
    this.#waiting = none
    this.#waitingBytes = 0
    this.#onTaken = null
    for (const [, onFlushed] of forgotten) onFlushed?.()
  }

  /** Returns false when the stream wants no more. */
  #hand(bytes: Buffer, onFlushed: (() => void) | undefined): boolean {
    this.#takenBytes += bytes.length
    const wantsMore = this.#stream.write(bytes, onFlushed && (() => onFlushed()))
    this.#isBlocked = !wantsMore
    return wantsMore
  }

  #goOn(): void {
    this.#isBlocked = false
    if (this.#waiting.length === 0) return
    let count = 0
    for (const [bytes, onFlushed] of this.#waiting) {
      count += 1
      this.#waitingBytes -= bytes.length
      if (!this.#hand(bytes, onFlushed)) break
    }
    this.#waiting.splice(0, count)
    if (this.#waiting.length > 0) return
    this.#onTaken?.()
    this.#onTaken = null
  }
}
