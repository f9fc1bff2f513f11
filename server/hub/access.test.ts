/** Requests: who may knock, what they may carry, how long they may take. */
import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { connect as connectTcp, Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { targetOf } from './access'
import { startFixture, type Fixture } from './testing/fixture'
import { createRawClients, hello, type RawClients } from './testing/rawClients'

let fixture: Fixture
let clients: RawClients
let tcp: Socket | null = null

async function start(options: Parameters<typeof startFixture>[0] = {}): Promise<void> {
  fixture = await startFixture(options)
  clients = createRawClients(fixture.url)
}

afterEach(async () => {
  tcp?.destroy()
  tcp = null
  clients.stop()
  await fixture.stop()
})

function openTcp(): Socket {
  const { port } = new URL(fixture.url)
  tcp = connectTcp({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
  tcp.on('error', () => undefined)
  return tcp
}

const closing = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve))

/** What comes until the connection is over, however it ends. */
async function readAll(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  socket.on('end', () => socket.end())
  await closing(socket)
  return text
}

const page = (origin: string, more: Record<string, string> = {}) => ({
  headers: { Origin: origin, ...more },
})

describe('pages of other origins', () => {
  const asking = page('https://app.example', { 'Access-Control-Request-Headers': 'x-anything' })

  it('§15 may send the headers of SignalR and those of the host, and no others', async () => {
    await start({ allowedHeaders: ['Abp-TenantId', 'X-XSRF-TOKEN'] })
    const preflight = await fetch(`${fixture.url}/negotiate`, { method: 'OPTIONS', ...asking })
    expect(preflight.headers.get('access-control-allow-headers')).toBe(
      'authorization, content-type, x-requested-with, x-signalr-user-agent, abp-tenantid, x-xsrf-token',
    )
  })

  it('get nothing of a live event stream, and do not disturb it', async () => {
    await start()
    const query = await clients.negotiate()
    const sse = { Accept: 'text/event-stream' }
    const stream = await clients.get(query, page('https://app.example', sse))
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (const path of [query, query.replace('id=', 'ID=')]) {
      const foreign = await clients.get(path, page('https://evil.example', sse))
      expect(foreign.status).toBe(403)
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    }
    const body = `${hello}{"type":7}\u001e`
    const posted = await clients.post(query, { body, ...page('https://evil.example') })
    expect(posted.status).toBe(403)
    await clients.post(query, { body: hello, ...page('https://app.example') })
    fixture.hub.all.send('news', 1)
    let text = ''
    while (!text.includes('news')) text += (await reader.read()).value ?? ''
    await reader.cancel()
  })
})

describe('negotiate', () => {
  it('§3 offers text only, because only JSON is spoken', async () => {
    await start()
    const asked = (await (await clients.post('/negotiate')).json()) as Record<string, unknown>
    const transferFormats = ['Text']
    expect(asked['availableTransports']).toEqual([
      { transport: 'WebSockets', transferFormats },
      { transport: 'ServerSentEvents', transferFormats },
      { transport: 'LongPolling', transferFormats },
    ])
  })
})

describe('an authentication that hangs or fails', () => {
  it('refuses every kind of request with 503 when time is up', async () => {
    let asked = 0
    await start({
      authenticate() {
        asked += 1
        return new Promise(() => undefined)
      },
    })
    const requests = [clients.post('/negotiate'), clients.get('?id=x'), clients.post('?id=x')]
    const socket = new WebSocket(fixture.url.replace('http', 'ws'))
    const refused = once(socket, 'error') as Promise<[Error]>
    await vi.waitFor(() => expect(asked).toBe(4))
    fixture.clock.pass(10_000)
    for (const response of await Promise.all(requests)) expect(response.status).toBe(503)
    expect((await refused)[0].message).toContain('503')
  })

  it('is told from a refusal: who cannot be known is not sent away for good', async () => {
    await start({ authenticate: () => Promise.reject(new Error('the keys cannot be had')) })
    expect((await clients.post('/negotiate')).status).toBe(503)
    await start({ authenticate: () => Promise.resolve(null) })
    expect((await clients.post('/negotiate')).status).toBe(401)
  })

  it('leaves nothing of an event stream whose client has gone meanwhile', async () => {
    let settle: (() => void) | null = null
    await start({
      async authenticate({ token, request }) {
        if (request.method === 'GET') await new Promise<void>((resolve) => (settle = resolve))
        return { id: token, principal: 'x' }
      },
    })
    const query = await clients.negotiate()
    const controller = new AbortController()
    const headers = { Accept: 'text/event-stream' }
    const stream = clients.get(query, { headers, signal: controller.signal })
    await vi.waitFor(() => expect(settle).not.toBeNull())
    controller.abort()
    await expect(stream).rejects.toThrow()
    // The server has heard of it when the next request is answered on a connection of its own.
    await clients.negotiate()
    settle!()
    await clients.negotiate()
    fixture.clock.pass(30_000)
    expect((await clients.post(query, { body: hello })).status).toBe(404)
    await fixture.hub.stop()
  })
})

describe('bodies', () => {
  it.each(['/negotiate', 'the connection'])('that take too long end %s', async (path) => {
    await start()
    let target = path
    if (path !== '/negotiate') {
      target = await clients.negotiate()
      await clients.get(target)
    }
    const socket = openTcp()
    const head = `POST /hub${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n`
    socket.write(`${head}{`)
    const answered = readAll(socket)
    await vi.waitFor(() => {
      fixture.clock.pass(5_000)
      expect(socket.bytesRead).toBeGreaterThan(0)
    })
    const text = await answered
    expect(text).toMatch(/^HTTP\/1.1 408/)
    expect(text.toLowerCase()).toContain('connection: close')
  })

  it.each([
    ['Content-Length: 9000000', ''],
    ['Transfer-Encoding: chunked', `1388\r\n${'x'.repeat(5_000)}\r\n`],
  ])('that are too long are refused while they come (%s)', async (header, body) => {
    await start()
    const socket = openTcp()
    const answered = readAll(socket)
    socket.write(`POST /hub/negotiate HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n${body}`)
    expect(await answered).toMatch(/^HTTP\/1.1 413/)
  })

  it('take turns, and more than a few at a time are refused', async () => {
    await start({ limits: { posts: 3 } })
    const query = await clients.negotiate()
    await clients.get(query)
    await clients.post(query, { body: hello })
    const socket = openTcp()
    socket.write(`POST /hub${query} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{`)
    const statuses: number[] = []
    await vi.waitFor(() => {
      void clients.post(query, { body: '' }).then(({ status }) => statuses.push(status))
      expect(statuses).toContain(429)
    })
    const answered = once(socket, 'data')
    socket.write('"type":6}')
    expect(String((await answered)[0])).toMatch(/^HTTP\/1.1 200/)
    await vi.waitFor(() => expect(statuses).toContain(200))
  })
})

describe('addresses and headers', () => {
  it('may be long, and too long ones do no harm', async () => {
    await start()
    const long = await clients.post(`/negotiate?access_token=${'a'.repeat(8_000)}`)
    expect(long.status).toBe(200)
    const headers = { Authorization: `Bearer ${'a'.repeat(20_000)}` }
    expect((await clients.post('/negotiate', { headers })).status).toBe(431)
    expect((await clients.post(`/negotiate?x=${'&y='.repeat(3_000)}`)).status).toBe(200)
  })

  it('that name a host are not taken for the hub', () => {
    const request = new IncomingMessage(new Socket())
    const pathOf = (url: string) => targetOf(Object.assign(request, { url }))?.path
    expect(pathOf('/hub?id=1')).toBe('/hub')
    expect(pathOf('//evil/hub')).toBe('//evil/hub')
    expect(pathOf('http://evil/hub')).toBeUndefined()
    expect(pathOf('*')).toBeUndefined()
  })
})

describe('a refused upgrade', () => {
  it('does not keep the socket of a client that never ends', async () => {
    await start()
    const socket = openTcp()
    const closed = closing(socket)
    socket.write(
      'GET /hub?access_token=wrong HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    )
    await once(socket, 'data')
    await vi.waitFor(() => {
      socket.write('x')
      expect(socket.destroyed).toBe(true)
    })
    await closed
  })
})
