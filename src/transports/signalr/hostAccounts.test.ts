import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../testing/manualClock'
import { createHostAccounts, type HostAccounts } from './hostAccounts'

interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

const envelope = (result: unknown) => ({ result, success: true, error: null, __abp: true })
const failure = (message: string, details: string | null = null) => ({
  result: null,
  success: false,
  error: { code: 0, message, details },
  unAuthorizedRequest: false,
  __abp: true,
})

describe('accounts of a host application', () => {
  const clock = createManualClock()
  let server: Server
  let accounts: HostAccounts
  let received: Received[]
  let answer: { status: number; body: unknown }
  /** Goes before `answer`, once each. */
  let first: { status: number; body: unknown }[]

  beforeEach(async () => {
    received = []
    first = []
    answer = { status: 200, body: {} }
    server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const body: unknown = JSON.parse(text)
        received.push({ path: request.url ?? '', headers: request.headers, body })
        const next = first.shift() ?? answer
        response.writeHead(next.status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(next.body))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    accounts = createHostAccounts({
      http: axios.create({ baseURL: url, proxy: false }),
      clock,
      readCookie: (name) => (name === 'XSRF-TOKEN' ? 'xsrf value' : null),
      host: {
        hub: {
          url: `${url}/hub`,
          token: { kind: 'bearer' },
          transports: ['WebSockets'],
          skipNegotiation: false,
          onStart: [],
          isListenOnly: false,
        },
        apiUrl: url,
        signInUrl: `${url}/api/TokenAuth/Authenticate`,
        renewUrl: `${url}/api/TokenAuth/RefreshToken`,
        signOutUrl: `${url}/api/TokenAuth/LogOut`,
        headers: { 'Abp-TenantId': '3' },
        xsrf: { cookie: 'XSRF-TOKEN', header: 'X-XSRF-TOKEN' },
      },
    })
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it("sign in with ABP's form, tenant and XSRF header", async () => {
    answer.body = envelope({
      accessToken: 'a.b.c',
      encryptedAccessToken: 'enc',
      expireInSeconds: 600,
      userId: 42,
      refreshToken: 'r1',
    })
    await expect(accounts.signIn({ user: 'ann', password: 'secret' })).resolves.toEqual({
      userId: '42',
      token: 'a.b.c',
      hubToken: 'enc',
      renewal: 'r1',
      expiresAt: clock.now() + 600_000,
    })
    expect(received[0]).toMatchObject({
      path: '/api/TokenAuth/Authenticate',
      headers: { 'abp-tenantid': '3', 'x-xsrf-token': 'xsrf value' },
      body: { userNameOrEmailAddress: 'ann', password: 'secret' },
    })
    expect(received[0]?.headers).not.toHaveProperty('authorization')
  })

  it.each([
    [401, failure('Login failed!', 'Invalid user name or password')],
    [500, failure('Login failed!')],
    [200, failure('Login failed!')],
    [400, {}],
  ])('a refusal with status %d is one of the credentials', async (status, body) => {
    answer = { status, body }
    await expect(accounts.signIn({ user: 'ann', password: 'x' })).rejects.toMatchObject({
      kind: 'auth',
      code: 'wrongCredentials',
    })
  })

  it.each([
    [500, {}, { kind: 'connection', code: 'unreachable' }],
    [503, {}, { kind: 'connection' }],
    [429, {}, { kind: 'rateLimit' }],
    [200, envelope({}), { kind: 'protocol' }],
    [200, envelope({ accessToken: 'a', userId: null }), { kind: 'protocol' }],
    [
      200,
      envelope({ requiresTwoFactorVerification: true }),
      { kind: 'auth', code: 'secondFactorRequired' },
    ],
  ])('status %d with %j says what went wrong', async (status, body, expected) => {
    answer = { status, body }
    await expect(accounts.signIn({ user: 'ann', password: 'x' })).rejects.toMatchObject(expected)
  })

  it('renew by a key that is used once, and never for another user', async () => {
    const old = { userId: '42', token: 'old', renewal: 'r1' }
    answer.body = envelope({ accessToken: 'new', expireInSeconds: 60, refreshToken: 'r2' })
    await expect(accounts.renew(old)).resolves.toMatchObject({
      userId: '42',
      token: 'new',
      renewal: 'r2',
    })
    expect(received[0]).toMatchObject({
      path: '/api/TokenAuth/RefreshToken',
      body: { refreshToken: 'r1' },
    })
    answer.body = envelope({ accessToken: 'new', userId: 7 })
    await expect(accounts.renew(old)).rejects.toMatchObject({ kind: 'auth' })
    await expect(accounts.renew({ userId: '42', token: 'old' })).rejects.toMatchObject({
      kind: 'auth',
      code: 'sessionExpired',
    })
  })

  it('sign out with the token in a header; one that is over already is no error', async () => {
    await accounts.signOut({ userId: '42', token: 'a.b.c', renewal: 'r1' })
    expect(received[0]).toMatchObject({
      path: '/api/TokenAuth/LogOut',
      headers: { authorization: 'Bearer a.b.c' },
      body: { refreshToken: 'r1' },
    })
    answer.status = 401
    await expect(accounts.signOut({ userId: '42', token: 'a' })).resolves.toBeUndefined()
    answer.status = 500
    await expect(accounts.signOut({ userId: '42', token: 'a' })).rejects.toMatchObject({
      kind: 'connection',
    })
  })

  it('sign out with a new token when the old one has expired: its key would go on for weeks', async () => {
    first = [
      { status: 401, body: failure('expired') },
      { status: 200, body: envelope({ accessToken: 'new', userId: 42, refreshToken: 'r2' }) },
    ]
    await accounts.signOut({ userId: '42', token: 'old', renewal: 'r1' })
    expect(received.map(({ path }) => path.split('/').at(-1))).toEqual([
      'LogOut',
      'RefreshToken',
      'LogOut',
    ])
    expect(received[2]).toMatchObject({
      headers: { authorization: 'Bearer new' },
      body: { refreshToken: 'r2' },
    })
  })
})
