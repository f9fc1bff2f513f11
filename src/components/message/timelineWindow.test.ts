import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptySequence, messageId, putMessage, type MessageSequence } from '../../domain'
import { aMessage } from '../../testing/builders'
import {
  newerWindow,
  newestWindow,
  olderWindow,
  trimmedWindow,
  windowAround,
  windowLimit,
  windowRange,
} from './timelineWindow'

function sequenceOf(from: number, to: number, start: MessageSequence = emptySequence) {
  let sequence = start
  for (let at = from; at < to; at += 1) {
    sequence = putMessage(sequence, aMessage({ id: messageId(`m${at}`), createdAt: at }))
  }
  return sequence
}

describe('S3 timeline window', () => {
  it('opens at the newest messages and takes in arrivals', () => {
    const sequence = sequenceOf(1_000, 1_300)
    const window = newestWindow(sequence)
    expect(windowRange(sequence, window)).toEqual({ from: 200, to: 300 })
    expect(windowRange(sequenceOf(1_300, 1_305, sequence), window)).toEqual({ from: 200, to: 305 })
  })

  it('does not move when a page arrives before it', () => {
    const sequence = sequenceOf(1_000, 1_300)
    const window = windowAround(sequence, 150)
    expect(windowRange(sequence, window)).toEqual({ from: 100, to: 200 })
    expect(windowRange(sequenceOf(900, 1_000, sequence), window)).toEqual({ from: 200, to: 300 })
  })

  it('drops the far side when it grows', () => {
    const sequence = sequenceOf(1_000, 1_300)
    let window = newestWindow(sequence)
    window = olderWindow(sequence, window)
    expect(windowRange(sequence, window)).toEqual({ from: 150, to: 300 })
    window = olderWindow(sequence, window)
    expect(windowRange(sequence, window)).toEqual({ from: 100, to: 250 })
    window = newerWindow(sequence, newerWindow(sequence, window))
    expect(windowRange(sequence, window)).toEqual({ from: 150, to: 300 })
    expect(window.last).toBeNull()
  })

  it('shrinks around what is being read, or to the end', () => {
    const sequence = sequenceOf(1_000, 1_300)
    const all = { first: null, last: null }
    expect(windowRange(sequence, trimmedWindow(sequence, all, 60))).toEqual({ from: 10, to: 110 })
    expect(windowRange(sequence, trimmedWindow(sequence, all, null)).to).toBe(300)
  })

  it('leaves a small window alone', () => {
    const sequence = sequenceOf(1_000, 1_010)
    const window = newestWindow(sequence)
    expect(trimmedWindow(sequence, window, null)).toBe(window)
  })

  it('never holds more than its limit, wherever the reader goes', () => {
    const sequence = sequenceOf(1_000, 1_400)
    const steps = fc.array(fc.constantFrom('older', 'newer', 'newest', 'around'), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (path) => {
        let window = newestWindow(sequence)
        for (const step of path) {
          if (step === 'older') window = olderWindow(sequence, window)
          else if (step === 'newer') window = newerWindow(sequence, window)
          else window = step === 'newest' ? newestWindow(sequence) : windowAround(sequence, 17)
          const { from, to } = windowRange(sequence, window)
          expect(to - from).toBeLessThanOrEqual(windowLimit)
          expect(to - from).toBeGreaterThan(0)
        }
      }),
    )
  })
})
