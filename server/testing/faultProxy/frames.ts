/** One websocket frame as it is on the wire. */
export interface WireFrame {
  readonly bytes: Buffer
  /** A whole text or binary message, and no part or control frame. */
  readonly isMessage: boolean
}

const longestFrame = 32 * 1024 * 1024
const shortLength = 126
const longLength = 127
const opcodes = { text: 1, binary: 2 }

/** Cuts a stream of bytes into frames. Throws at one that is longer than any here should be. */
export function createFrameSplitter(): (bytes: Buffer) => readonly WireFrame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    const frames: WireFrame[] = []
    for (;;) {
      const length = frameLength(rest)
      if (length === null || rest.length < length) return frames
      const frame = rest.subarray(0, length)
      rest = rest.subarray(length)
      frames.push({ bytes: frame, isMessage: isMessage(frame) })
    }
  }
}

function isMessage(frame: Buffer): boolean {
  const first = frame.readUInt8(0)
  const opcode = first & 0x0f
  const isWhole = (first & 0x80) !== 0
  return isWhole && (opcode === opcodes.text || opcode === opcodes.binary)
}

/** Null while too little of the head is here (RFC 6455, 5.2). */
function frameLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null
  const second = bytes.readUInt8(1)
  const maskLength = (second & 0x80) === 0 ? 0 : 4
  const coded = second & 0x7f
  if (coded < shortLength) return 2 + maskLength + coded
  const headLength = coded === longLength ? 10 : 4
  if (bytes.length < headLength) return null
  const length = coded === longLength ? Number(bytes.readBigUInt64BE(2)) : bytes.readUInt16BE(2)
  if (length > longestFrame) throw new Error(`a frame of ${length} bytes`)
  return headLength + maskLength + length
}
