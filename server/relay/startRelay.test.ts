import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../sandbox/index'
import { startFakeUpstream } from './testing/fakeUpstream'
import { call, origin, pageOf, startTestRelay, untilReady, type TestRelay } from './testing/host'

let sandbox: Sandbox
let relay: TestRelay

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'the token secret' })
  relay = await startTestRelay(sandbox.url)
  await untilReady(relay)
})

afterAll(async () => {
  await relay.stop()
  await sandbox.stop()
})

const logins = (text = 'createToken') =>
  sandbox.control.received().filter((entry) => entry.kind === 'rest' && entry.path.includes(text))

describe('passing on', () => {
  it('answers in the name of the user', async () => {
    const ann = await pageOf(relay.url, 'ann', { claims: { name: 'Ann' } })
    const { status, body } = await ann.get('/api/v1/me')
    expect(status).toBe(200)
    expect(body).toMatchObject({ username: 'ann' })
  })

  it('sends a message that the other one reads', async () => {
    const room = sandbox.control.createRoom({ name: 'relayed', members: ['ann', 'bob'] })
    const ann = await pageOf(relay.url, 'ann')
    const bob = await pageOf(relay.url, 'bob')
    const sent = await ann.post('/api/v1/chat.sendMessage', {
      message: { rid: room._id, msg: '你好 ✓' },
    })
    expect(sent.status).toBe(200)
    const read = await bob.get(`/api/v1/channels.history?roomId=${room._id}`)
    expect(read.body).toMatchObject({ messages: [{ msg: '你好 ✓', u: { username: 'ann' } }] })
  })

  it('never lets two users see each other', async () => {
    const names = ['ann', 'bob', 'lina', 'clara', 'david']
    const pages = await Promise.all(names.map((name) => pageOf(relay.url, name)))
    const rounds = Array.from({ length: 40 }, (_, index) => index % names.length)
    const seen = await Promise.all(rounds.map((index) => pages[index]!.get('/api/v1/me')))
    expect(seen.map(({ body }) => (body as { username: string }).username)).toEqual(
      rounds.map((index) => names[index]),
    )
    const secret = sandbox.control.createRoom({ name: 'only', type: 'p', members: ['ann', 'bob'] })
    const peek = await pages[2]!.get(`/api/v1/groups.history?roomId=${secret._id}`)
    expect(peek.status).toBeGreaterThanOrEqual(400)
  })

  it('passes refusals of the chat server on', async () => {
    const ann = await pageOf(relay.url, 'ann')
    const { status, body } = await ann.get('/api/v1/chat.getMessage?msgId=none')
    expect(status).toBe(400)
    expect(body).toMatchObject({ success: false })
  })

  it('takes neither login nor cookies of the browser up, and brings none of the server back', async () => {
    const ann = await pageOf(relay.url, 'ann')
    const bob = await pageOf(relay.url, 'bob')
    const login = await bob.post('/api/services/app/Im/Authenticate')
    const { accessToken, userId } = (login.body as { result: Record<string, string> }).result
    const answer = await ann.get('/api/v1/me', {
      'x-auth-token': accessToken,
      'x-user-id': userId,
      cookie: `rc_token=${accessToken}; rc_uid=${userId}`,
    })
    expect(answer.body).toMatchObject({ username: 'ann' })
    expect(answer.headers.has('x-instance-id')).toBe(false)
    expect(answer.headers.has('set-cookie')).toBe(false)
  })

  it('streams pictures, which may not run anything', async () => {
    const ann = await pageOf(relay.url, 'ann')
    const { status, headers, text } = await ann.get('/avatar/bob')
    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(text).toContain('<svg')
    const again = await ann.get('/avatar/bob', { 'if-none-match': headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
  })

  it('says nothing of the kind of a picture that has not changed: browsers would take it for the new one', async () => {
    const upstream = await startFakeUpstream()
    upstream.on('/avatar/bob', (_request, response) => {
      response.writeHead(304, { 'content-type': 'text/plain', etag: '"e"' }).end()
    })
    const own = await startTestRelay(upstream.url)
    const { status, headers } = await call(own.url, '/avatar/bob', {
      headers: { 'if-none-match': '"e"' },
    })
    expect([status, headers.get('etag'), headers.has('content-type')]).toEqual([304, '"e"', false])
    await own.stop()
    await upstream.stop()
  })
})

describe('users', () => {
  it('are created once, however many requests come at once', async () => {
    const eve = await pageOf(relay.url, 'eve', { claims: { name: 'Eve', email: 'eve@corp.org' } })
    const answers = await Promise.all(Array.from({ length: 20 }, () => eve.get('/api/v1/me')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(answers[0]!.body).toMatchObject({ username: 'eve', name: 'Eve', email: 'eve@corp.org' })
    const created = logins('users.create').filter(
      (entry) => entry.kind === 'rest' && JSON.stringify(entry.body).includes('"eve"'),
    )
    expect(created.filter(({ kind }) => kind === 'rest')).toHaveLength(1)
  })

  it('are kept in step with the host', async () => {
    const claims = { name: 'David D.', email: 'dd@corp.org' }
    const fresh = await startTestRelay(sandbox.url)
    await untilReady(fresh)
    const david = await pageOf(fresh.url, 'david', { claims })
    expect((await david.get('/api/v1/me')).status).toBe(200)
    const known = sandbox.control.world().users.find(({ username }) => username === 'david')
    expect(known).toMatchObject({ name: 'David D.', email: 'dd@corp.org' })
    await fresh.stop()
  })

  it('never become administrator by their name', async () => {
    for (const name of ['admin', 'ADMIN']) {
      const page = await pageOf(relay.url, name)
      expect(await page.get('/api/v1/me')).toMatchObject({
        status: 403,
        body: { errorType: 'error-user-reserved' },
      })
    }
  })

  it('are not taken for one whose name differs in capitals', async () => {
    const page = await pageOf(relay.url, 'ANN')
    const { status, body } = await page.get('/api/v1/me')
    expect([403, 502]).toContain(status)
    expect(body).toMatchObject({ success: false })
  })

  it('are locked out when the host says so', async () => {
    const strict = await startTestRelay(sandbox.url, { 'identity.activeClaim': 'active' })
    await untilReady(strict)
    const here = await pageOf(strict.url, 'frank', { claims: { active: true } })
    expect((await here.get('/api/v1/me')).status).toBe(200)
    const gone = await pageOf(strict.url, 'frank', { claims: { active: false } })
    expect(await gone.get('/api/v1/me')).toMatchObject({
      status: 403,
      body: { errorType: 'error-user-inactive' },
    })
    const known = sandbox.control.world().users.find(({ username }) => username === 'frank')
    expect(known?.active).toBe(false)
    expect((await here.get('/api/v1/me')).status).toBe(200)
    await strict.stop()
  })

  it('sign in by the default password where there are no tokens', async () => {
    const plain = await startTestRelay(sandbox.url, { 'im.createTokenSecret': undefined })
    await untilReady(plain)
    const gina = await pageOf(plain.url, 'gina')
    expect((await gina.get('/api/v1/me')).body).toMatchObject({ username: 'gina' })
    const bob = await pageOf(plain.url, 'bob')
    expect(await bob.get('/api/v1/me')).toMatchObject({
      status: 403,
      body: { errorType: 'error-chat-sign-in' },
    })
    // What is the same for everybody is asked by the agent.
    expect((await bob.get('/api/v1/settings.public?_id=Site_Url')).status).toBe(200)
    await plain.stop()
  })
})

describe('a login that is over', () => {
  it('is renewed once for 50 requests at the same time, unnoticed', async () => {
    const ann = await pageOf(relay.url, 'ann')
    await ann.get('/api/v1/me')
    const before = logins().length
    sandbox.control.revokeTokens('ann')
    const answers = await Promise.all(Array.from({ length: 50 }, () => ann.get('/api/v1/me')))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
    expect(logins().length - before).toBe(1)
  })

  it('of the agent is renewed too', async () => {
    sandbox.control.revokeTokens('admin')
    const henry = await pageOf(relay.url, 'henry')
    expect((await henry.get('/api/v1/me')).status).toBe(200)
  })

  it('does not look like a bad host token when the server goes on refusing', async () => {
    const ann = await pageOf(relay.url, 'ann')
    await ann.get('/api/v1/me')
    sandbox.control.failNext(2, 401, 'rooms.get')
    expect(await ann.get('/api/v1/rooms.get')).toMatchObject({
      status: 502,
      body: { errorType: 'error-chat-login' },
    })
  })
})

describe('sign-in for direct mode', () => {
  const envelope = { success: true, error: null, unAuthorizedRequest: false, __abp: true }

  it('hands out a login that works, and knows it again', async () => {
    const ann = await pageOf(relay.url, 'ann')
    const { status, body } = await ann.post('/api/services/app/Im/Authenticate')
    expect([status, body]).toMatchObject([200, envelope])
    const { accessToken, userId } = (body as { result: Record<string, string> }).result
    const headers = { 'x-auth-token': accessToken!, 'x-user-id': userId! }
    expect((await call(sandbox.url, '/api/v1/me', { headers })).status).toBe(200)
    const verify = '/api/services/app/Im/Verify'
    expect((await ann.post(verify, {}, headers)).body).toMatchObject({
      result: { userId, userName: 'ann', source: 'headers' },
    })
    const cookie = `chat_uid=${userId!}; other=1; chat_token=${accessToken!}`
    expect((await ann.post(verify, {}, { cookie })).body).toMatchObject({
      result: { source: 'cookies' },
    })
    const bob = await pageOf(relay.url, 'bob')
    expect(await bob.post(verify, {}, headers)).toMatchObject({
      status: 403,
      body: { error: { code: 'error-foreign-login' }, success: false, __abp: true },
    })
    const half = { 'x-user-id': userId!, cookie }
    expect((await ann.post(verify, {}, half)).status).toBe(403)
    expect((await ann.post(verify, {}, { ...headers, 'x-auth-token': 'x' })).status).toBe(403)
  })

  it('is refused without a host token, in the envelope', async () => {
    const answer = await call(relay.url, '/api/services/app/Im/Authenticate', { body: {} })
    expect(answer).toMatchObject({
      status: 401,
      body: { success: false, unAuthorizedRequest: true, __abp: true, result: null },
    })
  })
})

describe('origins', () => {
  const preflight = (from: string) =>
    fetch(`${relay.url}/api/v1/me`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'GET' },
    })

  it('answers the listed one, by its name', async () => {
    const { status, headers } = await preflight(origin)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(origin)
    const ann = await pageOf(relay.url, 'ann')
    const answer = await ann.get('/api/v1/me', { origin })
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
  })

  it.each([
    'https://evil.example.org',
    'null',
    `${origin}.evil.org`,
    'http://app.example.org',
    origin.toUpperCase(),
  ])('refuses %s before anything is done', async (from) => {
    expect((await preflight(from)).status).toBe(403)
    const ann = await pageOf(relay.url, 'ann')
    const answer = await ann.get('/api/v1/me', { origin: from })
    expect(answer.status).toBe(403)
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })
})

describe('operations', () => {
  it('tells that it lives, is ready, and what it did', async () => {
    expect((await call(relay.url, '/healthz')).body).toEqual({ status: 'ok' })
    expect((await call(relay.url, '/readyz')).body).toEqual({ status: 'ready' })
    const { text } = await call(relay.url, '/metrics')
    expect(text).toContain('relay_agent_ready 1')
    expect(text).toMatch(/relay_requests_total\{route="\/api\/v1\/me",status="200"\} \d+/)
  })

  it('names each request, by the id of the host if there is one', async () => {
    const given = await call(relay.url, '/healthz', { headers: { 'x-request-id': 'abcd-1234' } })
    expect(given.headers.get('x-request-id')).toBe('abcd-1234')
    const forged = await call(relay.url, '/healthz', { headers: { 'x-request-id': 'a b{}' } })
    expect(forged.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
    expect(relay.logged()).toContain('abcd-1234')
  })

  it('writes no secret into the log', async () => {
    const ann = await pageOf(relay.url, 'ann')
    const login = await ann.post('/api/services/app/Im/Authenticate')
    const { accessToken } = (login.body as { result: { accessToken: string } }).result
    await ann.get('/api/v1/rooms.get?access_token=secret-in-the-query')
    const log = relay.logged()
    const secrets = [accessToken, ann.token, 'the default password', 'the token secret']
    for (const secret of [...secrets, 'secret-in-the-query']) expect(log).not.toContain(secret)
    expect(log).toContain('"route":"/api/v1/me"')
  })

  it('signs the agent out when it stops, and is gone', async () => {
    const other = await startTestRelay(sandbox.url)
    await untilReady(other)
    const before = logins('logout').length
    await other.stop()
    expect(logins('logout').length - before).toBe(1)
    await expect(call(other.url, '/healthz')).rejects.toThrow()
  })
})
