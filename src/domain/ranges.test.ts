import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { messageId } from './ids'
import type { Position } from './messageSequence'
import {
  addRange,
  gapsOf,
  intersect,
  isCovered,
  liveRange,
  type Range,
  type Ranges,
} from './ranges'

const longest = 12

function at(time: number): Position {
  return { id: messageId('m'), createdAt: time }
}

function range(from: number | null, to: number | null): Range {
  return { from: from === null ? null : at(from), to: to === null ? null : at(to) }
}

const anyRange = fc
  .tuple(fc.option(fc.nat(longest)), fc.option(fc.nat(longest)))
  .map(([a, b]) => (a !== null && b !== null && a > b ? range(b, a) : range(a, b)))

const times = Array.from({ length: longest + 3 }, (_, index) => index - 1)

function covered(ranges: Ranges): readonly number[] {
  return times.filter((time) => isCovered(ranges, at(time)))
}

function join(ranges: readonly Range[]): Ranges {
  return ranges.reduce<Ranges>(addRange, [])
}

describe('ranges', () => {
  it('C4 stretches that touch become one, others stay apart', () => {
    const ranges = join([range(1, 3), range(7, null), range(5, 6), range(3, 4)])
    expect(ranges).toEqual([range(1, 4), range(5, 6), range(7, null)])
    expect(join([...ranges, range(4, 7)])).toEqual([range(1, null)])
  })

  it('C4 the gaps are what lies between, and before all while the start is not known', () => {
    expect(gapsOf(join([range(1, 3), range(7, null)]))).toEqual([
      { after: null, before: at(1) },
      { after: at(3), before: at(7) },
    ])
    expect(gapsOf([range(null, null)])).toEqual([])
  })

  it('the live stretch is the one that arrivals join', () => {
    expect(liveRange(join([range(1, 3), range(7, null)]))).toEqual(range(7, null))
    expect(liveRange([range(1, 3)])).toBeNull()
    expect(liveRange([])).toBeNull()
  })

  it('C4 whatever the order: what is covered is the union, sorted and apart', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 6 }), (added) => {
        const ranges = join(added)
        expect(covered(ranges)).toEqual(
          times.filter((time) => added.some((one) => isCovered([one], at(time)))),
        )
        expect(join([...added].reverse())).toEqual(ranges)
        ranges.slice(1).forEach((one, index) => {
          expect(ranges[index]?.to?.createdAt).toBeLessThan(one.from?.createdAt ?? -Infinity)
        })
      }),
    )
  })

  it('the intersection covers what both cover', () => {
    const some = fc.array(anyRange, { maxLength: 4 }).map(join)
    fc.assert(
      fc.property(some, some, (one, other) => {
        const both = new Set(covered(other))
        expect(covered(intersect(one, other))).toEqual(
          covered(one).filter((time) => both.has(time)),
        )
      }),
    )
  })
})
