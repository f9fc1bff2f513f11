/** From a byte stream to records: transports promise no message boundaries (signalr.md §1). */
import { ProtocolError } from './codec'

const separator = 0x1e

export interface RecordReader {
  /**
   * Takes the next bytes and returns the records they complete, without separators.
   * @throws {ProtocolError} when a record, complete or not, is longer than the limit
   */
  read: (chunk: Buffer) => readonly string[]
}

/** @param maxBytes the longest record, without its separator */
export function createRecordReader(maxBytes: number): RecordReader {
  let parts: Buffer[] = []
  let held = 0

  function check(length: number): void {
    if (length <= maxBytes) return
    throw new ProtocolError(
      `The maximum message size of ${maxBytes}B was exceeded. The message size can be configured in the hub's limits.`,
    )
  }

  function complete(tail: Buffer): string {
    check(held + tail.length)
    const text = held === 0 ? tail.toString() : Buffer.concat([...parts, tail]).toString()
    parts = []
    held = 0
    return text
  }

  function hold(rest: Buffer): void {
    if (rest.length === 0) return
    check(held + rest.length)
    parts.push(rest)
    held += rest.length
    // Very many tiny chunks would cost more than their bytes.
    if (parts.length > 64) parts = [Buffer.concat(parts)]
  }

  return {
    read(chunk) {
      const records: string[] = []
      let start = 0
      let end = chunk.indexOf(separator)
      while (end !== -1) {
        records.push(complete(chunk.subarray(start, end)))
        start = end + 1
        end = chunk.indexOf(separator, start)
      }
      hold(chunk.subarray(start))
      return records
    },
  }
}
