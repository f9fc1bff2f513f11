import type { IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import { answerJson, startFakeUpstream } from '../testing/fakeUpstream'
import { call, origin, pageOf, startTestRelay, untilReady, type TestRelay } from '../testing/host'
import { until } from '../testing/setting'

let sandbox: Sandbox
const relays = new Map<string, TestRelay>()

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'the token secret' })
  for (const setting of ['none', 'avatars', 'all']) {
    const relay = await startTestRelay(sandbox.url, { 'files.public': setting })
    await untilReady(relay)
    relays.set(setting, relay)
  }
})

afterAll(async () => {
  for (const relay of relays.values()) await relay.stop()
  await sandbox.stop()
})

const get = (setting: string, path: string, headers: Readonly<Record<string, string>> = {}) =>
  call(relays.get(setting)!.url, path, { headers })

describe('a plain picture, without a header', () => {
  it.each([
    ['none', '/avatar/bob', 401],
    ['avatars', '/avatar/bob', 200],
    ['all', '/avatar/bob', 200],
    ['none', '/file-upload/f1/a.png', 401],
    ['avatars', '/file-upload/f1/a.png', 401],
    ['all', '/api/v1/me', 401],
  ])('H24 with files.public %s: %s is %i', async (setting, path, status) => {
    expect((await get(setting, path)).status).toBe(status)
  })

  it('H24 is asked in nobody’s name, so that Rocket.Chat decides', async () => {
    const upstream = await startFakeUpstream()
    const asked: IncomingHttpHeaders[] = []
    upstream.on('/avatar/bob', ({ headers }, response) => {
      asked.push(headers)
      answerJson(response, 200, {})
    })
    const relay = await startTestRelay(upstream.url)
    await untilReady(relay)
    const headers = { cookie: 'rc_token=secret; rc_uid=u1', 'x-auth-token': 'secret' }
    expect((await call(relay.url, '/avatar/bob', { headers })).status).toBe(200)
    expect(Object.keys(asked[0] ?? {}).filter((name) => /cookie|^x-|auth/.test(name))).toEqual([])
    await relay.stop()
    await upstream.stop()
  })

  it('H24 is not given to pages of other origins', async () => {
    const evil = { origin: 'https://evil.example.org' }
    expect((await get('avatars', '/avatar/bob', evil)).status).toBe(403)
    expect((await get('avatars', '/avatar/bob', { origin })).status).toBe(200)
  })

  it('H24 with a header is asked about it', async () => {
    const authorization = 'Bearer a.b.c'
    expect((await get('all', '/avatar/bob', { authorization })).status).toBe(401)
    const ann = await pageOf(relays.get('none')!.url, 'ann')
    expect((await ann.get('/avatar/bob')).status).toBe(200)
  })

  it('H24 cannot be asked for without bounds', async () => {
    const upstream = await startFakeUpstream()
    const held: (() => void)[] = []
    upstream.on('/avatar/bob', (_request, response) => {
      held.push(() => answerJson(response, 200, {}))
    })
    const relay = await startTestRelay(upstream.url, { 'limits.publicRequests': 2 })
    const running = [1, 2].map(() => call(relay.url, '/avatar/bob'))
    await until(() => held.length === 2)
    expect((await call(relay.url, '/avatar/bob')).status).toBe(429)
    for (const answer of held) answer()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    await relay.stop()
    await upstream.stop()
  })
})
