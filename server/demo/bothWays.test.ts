import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBothWays, type BothWays } from './bothWays'

let ways: BothWays

beforeAll(async () => {
  ways = await startBothWays({
    // There is no page to serve.
    serveApp: () =>
      Promise.resolve({ url: 'http://127.0.0.1:4999', stop: () => Promise.resolve() }),
    sandbox: { settings: { FileUpload_ProtectFiles: false } },
    logLevel: 'silent',
  })
})
afterAll(() => ways.stop())

describe('both ways', () => {
  it('show pictures, which browsers ask for without a token', async () => {
    const { sandbox, relay } = ways
    const messages = JSON.stringify(sandbox.control.world().messages)
    const picture = /"image_url":"(\/file-upload\/[^"]+)"/.exec(messages)?.[1]
    for (const path of [picture, '/avatar/ann']) {
      for (const { url } of [sandbox, relay]) {
        const answer = await fetch(`${url}${path}`)
        expect(answer.status).toBe(200)
        expect(answer.headers.get('content-type')).toMatch(/^image\//)
      }
    }
  })

  it('know a user who is added to the host only', async () => {
    const { host, relay, sandbox } = ways
    host.addUser({ username: 'newcomer', password: 'newcomer', name: 'New Comer' })
    const body = { userNameOrEmailAddress: 'newcomer', password: 'newcomer' }
    const signIn = await fetch(`${host.url}/api/TokenAuth/Authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const { result } = (await signIn.json()) as { result: { accessToken: string } }
    const headers = { authorization: `Bearer ${result.accessToken}` }
    const me = await fetch(`${relay.url}/api/v1/me`, { headers })
    expect(await me.json()).toMatchObject({ username: 'newcomer', name: 'New Comer' })
    const names = sandbox.control.world().users.map(({ username }) => username)
    expect(names).toContain('newcomer')
  })
})
