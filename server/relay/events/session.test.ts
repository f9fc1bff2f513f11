import { afterEach, describe, expect, it } from 'vitest'
import { decodeHubErrorCode, hubEvents } from '../../../src/protocol/hub/hub'
import { createManualClock, type ManualClock } from '../../../src/testing/manualClock'
import { call, hostToken, pageOf } from '../testing/host'
import type { TestClient } from '../testing/hubClient'
import { startSetting, until, type Setting, type SettingOptions } from '../testing/setting'

let setting: Setting

/** One setting for each test: these break things. */
async function start(options: SettingOptions = {}): Promise<string> {
  setting = await startSetting({
    ...options,
    overrides: { logLevel: 'debug', ...options.overrides },
  })
  return setting.sandbox.control.createRoom({ name: 'broken', members: ['ann', 'bob'] })._id
}

/** With a clock that the test moves. Let time pass only while nothing is on its way. */
async function startWithClock(options: SettingOptions = {}): Promise<ManualClock> {
  const clock = createManualClock(Date.now())
  await start({ ...options, deps: { clock } })
  return clock
}

afterEach(async () => {
  setting.sandbox.control.thaw()
  await setting.stop()
})

const saying = (text: string) => (event: Record<string, unknown>) => event.msg === text
const inState = (state: string) => (event: Record<string, unknown>) => event.state === state
const states = (client: TestClient) => client.of(hubEvents.session).map(({ state }) => state)
const sockets = (userName: string) => setting.sandbox.control.socketCount(userName)
/** Lets time pass for a client that shows a sign of life often enough for the hub. */
async function pass(clock: ManualClock, client: TestClient, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await clock.pass(Math.min(left, 10_000))
    await client.caughtUp()
  }
}

/** The same with an upstream that is never silent for long. */
async function passTalking(clock: ManualClock, client: TestClient, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20_000) {
    await pass(clock, client, 20_000)
    const { _id } = setting.sandbox.control.post('bob', 'broken', `after ${passed}`)
    await client.first(hubEvents.room, ({ msg }) => JSON.stringify(msg).includes(_id))
  }
}
const codeOf = (error: unknown) => decodeHubErrorCode((error as Error).message)

