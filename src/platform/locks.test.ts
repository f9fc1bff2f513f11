import { beforeEach, describe, expect, it } from 'vitest'
import type { KeyValueStorage, Locks, Stop } from '../ports'
import { createManualClock, type ManualClock } from '../testing/manualClock'
import { memoryStorage } from '../testing/memoryStorage'
import { createLeaseLocks } from './leaseLocks'

describe('names that are leased, where the browser has no locks', () => {
  let clock: ManualClock
  let storage: KeyValueStorage
  let endings: (() => void)[]

  beforeEach(() => {
    clock = createManualClock()
    storage = memoryStorage()
    endings = []
  })

  const page = (pageId: string): Locks =>
    createLeaseLocks({ clock, storage, pageId, onEnd: (run) => endings.push(run) })

  it('are one page’s at a time, and go to whoever waits when they are given back', async () => {
    const [first, second] = [page('1'), page('2')]
    const release = await first.tryTake('name')
    expect(release).not.toBeNull()
    expect(await first.tryTake('name')).toBeNull()
    expect(await second.tryTake('name')).toBeNull()
    const taken: Stop[] = []
    second.take('name', (stop) => taken.push(stop))
    await clock.pass(600_000)
    expect(taken).toEqual([])
    release?.()
    await clock.pass(60_000)
    expect(taken).toHaveLength(1)
    expect(await first.tryTake('name')).toBeNull()
  })

  it('end some time after their page crashed, and at once when it is left', async () => {
    await page('left').tryTake('one')
    endings[0]?.()
    const next = page('next')
    expect(await next.tryTake('one')).not.toBeNull()
    storage.write('lease:two', `crashed ${clock.now() + 180_000}`)
    expect(await next.tryTake('two')).toBeNull()
    await clock.pass(180_001)
    expect(await next.tryTake('two')).not.toBeNull()
  })

  it('are not waited for any more after the stop', async () => {
    const taken: Stop[] = []
    const locks = page('1')
    locks.take('name', (release) => taken.push(release))()
    await clock.pass(600_000)
    expect(taken).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })
})
