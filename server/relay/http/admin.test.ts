import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/index'
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

  it('are nobody’s where the configuration names no claim', async () => {
    const plain = await startTestRelay(sandbox.url)
    await untilReady(plain)
    const page = await pageOf(plain.url, 'ann', { claims: { roles: 'admin', undefined: 'admin' } })
    expect((await page.post('/api/v1/users.update', {})).status).toBe(403)
    await plain.stop()
  })
})