describe('an upstream that breaks', () => {
  it('H16 is told as lost, comes back with all subscriptions, and only then is told as restored', async () => {
    const room = await start()
    const { control } = setting.sandbox
    control.addUser({ username: 'peer', password: 'peer', name: 'Peer' })
    const clients = [await setting.open('ann'), await setting.open('ann')]
    const listener = await setting.listen('ann')
    for (const client of clients) await client.invoke('watchRoom', room)
    await clients[0]!.invoke('watchPresence', [setting.userId('peer')])
    control.cutSockets()
    for (const client of [...clients, listener]) {
      expect(await client.first(hubEvents.session)).toEqual({
        state: 'lost',
        reason: 'line-broken',
      })
      await client.first(hubEvents.session, inState('restored'))
      expect(states(client)).toEqual(['lost', 'restored'])
    }
    control.post('bob', room, 'after it')
    await setting.listen('peer')
    for (const client of clients) await client.first(hubEvents.message, saying('after it'))
    await listener.first(hubEvents.message, saying('after it'))
    await clients[0]!.first(hubEvents.presence, ({ uid }) => uid === setting.userId('peer'))
  })

  it('H16 openChat waits for the new one', async () => {
    await start()
    const ann = await setting.open('ann')
    await setting.sandbox.control.pause()
    await ann.first(hubEvents.session, inState('lost'))
    const opened = ann.invoke('openChat', { version: 1 })
    await setting.sandbox.control.resume()
    expect(await opened).toEqual({ version: 1, userId: setting.userId('ann') })
    expect(states(ann)).toEqual(['lost', 'restored'])
  })

  it('H16 keeps nothing back for whoever was told lost', async () => {
    const room = await start()
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    await setting.sandbox.control.pause()
    await ann.first(hubEvents.session, inState('lost'))
    setting.sandbox.control.post('bob', room, 'in between')
    await setting.sandbox.control.resume()
    await ann.first(hubEvents.session, inState('restored'))
    setting.sandbox.control.post('bob', room, 'afterwards')
    await ann.first(hubEvents.message, saying('afterwards'))
    expect(ann.of(hubEvents.message).filter(saying('in between'))).toEqual([])
  })

  it('H10 watchRoom meanwhile waits, and fails with error-not-ready when it takes too long', async () => {
    const clock = await startWithClock()
    const ann = await setting.open('ann')
    await setting.sandbox.control.pause()
    await ann.first(hubEvents.session, inState('lost'))
    const watched = ann.invoke('watchRoom', 'GENERAL').catch(codeOf)
    await ann.caughtUp()
    await clock.pass(20_000)
    expect(await watched).toBe('error-not-ready')
    await setting.sandbox.control.resume()
  })

  it('H16 reconnects with growing waits, for ever', async () => {
    const clock = await startWithClock()
    const ann = await setting.open('ann')
    await setting.sandbox.control.pause()
    await ann.first(hubEvents.session, inState('lost'))
    const attempts = () =>
      [...setting.relay.logged().matchAll(/"retryMs":(\d+),"msg":"upstream could not/g)].map(
        ([, ms]) => Number(ms),
      )
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      await pass(clock, ann, attempts().at(-1) ?? 1_000)
      await until(() => attempts().length === attempt)
    }
    expect(Math.max(...attempts())).toBeLessThanOrEqual(30_000)
    expect(Math.max(...attempts())).toBeGreaterThan(2_000)
    await setting.sandbox.control.resume()
    await pass(clock, ann, attempts().at(-1) ?? 0)
    await ann.first(hubEvents.session, inState('restored'))
  })

  it('H16 that is silent is found out after 45 seconds', async () => {
    const clock = await startWithClock()
    const ann = await setting.open('ann')
    setting.sandbox.control.freeze()
    await pass(clock, ann, 44_999)
    expect(states(ann)).toEqual([])
    await clock.pass(1)
    await ann.first(hubEvents.session, inState('lost'))
  })

  it('drops a channel that is refused now, without harm to the others', async () => {
    const room = await start()
    const { control } = setting.sandbox
    const secret = control.createRoom({ name: 'private', type: 'p', members: ['ann', 'bob'] })._id
    const ann = await setting.open('ann')
    for (const rid of [room, secret]) await ann.invoke('watchRoom', rid)
    await control.pause()
    await ann.first(hubEvents.session, inState('lost'))
    control.removeMember('private', 'ann')
    await control.resume()
    await ann.first(hubEvents.session, inState('restored'))
    control.post('bob', room, 'seen')
    await ann.first(hubEvents.message, saying('seen'))
    expect(await ann.invoke('watchRoom', secret).catch(codeOf)).toBe('error-not-allowed')
  })

  it('of one user does not touch another', async () => {
    const room = await start()
    const [ann, bob] = [await setting.open('ann'), await setting.open('bob')]
    await bob.invoke('watchRoom', room)
    setting.sandbox.control.sendRaw('ann', '{"msg":"failed","version":"9"}')
    await ann.first(hubEvents.session, inState('restored'))
    setting.sandbox.control.post('ann', room, 'undisturbed')
    await bob.first(hubEvents.message, saying('undisturbed'))
    expect(states(bob)).toEqual([])
  })
})

