import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  chunkedList,
  itemAt,
  oncePerChunk,
  putInto,
  rankIn,
  removeFrom,
  sliceOf,
  type ChunkedList,
} from './chunkedList'

const compare = (a: number, b: number): number => a - b

const changes = fc.array(fc.record({ item: fc.nat(400), isGone: fc.boolean() }), { maxLength: 400 })

function changed(list: ChunkedList<number>, { item, isGone }: { item: number; isGone: boolean }) {
  return isGone ? removeFrom(list, item, compare) : putInto(list, item, compare)
}

it('equals a sorted set after any changes, whatever part is asked for', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(400)), changes, fc.nat(400), (begun, steps, at) => {
      const model = new Set(begun)
      let list = chunkedList(begun.toSorted(compare))
      for (const step of steps) {
        list = changed(list, step)
        if (step.isGone) model.delete(step.item)
        else model.add(step.item)
      }
      const items = [...model].sort(compare)
      expect(list.chunks.flat()).toEqual(items)
      expect(list.length).toBe(items.length)
      expect(list.chunks.every((chunk) => chunk.length > 0 && chunk.length <= 64)).toBe(true)
      expect(sliceOf(list, at, at + 70)).toEqual(items.slice(at, at + 70))
      expect(itemAt(list, at)).toBe(items[at])
      expect(rankIn(list, at, compare)).toBe(items.filter((item) => item < at).length)
    }),
  )
})

it('gives the same list back when what is removed is not there', () => {
  const list = chunkedList([1, 3])
  expect(removeFrom(list, 2, compare)).toBe(list)
  expect(removeFrom(chunkedList<number>([]), 2, compare).length).toBe(0)
})

it('has few chunks after many have run low', () => {
  let list = chunkedList(Array.from({ length: 6_400 }, (_, index) => index))
  for (let item = 0; item < 6_400; item += 1) {
    if (item % 64 !== 0) list = removeFrom(list, item, compare)
  }
  expect(list.length).toBe(100)
  expect(list.chunks.length).toBeLessThan(10)
})

it('works out what belongs to a chunk once for each', () => {
  let count = 0
  const sum = oncePerChunk((chunk: readonly number[]) => {
    count += 1
    return chunk.reduce((total, item) => total + item, 0)
  })
  const list = chunkedList(Array.from({ length: 640 }, () => 1))
  const total = (of: ChunkedList<number>) => of.chunks.reduce((all, chunk) => all + sum(chunk), 0)
  expect([total(list), total(list), count]).toEqual([640, 640, 10])
  expect([total(putInto(list, 2, compare)), count]).toEqual([642, 12])
})
