import { describe, expect, it } from 'vitest'
import { createDelayLine } from './delayLine'

interface Timer {
  readonly ms: number
  readonly run: () => void
  isCancelled: boolean
}

function aLine() {
  const timers: Timer[] = []
  const out: string[] = []
  const line = createDelayLine(
    (ms, run) => {
      const timer = { ms, run, isCancelled: false }
      timers.push(timer)
      return () => {
        timer.isCancelled = true
      }
    },
    (text: string) => out.push(text),
  )
  return { line, timers, out }
}

describe('delay line', () => {
  it('lets out at once what is not late', () => {
    const { line, out, timers } = aLine()
    line.push('a', 0)
    expect([out, timers]).toEqual([['a'], []])
  })

  it('keeps the order when the delay gets shorter', () => {
    const { line, out, timers } = aLine()
    line.push('a', 500)
    line.push('b', 100)
    line.push('c', 0)
    timers[1]?.run()
    timers[2]?.run()
    expect(out).toEqual([])
    timers[0]?.run()
    expect(out).toEqual(['a', 'b', 'c'])
  })

  it('lets out nothing after its end', () => {
    const { line, timers } = aLine()
    line.push('a', 500)
    line.stop()
    expect(timers.every(({ isCancelled }) => isCancelled)).toBe(true)
  })
})
