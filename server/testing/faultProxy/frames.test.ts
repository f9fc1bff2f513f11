import { describe, expect, it } from 'vitest'
import { createFrameSplitter } from './frames'

const text = (length: number): Buffer => Buffer.concat([headOf(length), Buffer.alloc(length, 'x')])

function headOf(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length])
  const head = Buffer.alloc(length < 65_536 ? 4 : 10)
  head.writeUInt8(0x81, 0)
  head.writeUInt8(length < 65_536 ? 126 : 127, 1)
  if (length < 65_536) head.writeUInt16BE(length, 2)
  else head.writeBigUInt64BE(BigInt(length), 2)
  return head
}

describe('the frame splitter', () => {
  it('finds frames of every length, wherever the bytes were cut', () => {
    const lengths = [0, 1, 125, 126, 65_535, 65_536]
    const stream = Buffer.concat(lengths.map(text))
    for (const step of [1, 2, 3, 1_000, stream.length]) {
      const split = createFrameSplitter()
      const found: number[] = []
      const from = step < 10 ? stream.subarray(0, 600) : stream
      for (let at = 0; at < from.length; at += step) {
        found.push(...split(from.subarray(at, at + step)).map(({ bytes }) => bytes.length))
      }
      const expected = lengths.map((length) => text(length).length)
      expect(found).toEqual(step < 10 ? expected.slice(0, 4) : expected)
    }
  })

  it('counts the mask of a client, and tells messages from parts and pings', () => {
    const split = createFrameSplitter()
    const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6])
    const part = Buffer.from([0x01, 0x01, 7])
    const ping = Buffer.from([0x89, 0x00])
    expect(split(Buffer.concat([masked, part, ping]))).toEqual([
      { bytes: masked, isMessage: true },
      { bytes: part, isMessage: false },
      { bytes: ping, isMessage: false },
    ])
  })

  it('refuses a frame that would fill the memory', () => {
    const split = createFrameSplitter()
    const head = Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0])
    expect(() => split(head)).toThrow()
  })
})
