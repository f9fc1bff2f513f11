/**
 * Records on their way out: WebSocket text frames (RFC 6455 §5.2), made once for any number of connections. A server's frames
 * are not masked, so that all sockets may share them; `ws` would write a header of its own for every socket and message.
 */

/** One message: the fragments before the last, of which most have none, and the last. Each may be written between frames of `ws`. */
export interface Packet {
  readonly fragments: readonly Buffer[]
  readonly last: Buffer
}

const none: readonly Buffer[] = []

const longestShort = 125
/** What one frame holds, so that progress shows on a slow line, and its length never needs more than 16 bits. */
const longest = 65_535

const final = 0x80
const text = 0x01
const continuation = 0x00

/** Room for a payload, with the header in front of it. */
function allocate(flags: number, length: number): Buffer {
  const isShort = length <= longestShort
  const frame = Buffer.allocUnsafe(length + (isShort ? 2 : 4))
  frame[0] = flags
  frame[1] = isShort ? length : 126
  if (!isShort) frame.writeUInt16BE(length, 2)
  return frame
}

const headerBytes = (frame: Buffer) => (frame[1] === 126 ? 4 : 2)

function frameOf(flags: number, part: Buffer): Buffer {
  const frame = allocate(flags, part.length)
  part.copy(frame, headerBytes(frame))
  return frame
}

function split(payload: Buffer): Packet {
  const fragments = [frameOf(text, payload.subarray(0, longest))]
  let at = longest
  for (; at + longest < payload.length; at += longest) {
    fragments.push(frameOf(continuation, payload.subarray(at, at + longest)))
  }
  return { fragments, last: frameOf(final | continuation, payload.subarray(at)) }
}

/** Makes one message of whole records. */
export function toPacket(records: string): Packet {
  const length = Buffer.byteLength(records)
  if (length > longest) return split(Buffer.from(records))
  const last = allocate(final | text, length)
  last.write(records, headerBytes(last))
  return { fragments: none, last }
}

const contentOf = (frame: Buffer) => frame.subarray(headerBytes(frame))

/** The records without frames, for the transports that have none. */
export function payloadOf({ fragments, last }: Packet): Buffer {
  if (fragments.length === 0) return contentOf(last)
  return Buffer.concat([...fragments, last].map(contentOf))
}
