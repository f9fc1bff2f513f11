/** From a byte stream to records: transports promise no message boundaries (signalr.md §1). */
import { ProtocolError } from './codec'

const separator = 0x1e
const none: Buffer[] = []

export class RecordReader {
  readonly #maxBytes: number
  /** The beginning of a record, in pieces. */
  #parts = none
  #heldBytes = 0

  /** @param maxBytes the longest record, without its separator */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /**
   * Takes the next bytes and returns the records they complete, without separators.
   * @throws {ProtocolError} when a record, complete or not, is longer than the limit
   */
  read(chunk: Buffer): readonly string[] {
    const records: string[] = []
    let start = 0
    let end = chunk.indexOf(separator)
    while (end !== -1) {
      records.push(this.#complete(chunk.subarray(start, end)))
      start = end + 1
      end = chunk.indexOf(separator, start)
    }
    this.#hold(chunk.subarray(start))
    return records
  }

  #check(length: number): void {
    if (length <= this.#maxBytes) return
    throw new ProtocolError(
      `The maximum message size of ${this.#maxBytes}B was exceeded. The message size can be configured in the hub's limits.`,
    )
  }

  #complete(tail: Buffer): string {
    this.#check(this.#heldBytes + tail.length)
    if (this.#heldBytes === 0) return tail.toString()
    const text = Buffer.concat([...this.#parts, tail]).toString()
    this.#parts = none
    this.#heldBytes = 0
    return text
  }

  #hold(rest: Buffer): void {
    if (rest.length === 0) return
    this.#check(this.#heldBytes + rest.length)
    if (this.#parts === none) this.#parts = []
    // A copy, because a part of a chunk would keep all of it.
    this.#parts.push(Buffer.from(rest))
    this.#heldBytes += rest.length
    // Very many tiny chunks would cost more than their bytes.
    if (this.#parts.length > 64) this.#parts = [Buffer.concat(this.#parts)]
  }
}
