import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../src/testing/manualClock'
import { machineClock } from '../clock'
import { createSecret } from '../config/secret'
import { createLog } from '../log'
import { hasRedis, startRedis, untilItAnswers } from '../testing/redis'
import { createMemoryTokenStore } from './memoryTokenStore'
import { createRedisTokenStore } from './redisTokenStore'
import { createSpareTokenStore } from './spareTokenStore'
import { tokenStoreContract } from './tokenStore.contract'
import type { TokenStore } from './tokenStore'

const log = createLog('silent')

tokenStoreContract('memory', () => {
  const clock = createManualClock()
  const store = createMemoryTokenStore(clock)
  return Promise.resolve({ store, pass: clock.pass, stop: store.close })
})

it('memory lets the oldest go when it is full', async () => {
  const store = createMemoryTokenStore(createManualClock(), 2)
  for (const key of ['a', 'b', 'c']) await store.set(key, key, 1000)
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([
    null,
    'b',
    'c',
  ])
})

describe('a spare store', () => {
  const broken: TokenStore = {
    get: () => Promise.reject(new Error('away')),
    set: () => Promise.reject(new Error('away')),
    delete: () => Promise.reject(new Error('away')),
    close: () => Promise.resolve(),
  }

  it('goes on while the main one is away', async () => {
    const spare = createMemoryTokenStore(createManualClock())
    const store = createSpareTokenStore(broken, spare, 60_000, log)
    await store.set('a', '1', 1000)
    expect(await store.get('a')).toBe('1')
    await store.delete('a')
    expect(await store.get('a')).toBeNull()
  })
})

it('a spare store knows what others have written, as long as it could be read once', async () => {
  const others = createMemoryTokenStore(createManualClock())
  await others.set('a', 'of another process', 60_000)
  let isAway = false
  const main = {
    ...others,
    get: (key: string) => (isAway ? Promise.reject(new Error('away')) : others.get(key)),
  }
  const store = createSpareTokenStore(
    main,
    createMemoryTokenStore(createManualClock()),
    60_000,
    log,
  )
  expect(await store.get('a')).toBe('of another process')
  isAway = true
  expect(await store.get('a')).toBe('of another process')
  isAway = false
  await others.delete('a')
  expect(await store.get('a')).toBeNull()
  isAway = true
  expect(await store.get('a')).toBeNull()
})

const redisSuite = hasRedis ? describe : describe.skip

redisSuite(hasRedis ? 'Redis' : 'Redis (skipped: no redis-server on the PATH)', () => {
  tokenStoreContract('redis', async () => {
    const redis = await startRedis()
    const url = createSecret(`redis://127.0.0.1:${redis.port}`)
    const store = createRedisTokenStore(url, log)
    await untilItAnswers(store)
    return {
      store,
      // Redis keeps its own time.
      pass: (ms) => new Promise((resolve) => void machineClock.after(ms, resolve)),
      async stop() {
        await store.close()
        redis.stop()
      },
    }
  })

  it('may go and come back', async () => {
    const first = await startRedis()
    const main = createRedisTokenStore(createSecret(`redis://127.0.0.1:${first.port}`), log)
    const store = createSpareTokenStore(main, createMemoryTokenStore(machineClock), 60_000, log)
    await untilItAnswers(main)
    await store.set('a', '1', 60_000)
    first.stop()
    await first.ended
    expect(await store.get('a')).toBe('1')
    const second = await startRedis(first.port)
    await untilItAnswers(main)
    await store.set('a', '2', 60_000)
    expect(await main.get('a')).toBe('2')
    await store.close()
    second.stop()
  })
})
