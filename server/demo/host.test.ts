import { request } from 'node:http'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../src/testing/manualClock'
import { startDemoHost, type DemoHost, type DemoHostOptions } from './host'

const secret = 'a secret of the host, longer than 32 bytes'
const origin = 'http://127.0.0.1:4304'
const ann = { username: 'ann', password: 'ann-word', name: 'Ann Keller', email: 'ann@corp.example' }
const clock = createManualClock()
const options: DemoHostOptions = {
  port: 0,
  users: [{ username: 'bob', password: 'bob-word', name: 'Bob Marsh' }, ann],
  secret,
  issuer: 'https://host.example',
  audience: 'chat',
  origins: [origin],
  clock,
}

let host: DemoHost
beforeAll(async () => {
  host = await startDemoHost(options)
})
afterAll(() => host.stop())
// Failures of one test do not count in the next.
beforeEach(() => clock.pass(60_000))

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly result: Tokens; readonly error: { readonly message: string } }
}

async function call(service: string, body: unknown, headers = {}): Promise<Answer> {
  const response = await fetch(`${host.url}/api/TokenAuth/${service}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const answer = (await response.json()) as Answer['body']
  return { status: response.status, headers: response.headers, body: answer }
}

const signIn = (name: string, password: string, more = {}) =>
  call('Authenticate', { userNameOrEmailAddress: name, password, ...more })

const verify = (token: string) =>
  jwtVerify(token, Buffer.from(secret), { currentDate: new Date(clock.now()) })

describe('signing in at the host', () => {
  it("answers a user's tokens in ABP's envelope", async () => {
    const { status, body, headers } = await signIn('ann', 'ann-word')
    expect(status).toBe(200)
    expect(body).toEqual({
      result: {
        accessToken: expect.any(String) as string,
        encryptedAccessToken: expect.any(String) as string,
        expireInSeconds: 600,
        userId: 2,
        refreshToken: expect.any(String) as string,
        refreshTokenExpireInSeconds: 8 * 3600,
      },
      targetUrl: null,
      success: true,
      error: null,
      unAuthorizedRequest: false,
      __abp: true,
    })
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it('puts into the token who it is, for whom, and until when', async () => {
    const { body } = await signIn('ann@corp.example', 'ann-word')
    const { payload, protectedHeader } = await verify(body.result.accessToken)
    expect(protectedHeader.alg).toBe('HS256')
    const seconds = Math.floor(clock.now() / 1000)
    expect(payload).toEqual({
      preferred_username: 'ann',
      name: 'Ann Keller',
      email: 'ann@corp.example',
      iss: 'https://host.example',
      aud: 'chat',
      sub: expect.stringMatching(/^\d+$/) as string,
      jti: expect.stringMatching(/^[\w-]{16}$/) as string,
      iat: seconds,
      exp: seconds + 600,
    })
  })

  it('remembers for longer when it is asked to', async () => {
    const { body } = await signIn('ann', 'ann-word', { rememberClient: true })
    expect(body.result).toMatchObject({ refreshTokenExpireInSeconds: 30 * 24 * 3600 })
  })

  it.each([
    ['a wrong password', 'ann', 'ann'],
    ['an unknown user', 'carl', 'carl'],
    ['other capitals', 'ANN', 'ann-word'],
    ['__proto__', '__proto__', 'x'],
  ])('refuses %s, in the same words', async (_what, name, password) => {
    const { status, body } = await signIn(name, password)
    expect(status).toBe(401)
    expect(body).toEqual({
      result: null,
      targetUrl: null,
      success: false,
      error: {
        code: 0,
        message: 'Invalid user name or password',
        details: null,
        validationErrors: null,
      },
      unAuthorizedRequest: true,
      __abp: true,
    })
  })

  it('lets a user wait after five failures, and nobody else', async () => {
    for (let count = 0; count < 5; count += 1) {
      expect((await signIn('ann', 'guess')).status).toBe(401)
    }
    const { status, headers } = await signIn('ann', 'ann-word')
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('60')
    expect((await signIn('bob', 'bob-word')).status).toBe(200)
    await clock.pass(60_000)
    expect((await signIn('ann', 'ann-word')).status).toBe(200)
  })

  it('knows users that were added later', async () => {
    host.addUser({ username: 'clara', password: 'clara', name: 'Clara' })
    expect((await signIn('clara', 'clara')).body.result).toMatchObject({ userId: 3 })
  })
})

describe('renewing', () => {
  const renew = (refreshToken: string) => call('RefreshToken', { refreshToken })

  it('gives a new pair for a refresh token, once', async () => {
    const { body: first } = await signIn('ann', 'ann-word')
    await clock.pass(700_000)
    await expect(verify(first.result.accessToken)).rejects.toThrow(/exp/)
    const second = await renew(first.result.refreshToken)
    expect(second.status).toBe(200)
    expect((await verify(second.body.result.accessToken)).payload.preferred_username).toBe('ann')
    const reused = await renew(first.result.refreshToken)
    expect([reused.status, reused.body]).toMatchObject([401, { unAuthorizedRequest: true }])
    expect((await renew(second.body.result.refreshToken)).status).toBe(200)
  })

  it('refuses a token that is over, unknown or of the other kind', async () => {
    const { body } = await signIn('ann', 'ann-word')
    expect((await renew(body.result.accessToken)).status).toBe(401)
    expect((await renew('x')).status).toBe(401)
    await clock.pass(8 * 3_600_000)
    expect((await renew(body.result.refreshToken)).status).toBe(401)
  })

  it('ends for all sign-ins of a user when the host says so', async () => {
    const renewable = [await signIn('ann', 'ann-word'), await signIn('ann', 'ann-word')]
    const other = await signIn('bob', 'bob-word')
    host.revokeTokens('ann')
    host.revokeTokens('nobody')
    expect([host.tokenCount('ann'), host.tokenCount('nobody')]).toEqual([0, 0])
    for (const { body } of renewable) {
      expect((await renew(body.result.refreshToken)).status).toBe(401)
    }
    expect((await renew(other.body.result.refreshToken)).status).toBe(200)
  })

  it('ends with the sign-out', async () => {
    const { body } = await signIn('ann', 'ann-word')
    const { refreshToken } = body.result
    expect(await call('LogOut', { refreshToken })).toMatchObject({
      status: 200,
      body: { result: null, success: true },
    })
    expect((await renew(refreshToken)).status).toBe(401)
    expect((await call('LogOut', { refreshToken })).status).toBe(200)
  })
})

describe('what the host takes', () => {
  it('is asked by pages of the listed origin only', async () => {
    const ask = (from: string) =>
      fetch(`${host.url}/api/TokenAuth/Authenticate`, {
        method: 'OPTIONS',
        headers: { origin: from },
      })
    const allowed = await ask(origin)
    expect(allowed.status).toBe(204)
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin)
    for (const foreign of ['http://127.0.0.1:4305', 'null', 'https://evil.example', `${origin}0`]) {
      const refused = await ask(foreign)
      expect(refused.status).toBe(403)
      expect(refused.headers.has('access-control-allow-origin')).toBe(false)
      const headers = { origin: foreign }
      const body = { userNameOrEmailAddress: 'ann', password: 'ann-word' }
      expect((await call('Authenticate', body, headers)).status).toBe(403)
    }
  })

  it.each<[string, number, unknown, object]>([
    ['no JSON', 400, '{', {}],
    ['no object', 400, [], {}],
    ['no password', 400, { userNameOrEmailAddress: 'ann' }, {}],
    ['a password that is no text', 400, { userNameOrEmailAddress: 'ann', password: 1 }, {}],
    ['a form', 415, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a body that is too long', 413, { password: 'x'.repeat(20_000) }, {}],
  ])('refuses %s with %i', async (_what, status, body, headers) => {
    const answer = await call('Authenticate', body, headers)
    expect(answer).toMatchObject({ status, body: { success: false, __abp: true } })
  })

  it('knows no other path and no other method', async () => {
    expect((await call('Other', {})).status).toBe(404)
    expect((await fetch(`${host.url}/api/TokenAuth/Authenticate`)).status).toBe(405)
  })

  it('survives a request that breaks off', async () => {
    const { hostname, port } = new URL(host.url)
    const broken = request({
      hostname,
      port,
      method: 'POST',
      path: '/api/TokenAuth/Authenticate',
      headers: { 'content-type': 'application/json', 'content-length': '100' },
    })
    broken.on('error', () => undefined)
    await new Promise((resolve) => broken.write('{', resolve))
    broken.destroy()
    expect((await signIn('ann', 'ann-word')).status).toBe(200)
  })

  it('frees its port, and says when it is taken', async () => {
    const first = await startDemoHost(options)
    const again = { ...options, port: Number(new URL(first.url).port) }
    await expect(startDemoHost(again)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await first.stop()
    await first.stop()
    await (await startDemoHost(again)).stop()
  })
})
