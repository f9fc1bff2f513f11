import { describe, expect, it } from 'vitest'
import { createTimeline } from './timeline'

function ids(entries: Iterable<{ readonly id: string }>): string {
  return Array.from(entries, ({ id }) => id).join('')
}

function filled() {
  const timeline = createTimeline()
  for (const [id, at] of [
    ['b', 20],
    ['a', 10],
    ['d', 30],
    ['c', 20],
    ['e', 40],
  ] as const) {
    timeline.insert({ id, at })
  }
  return timeline
}

describe('timeline', () => {
  it.each([
    ['everything, newest first', {}, 'edcba'],
    ['bounds are exclusive', { latest: 40, oldest: 10 }, 'dcb'],
    ['or inclusive', { latest: 30, oldest: 20, inclusive: true }, 'dcb'],
    ['equal times are all in or all out', { latest: 20 }, 'a'],
    ['nothing there', { oldest: 40 }, ''],
  ])('%s', (_name, bounds, expected) => {
    expect(ids(filled().newestFirst(bounds))).toBe(expected)
  })

  it('goes forward after a time', () => {
    expect(ids(filled().oldestFirst(10))).toBe('bcde')
  })

  it('removes one of two with equal time', () => {
    const timeline = filled()
    timeline.remove({ id: 'b', at: 20 })
    expect(ids(timeline.newestFirst({}))).toBe('edca')
  })

  it('keeps the last write of each message when the log grows', () => {
    const timeline = createTimeline()
    timeline.insert({ id: 'a', at: 0 })
    timeline.insert({ id: 'b', at: 0 })
    for (let at = 1; at <= 2000; at += 1) timeline.touch({ id: at === 7 ? 'b' : 'a', at })
    const writes = [...timeline.touchedAfter(0)]
    expect(writes.length).toBeLessThan(600)
    expect(writes[0]).toEqual({ id: 'b', at: 7 })
    expect(writes.at(-1)).toEqual({ id: 'a', at: 2000 })
    expect(ids(timeline.touchedBefore(8))).toBe('b')
  })
})
