import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../../src/testing/manualClock'
import { machineClock } from '../clock'
import { createSecret } from '../config/secret'
import { createLog } from '../log'
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
    const store = createSpareTokenStore(broken, createMemoryTokenStore(createManualClock()), log)
    await store.set('a', '1', 1000)
    expect(await store.get('a')).toBe('1')
    await store.delete('a')
    expect(await store.get('a')).toBeNull()
  })
})

const hasRedis = canRun('redis-server')
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
    const store = createSpareTokenStore(main, createMemoryTokenStore(machineClock), log)
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

function canRun(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function untilItAnswers(store: TokenStore): Promise<void> {
  for (;;) {
    const isThere = await store.get('ping').then(
      () => true,
      () => false,
    )
    if (isThere) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function startRedis(port?: number) {
  const chosen = port ?? (await freePort())
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-redis-'))
  const args = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', folder]
  const child: ChildProcess = spawn('redis-server', args, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      rmSync(folder, { recursive: true, force: true })
      resolve()
    })
  })
  return { port: chosen, ended, stop: () => child.kill() }
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}
