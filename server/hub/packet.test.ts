import { once } from 'node:events'
import type { Writable } from 'node:stream'
import * as ws from 'ws'
import { describe, expect, it } from 'vitest'
import { payloadOf, toPacket } from './packet'

// Public in `ws`, unknown to its types.
const { Receiver } = ws as unknown as {
  Receiver: new (options: { isServer: boolean }) => Writable
}

/** What a WebSocket makes of these frames. */
async function received(frames: readonly Buffer[]): Promise<string> {
  const receiver = new Receiver({ isServer: false })
  const message = once(receiver, 'message')
  for (const frame of frames) receiver.write(frame)
  const [data, isBinary] = (await message) as [Buffer, boolean]
  expect(isBinary).toBe(false)
  return data.toString()
}

describe('toPacket', () => {
  it.each([1, 125, 126, 65_535, 65_536, 131_070, 131_071, 300_000])(
    'makes one text message of %i bytes',
    async (length) => {
      const records = 'x'.repeat(length)
      const packet = toPacket(records)
      expect(await received([...packet.fragments, packet.last])).toBe(records)
      expect(payloadOf(packet).toString()).toBe(records)
    },
  )

  it('counts bytes, and may cut a character in two', async () => {
    const records = 'a' + 'ü€😀'.repeat(20_000)
    const packet = toPacket(records)
    expect(packet.fragments.length).toBeGreaterThan(1)
    expect(await received([...packet.fragments, packet.last])).toBe(records)
    expect(payloadOf(packet).toString()).toBe(records)
  })

  it('is not broken by a control frame between fragments', async () => {
    const packet = toPacket('y'.repeat(100_000))
    const pong = Buffer.from([0x8a, 0])
    const frames = packet.fragments.flatMap((fragment) => [fragment, pong])
    expect(await received([...frames, packet.last])).toHaveLength(100_000)
  })
})
