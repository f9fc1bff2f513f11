import { once } from 'node:events'
import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createManualClock, type ManualClock } from '../../../src/testing/manualClock'
import { seededRandom } from '../../../src/testing/seededRandom'
import { until } from '../until'
import { startFaultProxy, type FaultProxy } from './index'

interface Target {
  readonly url: string
  /** Calls that were performed, in order. */
  readonly calls: readonly string[]
  readonly sockets: ReadonlySet<Socket>
  stop(): Promise<void>
}

/** Answers with what it was asked; a websocket gets each of its texts back. */
async function startTarget(): Promise<Target> {
  const calls: string[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((asked, response) => {
    let body = ''
    asked.on('data', (chunk: Buffer) => (body += chunk.toString()))
    asked.on('end', () => {
      calls.push(`${asked.method ?? ''} ${asked.url ?? ''}`)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ success: true, url: asked.url, body }))
    })
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const webSockets = new WebSocketServer({ server })
  webSockets.on('connection', (socket) => {
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => socket.send(data.toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    sockets,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answer {
  readonly status: number
  readonly text: string
  /** False when the connection ended before the body. */
  readonly isWhole: boolean
}

/** Null when there was no answer at all. */
function call(url: string, path = '/', body?: string, agent?: Agent): Promise<Answer | null> {
  return new Promise((resolve) => {
    const method = body === undefined ? 'GET' : 'POST'
    const asked = request(`${url}${path}`, { method, agent: agent ?? false })
    asked.on('error', () => {
      resolve(null)
    })
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('error', () => undefined)
      response.on('close', () => {
        resolve({ status: response.statusCode ?? 0, text, isWhole: response.complete })
      })
    })
    asked.end(body)
  })
}

async function openSocket(url: string) {
  const socket = new WebSocket(url.replace('http', 'ws'))
  const texts: string[] = []
  let closedWith: number | null = null
  socket.on('message', (data: Buffer) => texts.push(data.toString()))
  socket.on('error', () => undefined)
  socket.on('close', (code) => (closedWith = code))
  await once(socket, 'open')
  return { socket, texts, closedWith: () => closedWith }
}

describe('the fault proxy', () => {
  let target: Target
  let clock: ManualClock
  let proxy: FaultProxy

  beforeEach(async () => {
    target = await startTarget()
    clock = createManualClock()
    proxy = await startFaultProxy({ target: target.url, random: seededRandom(1), clock })
  })

  afterEach(async () => {
    await proxy.stop()
    await target.stop()
    expect(clock.pendingTimers).toBe(0)
  })

  /** Lets the clock of the proxy go on until something has happened. */
  async function passUntil(what: string, holds: () => boolean): Promise<void> {
    await until(what, async () => {
      await clock.pass(10)
      return holds()
    })
  }

  it('passes requests and websockets on as they are', async () => {
    const answer = await call(proxy.url, '/some?q=1', 'a body')
    expect(answer?.text).toBe('{"success":true,"url":"/some?q=1","body":"a body"}')
    const { socket, texts } = await openSocket(proxy.url)
    const long = 'x'.repeat(100_000)
    socket.send('hello')
    socket.send(long)
    await until('the echoes', () => texts.length === 2)
    expect(texts).toEqual(['hello', long])
  })

  it('keeps nothing of connections that have ended', async () => {
    await call(proxy.url)
    const { socket } = await openSocket(proxy.url)
    expect(proxy.open).toBe(1)
    socket.close()
    await until('the end of the line', () => proxy.open === 0 && target.sockets.size === 0)
  })

  it('refuses new connections and leaves those that are there', async () => {
    const { socket, texts } = await openSocket(proxy.url)
    const end = proxy.begin({ kind: 'refuse' })
    expect(await call(proxy.url)).toBeNull()
    socket.send('still here')
    await until('the echo', () => texts.length === 1)
    end()
    expect((await call(proxy.url))?.status).toBe(200)
    expect(proxy.counts().refuse).toBe(1)
  })

  it('cuts every line without a closing handshake', async () => {
    const { closedWith } = await openSocket(proxy.url)
    proxy.cut()
    await until('the end', () => closedWith() !== null && target.sockets.size === 0)
    expect(closedWith()).toBe(1006)
    expect(proxy.counts().cut).toBe(1)
  })

  it('delays what passes by the clock', async () => {
    proxy.begin({ kind: 'delay', ms: 1_000, jitterMs: 200 })
    const startedAt = clock.now()
    let answer: Answer | null = null
    void call(proxy.url).then((found) => (answer = found))
    await passUntil('the answer', () => answer !== null)
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(1_600)
  })

  it('lets only so many bytes pass in a second', async () => {
    const { socket, texts } = await openSocket(proxy.url)
    proxy.begin({ kind: 'throttle', bytesPerSecond: 1_000 })
    const startedAt = clock.now()
    socket.send('x'.repeat(2_000))
    await passUntil('the echo', () => texts.length === 1)
    expect(clock.now() - startedAt).toBeGreaterThanOrEqual(1_900)
  })

  it('freezes and thaws without losing a byte', async () => {
    const { socket, texts, closedWith } = await openSocket(proxy.url)
    const thaw = proxy.begin({ kind: 'freeze' })
    socket.send('through the ice')
    const asked = call(proxy.url)
    await until('the second line', () => proxy.open === 2)
    await clock.pass(100_000)
    expect(texts).toEqual([])
    expect(closedWith()).toBeNull()
    thaw()
    expect((await asked)?.status).toBe(200)
    await until('the echo', () => texts.length === 1)
  })

  it('does not tell the other end of a frozen line that this one has gone', async () => {
    const { socket } = await openSocket(proxy.url)
    const thaw = proxy.begin({ kind: 'freeze' })
    socket.terminate()
    await clock.pass(60_000)
    expect(target.sockets.size).toBe(1)
    thaw()
    await until('the end of the line', () => proxy.open === 0 && target.sockets.size === 0)
  })

  it('cuts in the middle of a body and in the middle of a frame', async () => {
    const { socket, texts, closedWith } = await openSocket(proxy.url)
    proxy.begin({ kind: 'truncate', chance: 1 })
    const answer = await call(proxy.url)
    expect(answer?.isWhole).toBe(false)
    socket.send('a text of some length')
    await until('the end', () => closedWith() !== null)
    expect(texts).toEqual([])
    expect(closedWith()).toBe(1006)
    expect(proxy.counts().truncate).toBe(2)
  })

  it('doubles whole frames', async () => {
    const { socket, texts } = await openSocket(proxy.url)
    proxy.begin({ kind: 'duplicate', chance: 1 })
    socket.send('one')
    socket.send('two')
    await until('the echoes', () => texts.length === 4)
    expect(texts).toEqual(['one', 'one', 'two', 'two'])
  })

  it('drops whole frames, and cuts a line that has lost some', async () => {
    const { socket, texts, closedWith } = await openSocket(proxy.url)
    const end = proxy.begin({ kind: 'drop', chance: 1 })
    socket.send('lost')
    await until('the drop', () => proxy.counts().drop === 1)
    expect(closedWith()).toBeNull()
    end()
    await until('the end', () => closedWith() !== null)
    expect(texts).toEqual([])
  })

  it('delivers what a later connection says before what an earlier one has said', async () => {
    const earlier = await openSocket(proxy.url)
    const later = await openSocket(proxy.url)
    const order: string[] = []
    for (const { socket } of [earlier, later]) {
      socket.on('message', (data: Buffer) => order.push(data.toString()))
    }
    proxy.begin({ kind: 'reorder', holdMs: 60_000 })
    earlier.socket.send('first')
    await until('the hold', () => proxy.counts().reorder === 1)
    later.socket.send('second')
    await until('both', () => order.length === 2)
    expect(order).toEqual(['second', 'first'])
  })

  it('keeps back no longer than it says when nothing overtakes', async () => {
    const { socket, texts } = await openSocket(proxy.url)
    await openSocket(proxy.url)
    proxy.begin({ kind: 'reorder', holdMs: 1_000 })
    socket.send('alone')
    await until('the hold', () => proxy.counts().reorder === 1)
    await clock.pass(999)
    expect(texts).toEqual([])
    await clock.pass(1)
    await until('the echo', () => texts.length === 1)
  })

  it.each([401, 403, 429, 500, 502] as const)(
    'answers %i without asking the target',
    async (status) => {
      const end = proxy.begin({ kind: 'status', status, chance: 1, match: 'POST /send' })
      expect((await call(proxy.url, '/send', '{}'))?.status).toBe(status)
      expect((await call(proxy.url, '/other', '{}'))?.status).toBe(200)
      end()
      expect((await call(proxy.url, '/send', '{}'))?.status).toBe(200)
      expect(target.calls).toEqual(['POST /other', 'POST /send'])
      expect(proxy.counts()[`status${status}`]).toBe(1)
    },
  )

  it('refuses a websocket with a status', async () => {
    proxy.begin({ kind: 'status', status: 502, chance: 1 })
    const socket = new WebSocket(proxy.url.replace('http', 'ws'))
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('502')
  })

  it('performs a request and answers with what is no JSON', async () => {
    proxy.begin({ kind: 'wrongJson', chance: 1 })
    const answer = await call(proxy.url)
    expect(answer).toMatchObject({ status: 200, isWhole: true })
    expect(() => JSON.parse(answer?.text ?? '{}') as unknown).toThrow()
    expect(target.calls).toEqual(['GET /'])
  })

  it('performs a request and loses its answer', async () => {
    proxy.begin({ kind: 'lostAnswer', chance: 1, match: /^POST/ })
    expect(await call(proxy.url, '/send', '{}')).toBeNull()
    expect(target.calls).toEqual(['POST /send'])
    expect((await call(proxy.url))?.status).toBe(200)
  })

  it('plays a schedule, and passes everything on afterwards', async () => {
    const { closedWith } = await openSocket(proxy.url)
    const { done } = proxy.run([
      { atMs: 1_000, kind: 'refuse', lastsMs: 2_000 },
      { atMs: 2_000, kind: 'cut', lastsMs: 0 },
      { atMs: 2_500, kind: 'refuse', lastsMs: 1_500 },
    ])
    expect((await call(proxy.url))?.status).toBe(200)
    await clock.pass(2_100)
    await until('the cut', () => closedWith() !== null)
    expect(await call(proxy.url)).toBeNull()
    await clock.pass(1_400)
    expect(await call(proxy.url)).toBeNull()
    await clock.pass(500)
    await done
    expect((await call(proxy.url))?.status).toBe(200)
  })

  it('heals at once, also in the middle of a schedule', async () => {
    const { done } = proxy.run([{ atMs: 0, kind: 'refuse', lastsMs: 60_000 }])
    await clock.pass(1)
    proxy.heal()
    await done
    expect((await call(proxy.url))?.status).toBe(200)
    expect(clock.pendingTimers).toBe(0)
  })

  it('answers that nobody is there when the target is gone', async () => {
    await target.stop()
    expect(await call(proxy.url)).toBeNull()
    await until('the end of the line', () => proxy.open === 0)
  })
})
