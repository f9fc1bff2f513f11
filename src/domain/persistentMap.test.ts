import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedKeys, deleteIn, emptyMap, entriesOf, getIn, mapOf, setIn } from './persistentMap'

const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('__proto__', 'constructor', ''))
const operation = fc.record({ key, value: fc.option(fc.nat(5), { nil: undefined }) })

describe('persistentMap', () => {
  it('holds what a Map holds after any operations', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const model = new Map<string, number>()
        let map = emptyMap<string, number>()
        for (const { key: k, value } of operations) {
          if (value === undefined) model.delete(k)
          else model.set(k, value)
          map = value === undefined ? deleteIn(map, k) : setIn(map, k, value)
        }
        expect(new Map(entriesOf(map))).toEqual(model)
        expect(map.size).toBe(model.size)
        for (const k of model.keys()) expect(getIn(map, k)).toBe(model.get(k))
      }),
    )
  })

  it('names exactly the keys that differ between two versions', () => {
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 60 }),
        fc.array(operation, { maxLength: 60 }),
        (first, second) => {
          const before = first.reduce(
            (map, one) => setIn(map, one.key, one.value ?? 0),
            emptyMap<string, number>(),
          )
          let after = before
          for (const { key: k, value } of second) {
            after = value === undefined ? deleteIn(after, k) : setIn(after, k, value)
          }
          const all = new Set([...entriesOf(before), ...entriesOf(after)].map(([k]) => k))
          const expected = [...all].filter((k) => getIn(before, k) !== getIn(after, k))
          expect([...changedKeys(before, after)].sort()).toEqual(expected.sort())
        },
      ),
    )
  })

  it('gives the same map back when nothing changes', () => {
    const map = mapOf([['a', 1]])
    expect(setIn(map, 'a', 1)).toBe(map)
    expect(deleteIn(map, 'b')).toBe(map)
  })

  it('keeps keys of equal hash apart', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `k${index}`)
    const map = mapOf(keys.map((one): [string, string] => [one, one]))
    expect(map.size).toBe(keys.length)
    expect(keys.every((one) => getIn(map, one) === one)).toBe(true)
  })
})
