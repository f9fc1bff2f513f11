/** What raw and hostile clients meet: times, limits, refusals, random input. */
import { once } from 'node:events'
import { request } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startFixture, type Fixture } from './testing/fixture'
import { createRawClients, end, hello, type RawClients } from './testing/rawClients'

let fixture: Fixture
let clients: RawClients

async function start(options: Parameters<typeof startFixture>[0] = {}): Promise<void> {
  fixture = await startFixture(options)
  clients = createRawClients(fixture.url)
}

afterEach(async () => {
  clients.stop()
  await fixture.stop()
})

const connect: RawClients['connect'] = (...args) => clients.connect(...args)
const post: RawClients['post'] = (...args) => clients.post(...args)

describe('negotiate', () => {
  it('§3 speaks versions 0 and 1', async () => {
    await start()
    const one = (await (await post('/negotiate?NegotiateVersion=7')).json()) as Record<
      string,
      unknown
    >
    expect(one).toMatchObject({ negotiateVersion: 1 })
    expect(one['connectionToken']).toMatch(/^[\w-]{22}$/)
    expect(one['connectionToken']).not.toBe(one['connectionId'])
    const zero = (await (await post('/negotiate')).json()) as Record<string, unknown>
    expect(zero).toMatchObject({ negotiateVersion: 0 })
    expect(zero).not.toHaveProperty('connectionToken')
    expect(await (await post('/negotiate?negotiateVersion=x')).json()).toEqual({
      error: 'The client requested a non-integer protocol version.',
    })
  })

  it('§2 answers what it does not know with the right status', async () => {
    await start()
    const get = (path: string) => fetch(fixture.url + path)
    expect((await get('/negotiate')).status).toBe(405)
    expect((await get('')).status).toBe(400)
    expect((await get('?id=x')).status).toBe(404)
    expect((await post('?id=x')).status).toBe(404)
    expect((await post('/negotiate', { body: 'x'.repeat(5000) })).status).toBe(413)
  })

  it('§3 forgets a connection that nobody attaches to', async () => {
    await start()
    const { connectionToken } = (await (await post('/negotiate?negotiateVersion=1')).json()) as {
      connectionToken: string
    }
    fixture.clock.pass(15_000)
    expect((await fetch(`${fixture.url}?id=${connectionToken}`)).status).toBe(404)
  })

  it('lets nobody use the connection of somebody else', async () => {
    await start()
    const asked = await post('/negotiate?negotiateVersion=1&access_token=ann')
    const { connectionToken } = (await asked.json()) as { connectionToken: string }
    const stolen = await fetch(`${fixture.url}?id=${connectionToken}&access_token=bob`)
    expect(stolen.status).toBe(403)
  })

  it('limits connections in all and per user', async () => {
    await start({ limits: { connections: 2, connectionsPerUser: 1 } })
    await connect('?access_token=ann')
    expect((await post('/negotiate?access_token=ann')).status).toBe(429)
    await connect('?access_token=bob')
    expect((await post('/negotiate?access_token=cyd')).status).toBe(503)
  })

  it('makes room by what nobody attached to, so that a flood locks nobody out', async () => {
    await start({ limits: { connections: 50, connectionsPerUser: 10 } })
    const negotiate = async (user: string) => {
      const asked = await post(`/negotiate?negotiateVersion=1&access_token=${user}`)
      return (await asked.json()) as { connectionToken: string }
    }
    const first = await negotiate('ann')
    for (let count = 0; count < 200; count += 1) await negotiate('ann')
    const last = await negotiate('ann')
    const get = ({ connectionToken }: typeof first) =>
      fetch(`${fixture.url}?access_token=ann&id=${connectionToken}`)
    expect((await get(first)).status).toBe(404)
    expect((await get(last)).status).toBe(200)
    await connect('?access_token=ann')
    for (let count = 0; count < 100; count += 1) await negotiate(`user${count}`)
    await connect('?access_token=bob')
  })
})

