import { connect } from 'node:net'
import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../../src/testing/manualClock'
import { startSandbox } from '../../sandbox/index'
import { answerJson, startFakeUpstream, type FakeUpstream } from '../testing/fakeUpstream'
import { call, pageOf, startTestRelay, untilReady, type TestRelay } from '../testing/host'

let upstream: FakeUpstream
let relay: TestRelay

beforeEach(async () => {
  upstream = await startFakeUpstream()
  relay = await startTestRelay(upstream.url, {
    'limits.upstreamTimeoutMs': 300,
    'limits.bodyBytes': 2048,
    'limits.answerBytes': 4096,
    'limits.stopTimeoutMs': 1000,
  })
  await untilReady(relay)
})

afterEach(async () => {
  await relay.stop()
  await upstream.stop()
})

describe('the chat server', () => {
  it.each([
    [500, 502],
    [503, 502],
  ])('with status %i is not shown with its words', async (status, shown) => {
    upstream.on('/api/v1/rooms.get', (_request, response) => {
      answerJson(response, status, { error: 'MongoError at 10.0.0.7' })
    })
    const page = await pageOf(relay.url, 'ann')
    const answer = await page.get('/api/v1/rooms.get')
    expect(answer).toMatchObject({
      status: shown,
      body: { errorType: 'error-upstream-unavailable' },
    })
    expect(answer.text).not.toContain('Mongo')
  })

  it('that is slow costs one request its time, no more', async () => {
    upstream.on('/api/v1/rooms.get', () => undefined)
    const page = await pageOf(relay.url, 'ann')
    expect(await page.get('/api/v1/rooms.get')).toMatchObject({
      status: 504,
      body: { errorType: 'error-upstream-slow' },
    })
    expect((await page.get('/api/v1/me')).status).toBe(200)
  })

  it.each<[string, number, Record<string, string>, string]>([
    ['a page', 200, { 'content-type': 'text/html' }, '<p>Welcome</p>'],
    ['a redirection', 302, { location: 'http://169.254.169.254/' }, ''],
    ['too long an answer', 200, { 'content-type': 'application/json' }, ' '.repeat(5000)],
  ])('with %s in place of JSON is refused', async (_what, status, headers, text) => {
    upstream.on('/api/v1/rooms.get', (_request, response) => {
      response.writeHead(status, { ...headers, 'content-length': text.length }).end(text)
    })
    const page = await pageOf(relay.url, 'ann')
    const answer = await page.get('/api/v1/rooms.get')
    expect(answer.status).toBe(502)
    expect(answer.headers.has('location')).toBe(false)
  })

  it.each([
    ['whole', (response: ServerResponse) => response.end('{"success":false}')],
    ['empty', (response: ServerResponse) => response.end()],
    ['without an end', (response: ServerResponse) => response.write('{"success":')],
  ])(
    'with 500 and a body that is %s at sign-in does not end the process',
    async (_what, answer) => {
      upstream.on('/api/v1/users.info', (_request, response) => {
        answer(response.writeHead(500, { 'content-type': 'application/json' }))
      })
      const page = await pageOf(relay.url, 'ann')
      expect((await page.get('/api/v1/rooms.get')).status).toBe(502)
      expect((await call(relay.url, '/healthz')).status).toBe(200)
    },
  )

  it('that refuses one token is asked for the next one', async () => {
    let refusals = 1
    upstream.on('/api/v1/users.createToken', (_request, response) => {
      const login = { data: { userId: 'u1', authToken: 't1' } }
      refusals -= 1
      answerJson(response, refusals < 0 ? 200 : 400, refusals < 0 ? login : { success: false })
    })
    const strict = await startTestRelay(upstream.url, { 'im.defaultPassword': undefined })
    await untilReady(strict)
    const page = await pageOf(strict.url, 'ann')
    expect((await page.get('/api/v1/me')).status).toBe(502)
    expect((await page.get('/api/v1/me')).status).toBe(200)
    await strict.stop()
  })

  it('with broken JSON at sign-in is told as such', async () => {
    upstream.on('/api/v1/users.info', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"user":')
    })
    const page = await pageOf(relay.url, 'ann')
    expect(await page.get('/api/v1/me')).toMatchObject({
      status: 502,
      body: { errorType: 'error-upstream-unreadable' },
    })
  })

  it('that never ends an answer is cut off at the limit', async () => {
    upstream.on('/file-upload/f1/a.bin', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      response.write(Buffer.alloc(3000))
      response.write(Buffer.alloc(3000))
    })
    const page = await pageOf(relay.url, 'ann')
    await expect(page.get('/file-upload/f1/a.bin')).rejects.toThrow()
    expect(relay.logged()).toContain('the answer broke off')
  })

  it('that refuses for want of permission is not asked for another login', async () => {
    upstream.on('/api/v1/rooms.get', (_request, response) => {
      answerJson(response, 401, { success: false, errorType: 'error-unauthorized' })
    })
    const page = await pageOf(relay.url, 'ann')
    expect((await page.get('/api/v1/rooms.get')).status).toBe(403)
    expect(upstream.received.filter((line) => line.includes('rooms.get'))).toHaveLength(1)
  })

  it('keeps its cookies and headers to itself', async () => {
    const page = await pageOf(relay.url, 'ann')
    const { headers } = await page.get('/api/v1/rooms.get')
    expect([headers.get('set-cookie'), headers.get('server')]).toEqual([null, null])
  })

  it('that is down is told to the browser and the log', async () => {
    const page = await pageOf(relay.url, 'ann')
    await page.get('/api/v1/me')
    await upstream.stop()
    expect(await page.get('/api/v1/me')).toMatchObject({
      status: 502,
      body: { errorType: 'error-upstream-unavailable' },
    })
    expect(relay.logged()).toContain('ECONNREFUSED')
  })
})

