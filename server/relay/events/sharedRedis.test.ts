import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import { pageOf, startTestRelay, untilReady, type TestRelay } from '../testing/host'
import { openAs, type TestClient } from '../testing/hubClient'
import { hasRedis, startRedis } from '../testing/redis'
import { until } from '../testing/setting'

const suite = hasRedis ? describe : describe.skip
const title = 'two relays with one Redis'

suite(hasRedis ? title : `${title} (skipped: no redis-server on the PATH)`, () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  let sandbox: Sandbox
  let relays: readonly TestRelay[]
  let clients: TestClient[]
  let room: string

  beforeEach(async () => {
    redis = await startRedis()
    sandbox = await startSandbox({ tokenSecret: 'the token secret' })
    room = sandbox.control.createRoom({ name: 'shared', members: ['ann', 'bob'] })._id
    const overrides = { 'cache.redisUrl': `redis://127.0.0.1:${redis.port}`, logLevel: 'debug' }
    relays = [
      await startTestRelay(sandbox.url, overrides),
      await startTestRelay(sandbox.url, overrides),
    ]
    clients = []
    for (const relay of relays) {
      await untilReady(relay)
      clients.push(await openAs(relay.url, 'ann'))
    }
    for (const client of clients) await client.invoke('watchRoom', room)
  })

  afterEach(async () => {
    for (const client of clients) await client.stop()
    for (const relay of relays) await relay.stop()
    redis.stop()
    await sandbox.stop()
  })

  const signIns = () =>
    sandbox.control
      .received()
      .filter((entry) => JSON.stringify(entry).includes('users.createToken')).length

  async function converse(text: string): Promise<void> {
    for (const relay of relays) {
      const page = await pageOf(relay.url, 'ann')
      expect((await page.get('/api/v1/rooms.get')).status).toBe(200)
    }
    sandbox.control.post('bob', room, text)
    for (const client of clients) await client.first(hubEvents.message, ({ msg }) => msg === text)
  }

  const told = () => clients.map((client) => client.of(hubEvents.session))

  it('H18 a login that one has replaced is taken over by the other, and no client notices', async () => {
    await converse('before')
    expect(signIns()).toBe(1)
    sandbox.control.failNext(1, 401, 'rooms.get')
    await converse('replaced')
    for (const client of clients) await client.invoke('openChat', { version: 1 })
    for (const relay of relays) await until(() => relay.logged().includes('upstream renewed'))
    await converse('after')
    expect(signIns()).toBe(2)
    expect(told()).toEqual([[], []])
  })

  it('go on without Redis, and with it again; no client notices', async () => {
    await converse('with it')
    redis.stop()
    await redis.ended
    for (const client of clients) await client.invoke('openChat', { version: 1 })
    await converse('without it')
    expect(signIns()).toBe(1)
    redis = await startRedis(redis.port)
    await converse('with an empty one')
    expect(told()).toEqual([[], []])
    for (const relay of relays) expect(relay.logged()).not.toContain('request failed')
  })
})
