import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtocolError } from './codec'
import { RecordReader } from './records'

describe('RecordReader', () => {
  it('§1 gives the same records however the bytes are cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((s) => s.replaceAll('\u001e', ''))
    fc.assert(
      fc.property(fc.array(text), fc.array(fc.nat(8), { minLength: 1 }), (records, cuts) => {
        const bytes = Buffer.from(records.map((record) => `${record}\u001e`).join(''))
        const reader = new RecordReader(1000)
        const got: string[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = (cuts[turn % cuts.length] ?? 0) + 1
          got.push(...reader.read(bytes.subarray(at, at + size)))
          at += size
        }
        expect(got).toEqual(records)
      }),
    )
  })

  it('§16 refuses a record over the limit, ended or not', () => {
    expect(new RecordReader(4).read(Buffer.from('1234\u001e'))).toEqual(['1234'])
    expect(() => new RecordReader(4).read(Buffer.from('12345\u001e'))).toThrow(ProtocolError)
    const reader = new RecordReader(4)
    reader.read(Buffer.from('123'))
    expect(() => reader.read(Buffer.from('45'))).toThrow('maximum message size of 4B was exceeded')
  })
})