describe('a browser that goes away', () => {
  it.each([
    ['before the answer', '/api/v1/rooms.get', () => undefined],
    [
      'during the answer',
      '/file-upload/f1/a.bin',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream' }).write('first')
      },
    ],
  ])('%s is no trouble, and is counted apart', async (_when, path, begin) => {
    const arrived = new Promise<void>((resolve) => {
      upstream.on(path, (_request, response) => {
        begin(response)
        resolve()
      })
    })
    const { token } = await pageOf(relay.url, 'ann')
    const gone = new AbortController()
    const asked = fetch(relay.url + path, {
      headers: { authorization: `Bearer ${token}` },
      signal: gone.signal,
    }).then((answer) => answer.text())
    const ended = expect(asked).rejects.toThrow()
    await arrived
    gone.abort()
    await ended
    await until(async () => (await call(relay.url, '/metrics')).text.includes('status="499"} 1'))
    expect(relay.logged()).not.toMatch(/request failed|broke off/)
  })

  it('in the middle of its own body is no trouble either', async () => {
    const { token } = await pageOf(relay.url, 'ann')
    const { hostname, port } = new URL(relay.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /api/v1/chat.sendMessage HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"half',
      () => socket.destroy(),
    )
    await until(async () => (await call(relay.url, '/metrics')).text.includes('status="499"} 1'))
    expect(relay.logged()).not.toContain('request failed')
  })
})

describe('the limit of the chat server', () => {
  const limited = {
    success: false,
    error: 'Error, too many requests. Please slow down. You must wait 37 seconds before trying',
  }

  it('is reported, and kept for everybody without asking again', async () => {
    upstream.on('/api/v1/rooms.get', (_request, response) => {
      answerJson(response, 429, limited)
    })
    const page = await pageOf(relay.url, 'ann')
    const answers = [await page.get('/api/v1/rooms.get'), await page.get('/api/v1/rooms.get')]
    for (const { status, headers, body } of answers) {
      expect([status, headers.get('retry-after')]).toEqual([429, '37'])
      expect(body).toMatchObject({ success: false, errorType: 'error-too-many-requests' })
    }
    expect(upstream.received.filter((line) => line.includes('rooms.get'))).toHaveLength(1)
    expect((await page.get('/api/v1/me')).status).toBe(200)
    const { text } = await call(relay.url, '/metrics')
    expect(text).toContain('outcome="blocked"')
  })
})

