import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultKinds } from './fault'
import { schedule } from './schedule'

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(schedule(7, 60_000, faultKinds)).toEqual(schedule(7, 60_000, faultKinds))
    expect(schedule(7, 60_000, faultKinds)).not.toEqual(schedule(8, 60_000, faultKinds))
  })

  it('begins its faults in order and ends them in time', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 120_000 }), (seed, durationMs) => {
        const faults = schedule(seed, durationMs, faultKinds)
        const begins = faults.map(({ atMs }) => atMs)
        expect(begins).toEqual([...begins].sort((a, b) => a - b))
        for (const { atMs, kind, lastsMs } of faults) {
          expect(atMs + lastsMs).toBeLessThanOrEqual(durationMs)
          expect(lastsMs === 0).toBe(kind === 'cut' || atMs === durationMs)
        }
      }),
    )
  })

  it('holds only kinds that were asked for', () => {
    const kinds = schedule(1, 600_000, ['cut', 'delay']).map(({ kind }) => kind)
    expect([...new Set(kinds)].sort()).toEqual(['cut', 'delay'])
    expect(schedule(1, 600_000, [])).toEqual([])
  })
})
