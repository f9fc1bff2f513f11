import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { PacedWriter } from './pacedWriter'

/** A line on which bytes leave when the test says so. */
function createLine() {
  const left: string[] = []
  let finish: (() => void) | null = null
  const stream = new Writable({
    highWaterMark: 4,
    writev(chunks, done) {
      left.push(chunks.map(({ chunk }) => String(chunk)).join('+'))
      finish = done
    },
  })
  async function leave(): Promise<void> {
    const done = finish
    finish = null
    done?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { stream, left, leave }
}

describe('PacedWriter', () => {
  it('hands over as much as the stream wants, so that progress shows', async () => {
    const { stream, left, leave } = createLine()
    const writer = new PacedWriter(stream)
    const sent: number[] = []
    for (const text of ['aaaa', 'bbbb', 'cccc']) writer.write(Buffer.from(text))
    expect(writer.bufferedBytes()).toBe(12)
    for (let turn = 0; turn < 3; turn += 1) {
      sent.push(writer.sentBytes())
      await leave()
    }
    expect(left).toEqual(['aaaa', 'bbbb', 'cccc'])
    expect([...sent, writer.sentBytes()]).toEqual([0, 4, 8, 12])
    expect(writer.bufferedBytes()).toBe(0)
  })

  it('says when bytes have left, and when the stream has taken all', async () => {
    const { stream, leave } = createLine()
    const writer = new PacedWriter(stream)
    const said: string[] = []
    writer.whenTaken(() => said.push('nothing waits'))
    writer.write(Buffer.from('aaaa'), () => said.push('a'))
    writer.write(Buffer.from('bbbb'), () => said.push('b'))
    writer.whenTaken(() => said.push('taken'))
    expect(said).toEqual(['nothing waits'])
    await leave()
    await leave()
    expect(said).toEqual(['nothing waits', 'taken', 'a', 'b'])
  })

  it('does not leave anybody waiting for what it forgets', () => {
    const { stream } = createLine()
    const writer = new PacedWriter(stream)
    const said: string[] = []
    writer.write(Buffer.from('aaaa'))
    writer.write(Buffer.from('bbbb'), () => said.push('b'))
    writer.whenTaken(() => said.push('taken'))
    writer.clear()
    expect(said).toEqual(['b'])
    expect(writer.bufferedBytes()).toBe(4)
  })
})
