import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { answerJson, startFakeUpstream } from '../testing/fakeUpstream'
import { openAs } from '../testing/hubClient'
import { pageOf, startTestRelay, untilReady, type TestRelay } from '../testing/host'

let sandbox: Sandbox
let relay: TestRelay

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'the token secret' })
  relay = await startTestRelay(sandbox.url, {
    'identity.roleClaim': 'roles',
    'identity.adminRole': 'chat-admin',
  })
  await untilReady(relay)
})

afterAll(async () => {
  await relay.stop()
  await sandbox.stop()
})

const created = { name: 'Zoe', email: 'zoe@corp.org', password: 'secret', username: 'zoe' }
const find = (name: string) =>
  sandbox.control.world().users.find(({ username }) => username === name)

describe('administrative calls', () => {
  it.each([
    [{}],
    [{ roles: 'user' }],
    [{ roles: ['user', 'chat-admin2'] }],
    [{ roles: { admin: 'chat-admin' } }],
    [{ role: 'chat-admin' }],
  ])('are refused with the claims %j', async (claims) => {
    const page = await pageOf(relay.url, 'ann', { claims })
    for (const name of ['users.create', 'users.update', 'users.setActiveStatus', 'users.delete']) {
      expect(await page.post(`/api/v1/${name}`, created)).toMatchObject({
        status: 403,
        body: { success: false, errorType: 'error-not-allowed' },
      })
    }
    expect(find('zoe')).toBeUndefined()
  })

  it('are made with the agent’s account for whoever has the role', async () => {
    const page = await pageOf(relay.url, 'ann', { claims: { roles: ['user', 'chat-admin'] } })
    expect((await page.post('/api/v1/users.create', created)).status).toBe(200)
    const data = { name: 'Zoë' }
    const update = { userId: find('zoe')?._id, data }
    expect((await page.post('/api/v1/users.update', update)).status).toBe(200)
    expect(find('zoe')?.name).toBe('Zoë')
    expect((await page.get('/api/v1/me')).body).toMatchObject({ username: 'ann' })
  })

  it.each([
    ['users.create', { ...created, username: 'eve', roles: ['user', 'admin'] }],
    ['users.update', { userId: 'of bob', data: { roles: ['admin'] } }],
    ['users.update', { userId: 'of admin', data: { password: 'mine now' } }],
    ['users.setActiveStatus', { userId: 'of admin', activeStatus: false }],
    ['users.delete', { userId: 'of admin' }],
    ['users.delete', { username: 'admin' }],
  ])('make nobody an administrator and touch none: %s %j', async (name, call) => {
    const page = await pageOf(relay.url, 'ann', { claims: { roles: 'chat-admin' } })
    const owner = /^of (.*)$/.exec('userId' in call ? call.userId : '')?.[1]
    const body = owner === undefined ? call : { ...call, userId: find(owner)?._id }
    expect(await page.post(`/api/v1/${name}`, body)).toMatchObject({
      status: 403,
      body: { errorType: 'error-not-allowed' },
    })
    expect(find('eve')).toBeUndefined()
    expect(find('bob')?.roles).not.toContain('admin')
    expect((await page.get('/readyz')).status).toBe(200)
  })

  it.each([
    [{ ...created, roles: 'admin' }],
    [{ ...created, roles: [['admin']] }],
    [{ userId: { $ne: '' }, data: {} }],
    [[]],
  ])('with a body that cannot be judged are refused: %j', async (body) => {
    const page = await pageOf(relay.url, 'ann', { claims: { roles: 'chat-admin' } })
    expect((await page.post('/api/v1/users.update', body)).status).toBe(400)
  })

  it('give any role where the configuration protects none', async () => {
    const free = await startTestRelay(sandbox.url, {
      'identity.roleClaim': 'roles',
      'im.protectedRoles': [],
    })
    await untilReady(free)
    const page = await pageOf(free.url, 'ann', { claims: { roles: 'admin' } })
    const update = { userId: find('clara')?._id, data: { roles: ['user', 'admin'] } }
    expect((await page.post('/api/v1/users.update', update)).status).toBe(200)
    await free.stop()
  })

  it('end a user’s upstream at once when they deactivate the user', async () => {
    const bob = await openAs(relay.url, 'bob')
    const page = await pageOf(relay.url, 'ann', { claims: { roles: 'chat-admin' } })
    const update = { userId: find('bob')?._id, data: { active: false } }
    expect((await page.post('/api/v1/users.update', update)).status).toBe(200)
    await bob.first(hubEvents.session, ({ state }) => state === 'ended')
    await bob.ended
    expect(sandbox.control.socketCount('bob')).toBe(0)
  })

  it('users.setActiveStatus and users.delete are passed on as they are', async () => {
    const upstream = await startFakeUpstream()
    const bodies: string[] = []
    for (const name of ['users.setActiveStatus', 'users.delete']) {
      upstream.on(`/api/v1/${name}`, (request, response) => {
        request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
        request.on('end', () => answerJson(response, 200, { success: true }))
      })
    }
    const before = await startTestRelay(upstream.url, { 'identity.roleClaim': 'roles' })
    await untilReady(before)
    const page = await pageOf(before.url, 'ann', { claims: { roles: 'admin' } })
    const status = { userId: 'u1', activeStatus: false, confirmRelinquish: true }
    expect((await page.post('/api/v1/users.setActiveStatus', status)).status).toBe(200)
    expect((await page.post('/api/v1/users.delete', { userId: 'u1' })).status).toBe(200)
    expect(bodies).toEqual([JSON.stringify(status), '{"userId":"u1"}'])
    await before.stop()
    await upstream.stop()
  })

  it('are nobody’s where the configuration names no claim', async () => {
    const plain = await startTestRelay(sandbox.url)
    await untilReady(plain)
    const page = await pageOf(plain.url, 'ann', { claims: { roles: 'admin', undefined: 'admin' } })
    expect((await page.post('/api/v1/users.update', {})).status).toBe(403)
    await plain.stop()
  })
})
