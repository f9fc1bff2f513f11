import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manualClock'
import { steadyClock } from './clock'

const hour = 3_600_000

describe('a steady clock', () => {
  it('goes on where this machine is set back, and again', async () => {
    const clock = createManualClock(1_000)
    const steady = steadyClock(clock)
    await clock.pass(500)
    expect(steady.now()).toBe(1_500)
    clock.jump(-hour)
    expect(steady.now()).toBe(1_500)
    await clock.pass(500)
    expect(steady.now()).toBe(2_000)
    clock.jump(-hour)
    clock.jump(2 * hour)
    expect(steady.now()).toBe(2_000 + hour)
  })

  it('counts the time that the machine slept', () => {
    const clock = createManualClock(1_000)
    const steady = steadyClock(clock)
    clock.jump(hour)
    expect(steady.now()).toBe(1_000 + hour)
  })
})