describe('one upstream for all tabs', () => {
  it('H17 is shared, kept for 30 seconds after the last tab, and then closed', async () => {
    const clock = await startWithClock()
    const first = await setting.open('ann')
    await setting.open('ann')
    await setting.listen('ann')
    expect(sockets('ann')).toBe(1)
    await setting.leave()
    await until(() => setting.relay.logged().includes('upstream is unused'))
    await clock.pass(29_999)
    expect(sockets('ann')).toBe(1)
    const asked = setting.asked('ann')
    const again = await setting.open('ann')
    expect(setting.asked('ann')).toEqual(asked)
    await clock.pass(30_000)
    expect(await again.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    expect(first.of(hubEvents.session)).toEqual([])
    await setting.leave()
    await until(() => setting.relay.logged().split('upstream is unused').length === 3)
    await clock.pass(30_000)
    await until(() => sockets('ann') === 0)
  })

  it('makes room for another user by ending one that nobody uses, and refuses when all are used', async () => {
    await start({ overrides: { 'hub.upstreams': 1 } })
    const ann = await setting.open('ann')
    // Before it is connected: only then does the official client wait longer from time to time.
    await expect(setting.listen('bob')).rejects.toThrow('503')
    await setting.listen('ann')
    await ann.stop()
    await setting.leave()
    await until(() => setting.relay.logged().includes('upstream is unused'))
    await setting.open('bob')
    await until(() => sockets('ann') === 0)
  })

  it('bounds the clients of one user', async () => {
    await start({ overrides: { 'hub.clientsPerUser': 2 } })
    await setting.open('ann')
    await setting.open('ann')
    await expect(setting.listen('ann')).rejects.toThrow('429')
    await setting.open('bob')
  })
})

describe('a login', () => {
  it('H18 that is revoked is renewed: clients hear of lost and restored, no more', async () => {
    const room = await start()
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    setting.sandbox.control.revokeTokens('ann')
    await ann.first(hubEvents.session, inState('restored'))
    expect(states(ann)).toEqual(['lost', 'restored'])
    setting.sandbox.control.post('bob', room, 'with a new login')
    await ann.first(hubEvents.message, saying('with a new login'))
  })

  it('H18 that a request has replaced is replaced in the upstream too, and no client notices', async () => {
    const room = await start()
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', room)
    const page = await pageOf(setting.relay.url, 'ann')
    setting.sandbox.control.failNext(1, 401, 'rooms.get')
    expect((await page.get('/api/v1/rooms.get')).status).toBe(200)
    await until(() => setting.relay.logged().includes('upstream renewed'))
    await until(() => sockets('ann') === 1)
    setting.sandbox.control.post('bob', room, 'by the new line')
    await ann.first(hubEvents.message, saying('by the new line'))
    expect(states(ann)).toEqual([])
  })

  it('H18 that expires is renewed when something is done with it, and no client notices', async () => {
    const clock = await startWithClock({ overrides: { 'cache.tokenMs': 20_000 } })
    setting.sandbox.control.addUser({ username: 'peer', password: 'peer', name: 'Peer' })
    const ann = await setting.open('ann')
    const peer = setting.userId('peer')
    await ann.invoke('watchRoom', 'GENERAL')
    await ann.invoke('watchPresence', [peer])
    await clock.pass(20_000)
    expect(await ann.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    setting.sandbox.control.post('bob', 'GENERAL', 'while both are there')
    await ann.first(hubEvents.message, saying('while both are there'))
    await clock.pass(1_000)
    await until(() => sockets('ann') === 1)
    setting.sandbox.control.post('bob', 'GENERAL', 'by the new line')
    await ann.first(hubEvents.message, saying('by the new line'))
    await setting.listen('peer')
    await ann.first(hubEvents.presence, ({ uid }) => uid === peer)
    expect(states(ann)).toEqual([])
  })

  it('H18 that expires is renewed within a minute when nothing is done', async () => {
    const clock = await startWithClock({ overrides: { 'cache.tokenMs': 50_000 } })
    const ann = await setting.open('ann')
    await passTalking(clock, ann, 40_000)
    await pass(clock, ann, 20_000)
    await until(() => setting.relay.logged().includes('upstream renewed'))
    expect(setting.relay.logged()).toContain('"reason":"login-expired"')
    expect(states(ann)).toEqual([])
  })

  it('H18 that cannot be renewed for now loses nothing: the line goes on, and it is tried again', async () => {
    const clock = await startWithClock({ overrides: { 'cache.tokenMs': 20_000 } })
    const { control } = setting.sandbox
    const ann = await setting.open('ann')
    await ann.invoke('watchRoom', 'GENERAL')
    await clock.pass(20_000)
    control.failNext(1, 500, 'users.info')
    await ann.invoke('watchRoom', 'GENERAL')
    await until(() => setting.relay.logged().includes('upstream could not be opened'))
    control.post('bob', 'GENERAL', 'by the old line')
    await ann.first(hubEvents.message, saying('by the old line'))
    await clock.pass(2_000)
    await until(() => setting.relay.logged().includes('upstream renewed'))
    expect(states(ann)).toEqual([])
  })

  it('H18 that is refused for good loses the line', async () => {
    const clock = await startWithClock({ overrides: { 'cache.tokenMs': 20_000 } })
    const { control } = setting.sandbox
    const ann = await setting.open('ann')
    await clock.pass(20_000)
    control.failNext(1, 403, 'users.info')
    expect(await ann.invoke('watchRoom', 'GENERAL').catch(codeOf)).toBe('error-chat-sign-in')
    expect(states(ann)).toEqual(['lost'])
    await until(() => sockets('ann') === 0)
  })

  it('H16 tells of a line that breaks while its successor is being opened', async () => {
    const clock = await startWithClock({ overrides: { 'cache.tokenMs': 20_000 } })
    const { control } = setting.sandbox
    const ann = await setting.open('ann')
    await clock.pass(20_000)
    control.freeze()
    const opened = ann.invoke('openChat', { version: 1 })
    control.cutSockets()
    await ann.first(hubEvents.session, inState('lost'))
    control.thaw()
    expect(await opened).toMatchObject({ version: 1 })
    await ann.first(hubEvents.session, inState('restored'))
    expect(states(ann)).toEqual(['lost', 'restored'])
  })

  it('H18 of the host that expires does not end an open connection', async () => {
    const clock = await startWithClock({ overrides: { 'identity.clockTolerance': 0 } })
    const token = await hostToken('ann', { expiresIn: 5 })
    const ann = await setting.open('ann', { token })
    await clock.pass(6_000)
    expect(await ann.invoke('openChat', { version: 1 })).toMatchObject({ version: 1 })
    expect(states(ann)).toEqual([])
    await expect(setting.listen('ann', { token })).rejects.toThrow('401')
  })
})

describe('a user who is locked out', () => {
  const overrides = { 'identity.activeClaim': 'active' }
  const active = { parts: { claims: { active: true } } }

  it('H16 hears ended, and is sent away without a way back', async () => {
    await start({ overrides })
    const clients = [
      await setting.open('frank', { ...active, reconnects: true }),
      await setting.listen('frank', { ...active, reconnects: true }),
    ]
    const page = await pageOf(setting.relay.url, 'frank', { claims: { active: false } })
    expect((await page.get('/api/v1/me')).status).toBe(403)
    for (const client of clients) {
      expect(await client.ended).toBeUndefined()
      expect(client.of(hubEvents.session)).toEqual([{ state: 'ended', reason: 'user-inactive' }])
    }
    expect(sockets('frank')).toBe(0)
  })

  it('H16 by the token of a second tab hears it in the first', async () => {
    await start({ overrides })
    const first = await setting.open('frank', active)
    const second = await setting.listen('frank', { parts: { claims: { active: false } } })
    for (const client of [first, second]) {
      await client.first(hubEvents.session, inState('ended'))
      await client.ended
    }
  })

  it('H10 is told error-user-inactive by openChat', async () => {
    await start({ overrides })
    const frank = await setting.open('frank', active)
    await frank.stop()
    const locked = await setting.listen('frank', { parts: { claims: { active: false } } })
    expect(await locked.invoke('openChat', { version: 1 }).catch(codeOf)).toBe(
      'error-user-inactive',
    )
    await locked.ended
    const known = setting.sandbox.control.world().users.find((user) => user.username === 'frank')
    expect(known?.active).toBe(false)
  })

  it('H16 by somebody else is not unlocked by the reconnecting of an open connection', async () => {
    await start({ overrides })
    const frank = await setting.open('frank', active)
    await setActive('frank', false)
    await frank.first(hubEvents.session, inState('ended'))
    await frank.ended
    const known = setting.sandbox.control.world().users.find((user) => user.username === 'frank')
    expect(known?.active).toBe(false)
  })
})

/** As an administrator of Rocket.Chat, past the relay. */
async function setActive(userName: string, isActive: boolean): Promise<void> {
  const { sandbox } = setting
  const login = await call(sandbox.url, '/api/v1/login', {
    body: { user: 'admin', password: 'admin' },
  })
  const { authToken, userId } = (login.body as { data: Record<string, string> }).data
  const headers = { 'x-auth-token': authToken ?? '', 'x-user-id': userId ?? '' }
  const body = { userId: setting.userId(userName), data: { active: isActive } }
  expect((await call(sandbox.url, '/api/v1/users.update', { body, headers })).status).toBe(200)
}

describe('stopping', () => {
  it('H20 is not ready any more, then sends clients elsewhere, then ends the upstreams', async () => {
    await start()
    const ann = await setting.open('ann', { reconnects: true })
    const order: string[] = []
    ann.connection.onreconnecting(() => order.push('reconnecting'))
    const page = await pageOf(setting.relay.url, 'ann')
    expect((await page.get('/readyz')).status).toBe(200)
    const stopped = setting.relay.stop()
    const ready = await page.get('/readyz').catch(() => null)
    expect(ready?.status ?? 503).toBe(503)
    await until(() => order.length === 1)
    await stopped
    expect(sockets('ann')).toBe(0)
    await ann.stop()
  })
})
