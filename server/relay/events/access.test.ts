import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { call, hostToken, origin, pageOf } from '../testing/host'
import { startSetting, until, type Setting } from '../testing/setting'

let setting: Setting

beforeAll(async () => {
  setting = await startSetting({ overrides: { logLevel: 'debug' } })
})

afterEach(() => setting.leave())
afterAll(() => setting.stop())

const unsigned = (claims: object): string =>
  [{ alg: 'none', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.') + '.'

const bad: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['none', () => ''],
  ['no token at all', () => 'a.b.c'],
  ['one that has expired', () => hostToken('ann', { expiresIn: -3600 })],
  ['a forged one', () => hostToken('ann', { secret: 'another secret of more than 32 bytes' })],
  ['one for another audience', () => hostToken('ann', { audience: 'other' })],
  ['one of another issuer', () => hostToken('ann', { issuer: 'https://evil.example.org' })],
  ['one of another algorithm', () => hostToken('ann', { alg: 'HS512' })],
  ['one without signature', () => unsigned({ preferred_username: 'ann', exp: 9_999_999_999 })],
]

describe('the door of the hub', () => {
  it.each(bad)('H1 is shut for %s: 401', async (_what, make) => {
    const token = await make()
    const negotiate = '/hub/negotiate?negotiateVersion=1'
    const byHeader = await call(setting.relay.url, negotiate, { body: {}, token })
    expect(byHeader.status).toBe(401)
    const byQuery = `&access_token=${encodeURIComponent(token)}`
    expect((await call(setting.relay.url, negotiate + byQuery, { body: {} })).status).toBe(401)
    expect(await upgradeStatus(`/hub?access_token=${encodeURIComponent(token)}`)).toBe(401)
    expect(await upgradeStatus('/hub', { authorization: `Bearer ${token}` })).toBe(401)
  })

  it('H1 takes the token from the address or the header, and logs it in neither case', async () => {
    const token = await hostToken('ann')
    expect(await upgradeStatus(`/hub?access_token=${token}`)).toBe(101)
    expect(await upgradeStatus('/hub', { authorization: `Bearer ${token}` })).toBe(101)
    await setting.open('ann', { token })
    expect(setting.relay.logged()).not.toContain(token.slice(-20))
    expect(setting.relay.logged()).not.toContain('access_token')
  })

  it('H1 answers pages of the listed origins only', async () => {
    const token = await hostToken('ann')
    const path = `/hub?access_token=${token}`
    expect(await upgradeStatus(path, { origin })).toBe(101)
    expect(await upgradeStatus(path, { origin: 'https://evil.example.org' })).toBe(403)
    expect(await upgradeStatus(path, { origin: 'null' })).toBe(403)
  })

  it('H1 stands at the path of the configuration, and nowhere else', async () => {
    const other = await startSetting({ overrides: { 'hub.path': '/signalr/chat' } })
    const ann = await other.open('ann', { path: '/signalr/chat' })
    expect(await ann.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    await expect(other.open('ann')).rejects.toThrow()
    await other.stop()
    expect(await upgradeStatus('/elsewhere')).toBe(404)
  })

  it('H1 what a client may do follows from its token: nobody opens the chat of another', async () => {
    const bob = await setting.listen('bob')
    const wish = { version: 1, userId: setting.userId('ann'), userName: 'ann' }
    expect(await bob.invoke('openChat', wish)).toEqual({
      version: 1,
      userId: setting.userId('bob'),
    })
  })
})

describe('a client that does not read', () => {
  it('H19 is dropped; no other client notices', async () => {
    const { control } = setting.sandbox
    const room = control.createRoom({ name: 'flood', members: ['ann', 'bob'] })._id
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    const deaf = await openRaw(await hostToken('ann'))
    const dropped = new Promise((resolve) => deaf.on('close', resolve))
    deaf.pause()
    const before = await droppedClients()
    const text = 'x'.repeat(4_000)
    await until(async () => {
      for (let count = 0; count < 50; count += 1) control.post('bob', room, text)
      const last = control.post('bob', room, 'still here')._id
      await ann.first(hubEvents.message, ({ _id }) => _id === last)
      return (await droppedClients()) > before
    })
    deaf.resume()
    await dropped
    expect(await ann.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    expect(ann.of(hubEvents.session)).toEqual([])
  }, 60_000)
})

describe('REST beside the hub', () => {
  it('H21 takes the host’s token in the header, and in no address', async () => {
    const ann = await pageOf(setting.relay.url, 'ann')
    expect(await ann.get('/api/v1/me')).toMatchObject({ status: 200, body: { username: 'ann' } })
    const inAddress = await call(setting.relay.url, `/api/v1/me?access_token=${ann.token}`)
    expect(inAddress.status).toBe(400)
  })

  it('H22 401 is about the host’s token, 403 and 502 about the chat login', async () => {
    expect((await call(setting.relay.url, '/api/v1/me', { token: 'a.b.c' })).status).toBe(401)
    const ann = await pageOf(setting.relay.url, 'ann')
    setting.sandbox.control.failNext(2, 401, '/me')
    expect(await ann.get('/api/v1/me')).toMatchObject({
      status: 502,
      body: { success: false, errorType: 'error-chat-login' },
    })
    const admin = await pageOf(setting.relay.url, 'admin')
    expect(await admin.get('/api/v1/me')).toMatchObject({ status: 403, body: { success: false } })
  })

  it('H23 passes 429 on with the words that say how long to wait', async () => {
    const strict = await startSetting({ sandbox: { rateLimit: { calls: 3, perMs: 60_000 } } })
    const ann = await pageOf(strict.relay.url, 'ann')
    let answer = await ann.get('/api/v1/rooms.get')
    for (let count = 0; count < 3; count += 1) answer = await ann.get('/api/v1/rooms.get')
    expect(answer).toMatchObject({
      status: 429,
      body: { success: false, error: expect.stringMatching(/must wait \d+ seconds/) as string },
    })
    await strict.stop()
  })
})

describe('numbers', () => {
  it('tells clients, upstreams, events, reconnects', async () => {
    const room = setting.sandbox.control.createRoom({
      name: 'counted',
      members: ['ann', 'bob'],
    })._id
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    setting.sandbox.control.post('bob', room, 'counted')
    await ann.first(hubEvents.message)
    setting.sandbox.control.cutSockets()
    await ann.first(hubEvents.session, ({ state }) => state === 'restored')
    const { text } = await call(setting.relay.url, '/metrics')
    expect(text).toMatch(/relay_hub_clients [1-9]/)
    expect(text).toMatch(/relay_upstreams\{state="up"\} [1-9]/)
    expect(text).toMatch(/relay_upstream_reconnects_total\{reason="line-broken"\} [1-9]/)
    expect(text).toMatch(/relay_hub_events_total\{event="getRoomMessageNotification"\} [1-9]/)
  })
})

async function droppedClients(): Promise<number> {
  const { text } = await call(setting.relay.url, '/metrics')
  return Number(/relay_hub_clients_dropped_total\{reason="slow"\} (\d+)/.exec(text)?.[1] ?? 0)
}

/** The status that an upgrade is answered with; 101 is closed again. */
function upgradeStatus(path: string, headers: Readonly<Record<string, string>> = {}) {
  return new Promise<number>((resolve, reject) => {
    const asked = request(setting.relay.url + path, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
        ...headers,
      },
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(101)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A listener that speaks the protocol by hand, so that it can stop reading. */
async function openRaw(token: string): Promise<WebSocket> {
  const address = `${setting.relay.url.replace('http', 'ws')}/hub?access_token=${token}`
  const socket = new WebSocket(address, { perMessageDeflate: false })
  await new Promise((resolve) => socket.once('open', resolve))
  const greeted = new Promise((resolve) => socket.once('message', resolve))
  socket.send('{"protocol":"json","version":1}\u001e')
  await greeted
  return socket
}