describe('a body', () => {
  it.each([
    ['said to be too long', { 'content-length': '999999' }],
    ['that turns out too long', { 'transfer-encoding': 'chunked' }],
  ])('%s is refused', async (_what, framing) => {
    const page = await pageOf(relay.url, 'ann')
    const head = { authorization: `Bearer ${page.token}`, 'content-type': 'application/json' }
    const text = 'x'.repeat(3000)
    const body = 'transfer-encoding' in framing ? `bb8\r\n${text}\r\n` : text
    const answer = await raw(
      relay.url,
      'POST /api/v1/chat.sendMessage',
      { ...head, ...framing },
      body,
    )
    expect(answer).toMatch(/^HTTP\/1.1 413 /)
    expect(upstream.received).not.toContain('POST /api/v1/chat.sendMessage')
  })

  it('that is not JSON is refused', async () => {
    const page = await pageOf(relay.url, 'ann')
    const answer = await page.post('/api/v1/chat.sendMessage', {}, { 'content-type': 'text/plain' })
    expect(answer.status).toBe(415)
  })
})

describe('a path as it is sent', () => {
  it.each([
    '/api/v1/../v1/users.list',
    '/api/v1/%2e%2e/users.list',
    '/avatar/..%2fapi%2fv1%2fusers.list',
    '/avatar/%252e%252e',
    '/API/V1/me',
    'http://elsewhere/api/v1/me',
  ])('%s goes nowhere', async (path) => {
    const { token } = await pageOf(relay.url, 'ann')
    const before = upstream.received.length
    const answer = await raw(relay.url, `GET ${path}`, { authorization: `Bearer ${token}` })
    expect(answer).toMatch(/^HTTP\/1.1 404 /)
    expect(upstream.received).toHaveLength(before)
  })

  it('with a token in the query is refused', async () => {
    const { token } = await pageOf(relay.url, 'ann')
    const before = upstream.received.length
    expect((await call(relay.url, `/api/v1/me?access_token=${token}`)).status).toBe(400)
    expect((await call(relay.url, `/api/v1/me?access_token=${token}`, { token })).status).toBe(400)
    expect(upstream.received).toHaveLength(before)
  })
})

describe('too many requests of one user', () => {
  it('are refused, and those that run finish before the relay stops', async () => {
    const narrow = await startTestRelay(upstream.url, { 'limits.requestsPerUser': 2 })
    await untilReady(narrow)
    const waiting: (() => void)[] = []
    const arrived = new Promise<void>((resolve) => {
      upstream.on('/api/v1/rooms.get', (_request, response) => {
        waiting.push(() => {
          answerJson(response, 200, {})
        })
        if (waiting.length === 2) resolve()
      })
    })
    const page = await pageOf(narrow.url, 'ann')
    const running = [page.get('/api/v1/rooms.get'), page.get('/api/v1/rooms.get')]
    await arrived
    expect((await page.get('/api/v1/me')).status).toBe(429)
    // Stopping waits for those that run.
    const stopped = narrow.stop()
    for (const answer of waiting) answer()
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200])
    await stopped
  })
})

describe('the agent', () => {
  it('waits longer from time to time for a server that is not there, and then is ready', async () => {
    const sandbox = await startSandbox({ seed: 'empty' })
    await sandbox.control.pause()
    const clock = createManualClock()
    const early = await startTestRelay(sandbox.url, {}, { clock, random: () => 1 })
    for (const retryMs of [1000, 2000, 4000]) {
      await until(() => early.logged().includes(`"retryMs":${retryMs}`))
      expect((await call(early.url, '/readyz')).status).toBe(503)
      if (retryMs === 4000) await sandbox.control.resume()
      await clock.pass(retryMs)
    }
    await untilReady(early)
    await early.stop()
    await sandbox.stop()
  })

  it('with a wrong password does not try again soon, and requests are told to wait', async () => {
    const sandbox = await startSandbox({ seed: 'empty' })
    const wrong = await startTestRelay(sandbox.url, { 'im.adminPassword': 'not this one' })
    await until(() => wrong.logged().includes('"retryMs":60000'))
    const page = await pageOf(wrong.url, 'ann')
    expect(await page.get('/api/v1/me')).toMatchObject({
      status: 503,
      body: { errorType: 'error-not-ready' },
    })
    expect(wrong.logged()).not.toContain('not this one')
    await wrong.stop()
    await sandbox.stop()
  })
})

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

/** Sends what no well-behaved client would; resolves with the answer as it came. */
function raw(
  url: string,
  line: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<string> {
  const { hostname, port } = new URL(url)
  const head = Object.entries({ host: hostname, connection: 'close', ...headers })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${line} HTTP/1.1\r\n${head}\r\n\r\n${body}`)
    })
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('close', () => {
      resolve(text)
    })
    socket.on('error', reject)
  })
}
