import { describe, expect, it } from 'vitest'
import { createSteadyTime } from './steadyTime'

describe('createSteadyTime', () => {
  it('goes with the clock', () => {
    let clock = 5_000
    const time = createSteadyTime({ now: () => clock, every: () => () => undefined }, 1_000)
    const start = time.now()
    clock += 400
    expect(time.now() - start).toBe(400)
    clock += 700
    expect(time.tick() - start).toBe(1_100)
    clock += 100
    expect(time.now() - start).toBe(1_200)
  })

  it('stands still while nobody ticks, and in jumps of the clock', () => {
    let clock = 5_000
    const time = createSteadyTime({ now: () => clock, every: () => () => undefined }, 1_000)
    const start = time.now()
    clock += 3_600_000
    expect(time.now() - start).toBe(2_000)
    expect(time.tick() - start).toBe(2_000)
    clock -= 7_200_000
    expect(time.tick() - start).toBe(2_000)
    clock += 1_000
    expect(time.tick() - start).toBe(3_000)
  })
})
