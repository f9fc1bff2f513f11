import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAll } from '../upstream/body'
import { answerJson, startFakeUpstream, type FakeUpstream } from '../testing/fakeUpstream'
import { hostToken, startTestRelay, untilReady, type TestRelay } from '../testing/host'
import { until } from '../testing/setting'

let upstream: FakeUpstream
let relay: TestRelay

const path = '/api/v1/rooms.media/room1'
const type = 'multipart/form-data; boundary=edge'

beforeEach(async () => {
  upstream = await startFakeUpstream()
  relay = await startTestRelay(upstream.url, { 'limits.uploadBytes': 8 * 1024 * 1024 })
  await untilReady(relay)
})

afterEach(async () => {
  await relay.stop()
  await upstream.stop()
})

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Sends pieces one after the other, each when it is asked for. */
async function send(
  pieces: Iterable<Buffer> | AsyncIterable<Buffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const token = await hostToken('ann')
  return new Promise((resolve, reject) => {
    const asked = request(relay.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type, ...headers },
    })
    asked.on('response', (response) => {
      readAll(response, 1_000_000).then((bytes) => {
        const body = JSON.parse(bytes?.toString() ?? '') as unknown
        resolve({ status: response.statusCode ?? 0, body })
      }, reject)
    })
    // The relay may hang up on what it has refused already.
    asked.on('error', (error) => setImmediate(reject, error))
    void (async () => {
      for await (const piece of pieces) asked.write(piece)
      asked.end()
    })()
  })
}

describe('an upload', () => {
  it('goes up as it comes in, with the form’s type and the user’s login', async () => {
    let received = 0
    upstream.on(path, (incoming, response) => {
      expect(incoming.headers).toMatchObject({ 'content-type': type, 'x-auth-token': 't1' })
      expect(incoming.headers.authorization).toBeUndefined()
      incoming.on('data', (chunk: Buffer) => (received += chunk.length))
      incoming.on('end', () => answerJson(response, 200, { file: { _id: 'f1' }, success: true }))
    })
    const piece = Buffer.alloc(1024 * 1024, 'x')
    async function* pieces(): AsyncGenerator<Buffer> {
      yield piece
      await until(() => received === piece.length)
      yield piece
    }
    expect(await send(pieces())).toEqual({
      status: 200,
      body: { file: { _id: 'f1' }, success: true },
    })
    expect(received).toBe(2 * piece.length)
  })

  it('renews a login that is over before anything leaves', async () => {
    let asked = 0
    upstream.on('/api/v1/me', (_incoming, response) => {
      asked += 1
      answerJson(response, asked === 1 ? 401 : 200, { success: asked > 1 })
    })
    upstream.on(path, (incoming, response) => {
      incoming.resume().on('end', () => answerJson(response, 200, { success: true }))
    })
    expect(await send([Buffer.from('form')])).toMatchObject({ status: 200 })
    expect(upstream.received.filter((line) => line.endsWith(path))).toHaveLength(1)
  })

  it('is not sent twice when it is refused after all, and does not look like a bad host token', async () => {
    upstream.on(path, (incoming, response) => {
      incoming.resume().on('end', () => answerJson(response, 401, { status: 'error' }))
    })
    expect(await send([Buffer.from('form')])).toMatchObject({
      status: 502,
      body: { errorType: 'error-chat-login' },
    })
    expect(upstream.received.filter((line) => line.endsWith(path))).toHaveLength(1)
  })

  it('that says it is too large goes nowhere', async () => {
    const length = String(8 * 1024 * 1024 + 1)
    const answer = await send([Buffer.from('form')], { 'content-length': length })
    expect(answer).toMatchObject({ status: 413, body: { errorType: 'error-too-large' } })
    expect(upstream.received).not.toContain(`POST ${path}`)
  })

  it('that turns out to be too large is broken off', async () => {
    let isBroken = false
    upstream.on(path, (incoming) => {
      incoming.resume().on('close', () => (isBroken = !incoming.complete))
    })
    const pieces = Array.from({ length: 9 }, () => Buffer.alloc(1024 * 1024))
    const answer = await send(pieces).catch(() => ({ status: 413 }))
    expect(answer.status).toBe(413)
    await until(() => isBroken)
  })

  it('must be a form', async () => {
    expect(await send([Buffer.from('{}')], { 'content-type': 'application/json' })).toMatchObject({
      status: 415,
    })
  })
})