describe('origins', () => {
  it('§15 answers a preflight and refuses a foreign page everywhere', async () => {
    await start()
    const origin = (value: string) => ({ headers: { Origin: value } })
    const preflight = await fetch(`${fixture.url}/negotiate`, {
      method: 'OPTIONS',
      ...origin('https://app.example'),
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example')
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-signalr-user-agent')
    for (const path of ['/negotiate', '?id=x']) {
      expect((await post(path, origin('https://evil.example'))).status).toBe(403)
    }
    const socket = new WebSocket(fixture.url.replace('http', 'ws'), {
      origin: 'https://evil.example',
    })
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('403')
  })

  it('§13 refuses an upgrade without a valid token', async () => {
    await start()
    const socket = new WebSocket(`${fixture.url.replace('http', 'ws')}?access_token=wrong`)
    const [error] = (await once(socket, 'error')) as [Error]
    expect(error.message).toContain('401')
  })
})

describe('times', () => {
  it('§9 cancels a handshake that does not come', async () => {
    await start()
    const { records, closed } = await connect('', '')
    await vi.waitFor(() => {
      fixture.clock.pass(15_000)
      expect(records).toEqual(['{"error":"Handshake was canceled."}'])
    })
    await closed
    expect(fixture.events).toEqual([])
  })

  it('§9 pings when nothing was sent, and drops who pinged once and fell silent', async () => {
    await start()
    const { socket, records, closed } = await connect()
    socket.send(
      `{"type":6}${end}{"type":1,"target":"nothing","invocationId":"1","arguments":[]}${end}`,
    )
    await vi.waitFor(() => expect(records).toHaveLength(2))
    fixture.clock.pass(17_000)
    await vi.waitFor(() => expect(records.at(-1)).toBe('{"type":6}'))
    fixture.clock.pass(15_000)
    await closed
    expect(JSON.parse(records.at(-1) ?? '')).toMatchObject({ type: 7, allowReconnect: true })
    expect(fixture.events.at(-1)).toBe('- The client was silent for too long.')
  })

  it("§9 takes a stall of the process or a jump of its clock for nobody's silence", async () => {
    await start()
    const client = await connect()
    client.send({ type: 6 })
    await client.call('nothing')
    const query = await clients.negotiate()
    fixture.clock.jump(3_600_000)
    fixture.clock.jump(-7_200_000)
    await client.call('nothing')
    expect((await clients.get(query)).status).toBe(200)
  })

  it('§9 leaves a client alone that never pinged', async () => {
    await start()
    await connect()
    fixture.clock.pass(120_000)
    expect(fixture.hub.connectionCount()).toBe(1)
  })

  it('§8.9 gives up on a client that does not answer', async () => {
    await start({ onConnected: () => undefined })
    const { socket, records } = await connect('?access_token=ann')
    socket.send(`{"type":1,"target":"askBack","invocationId":"1","arguments":["x"]}${end}`)
    await vi.waitFor(() => expect(records.at(-1)).toContain('"invocationId":"s1"'))
    fixture.clock.pass(30_000)
    await vi.waitFor(() => expect(records.at(-1)).toContain('unexpected error'))
  })
})

describe('limits', () => {
  it('§5 refuses another protocol or version', async () => {
    await start()
    const xml = await connect('', `{"protocol":"xml","version":1}${end}`)
    expect(xml.records).toEqual([`{"error":"The protocol 'xml' is not supported."}`])
    const nine = await connect('', `{"protocol":"JSON","version":9}${end}`)
    expect(nine.records[0]).toContain('does not support version 9')
    await Promise.all([xml.closed, nine.closed])
  })

  it('§16 closes on a record over the limit', async () => {
    await start({ limits: { messageBytes: 100 }, detailedErrors: true })
    const { socket, records, closed } = await connect()
    socket.send('x'.repeat(200))
    await closed
    expect(JSON.parse(records.at(-1) ?? '')).toMatchObject({ type: 7, allowReconnect: true })
    expect(records.at(-1)).toContain('maximum message size of 100B was exceeded')
  })

  it('drops a slow reader, and others do not notice', async () => {
    await start()
    const slow = await connect()
    const quick = await connect()
    await vi.waitFor(() => expect(fixture.hub.connectionCount()).toBe(2))
    slow.socket.pause()
    const text = 'x'.repeat(100_000)
    let sent = 0
    while (fixture.hub.connectionCount() === 2 && sent < 1_000) {
      fixture.hub.all.send('bulk', text)
      sent += 1
      await vi.waitFor(() => expect(quick.records).toHaveLength(1 + sent), { interval: 1 })
    }
    expect(fixture.events.at(-1)).toBe('- The client reads too slowly.')
    expect(quick.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('refuses more calls than may be pending', async () => {
    await start({ limits: { pendingInvocations: 2 } })
    const { socket, records } = await connect()
    const call = (id: number) =>
      `{"type":4,"target":"endless","invocationId":"${id}","arguments":[]}${end}`
    socket.send(call(1) + call(1) + call(2) + call(3))
    await vi.waitFor(() => {
      expect(records.join()).toContain("Invocation ID '1' is already in use.")
      expect(records.join()).toContain('Too many invocations are pending.')
    })
  })
})

/** A small generator of chance with a seed (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function noise(random: (below: number) => number): Buffer {
  if (random(3) === 0) return Buffer.from(Array.from({ length: random(300) }, () => random(256)))
  const values = [null, '1', 1, [], {}, [['a']], 'echo', 'letters', '__proto__', -1, ['1', '1']]
  const keys = ['invocationId', 'target', 'arguments', 'streamIds', 'item', 'result', 'error']
  const record: Record<string, unknown> = { type: random(10) }
  for (const key of keys) if (random(3) > 0) record[key] = values[random(values.length)]
  return Buffer.from(JSON.stringify(record) + (random(8) === 0 ? '' : end))
}

describe('random input', () => {
  it.each([1, 2, 3, 4])('seed %i never stops the hub', async (seed) => {
    await start()
    const random = createRandom(seed)
    for (let round = 0; round < 40; round += 1) {
      const { socket } = await connect('', random(5) === 0 ? '' : hello)
      for (let count = random(20); count > 0; count -= 1) socket.send(noise(random))
      if (random(2) === 0) socket.terminate()
      const asked = await post('/negotiate?negotiateVersion=1')
      const { connectionToken } = (await asked.json()) as { connectionToken: string }
      await fetch(`${fixture.url}?id=${connectionToken}`)
      await post(`?id=${connectionToken}`, { body: hello })
      await post(`?id=${connectionToken}`, { body: noise(random).toString('latin1') })
      await post(`/negotiate?${encodeURIComponent(noise(random).toString('latin1'))}`)
    }
    const client = await connect('?access_token=ann')
    client.socket.send(`{"type":1,"target":"whoAmI","invocationId":"1","arguments":[]}${end}`)
    await vi.waitFor(() => expect(client.records.join()).toContain('"result":"ann"'))
  })

  it('survives a body that breaks off', async () => {
    await start()
    const broken = request(`${fixture.url}/negotiate`, {
      method: 'POST',
      headers: { 'Content-Length': '100' },
    })
    broken.on('error', () => undefined)
    broken.write('x')
    await once(broken, 'socket')
    broken.destroy()
    expect((await post('/negotiate')).status).toBe(200)
  })
})
