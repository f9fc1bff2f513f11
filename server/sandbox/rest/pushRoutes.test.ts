import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { request, signIn, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
})
afterAll(() => sandbox.stop())

async function remove(token: string): Promise<number> {
  const answer = await fetch(`${sandbox.url}/api/v1/push.token`, {
    method: 'DELETE',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': ann.token,
      'x-user-id': ann.userId,
    },
    body: JSON.stringify({ token }),
  })
  return answer.status
}

it('RC §5.9 a device is made known, and forgotten once', async () => {
  const device = { type: 'gcm', value: 'device-1', appName: 'parley' }
  const { status, body } = await ann.post('push.token', device)
  expect(status).toBe(200)
  expect(body).toMatchObject({ result: { token: { gcm: 'device-1' }, userId: ann.userId } })
  expect(await remove('device-2')).toBe(404)
  expect(await remove('device-1')).toBe(200)
  expect(await remove('device-1')).toBe(404)
  expect(await ann.post('push.token', { ...device, type: 'web' })).toMatchObject({ status: 400 })
})

it('RC §5.10 nobody may call what needs a user, and unknown methods are said to be so', async () => {
  const call = async (method: string) => {
    const message = JSON.stringify({ msg: 'method', id: '1', method, params: [] })
    const path = `method.callAnon/${method}`
    const { status, body } = await request(sandbox.url, path, { body: { message } })
    return [status, JSON.parse((body as { message: string }).message)] as const
  }
  expect(await call('readMessages')).toMatchObject([
    400,
    { error: { error: 'error-invalid-user' } },
  ])
  expect(await call('x')).toMatchObject([400, { error: { error: 404 } }])
})
