/** Clients that want to hurt others, or the process. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HubError, method, streamMethod, type HubMethods } from '.'
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

const raw = (args: readonly unknown[]) => args

function createGate() {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open: () => open() }
}

describe('records', () => {
  it('§1 may be cut at every byte, also within characters', async () => {
    await start()
    const client = await clients.connect('', '')
    const text = 'aü€😀\u2028'
    const records = [
      { protocol: 'json', version: 1 },
      { type: 1, target: 'echo', invocationId: '1', arguments: [text] },
    ]
    const bytes = Buffer.from(records.map((record) => JSON.stringify(record) + end).join(''))
    for (const byte of bytes) client.socket.send(Buffer.from([byte]))
    expect(JSON.parse(await client.until('"type":3'))).toMatchObject({ result: text })
  })

  it('pollute no prototype, and inherit nothing', async () => {
    await start()
    const client = await clients.connect()
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    client.socket.send(
      `{"type":1,"target":"echo","invocationId":"1","arguments":[${evil}],"__proto__":{"polluted":1}}${end}`,
    )
    await client.until('"type":3')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(await client.call(name)).toMatchObject({ error: `Unknown hub method '${name}'` })
      await client.call('join', name)
      fixture.hub.group(name).send('news', name)
      await client.until(`"arguments":["${name}"]`)
      fixture.hub.user(name).send('news')
      expect(fixture.hub.connection(name)).toBeUndefined()
    }
    client.socket.send(`{"__proto__":{"type":6}}${end}`)
    await client.closed
  })

  it.each([15_000, 16_000])('may be %i arrays deep', async (depth) => {
    await start()
    const client = await clients.connect()
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    client.socket.send(`{"type":1,"target":"echo","invocationId":"1","arguments":[${deep}]}${end}`)
    await client.until('"invocationId":"1"')
    expect(await client.call('echo', 1)).toMatchObject({ result: 1 })
  })

  it('of one client cannot keep the process from others', async () => {
    await start()
    const busy = await clients.connect()
    const other = await clients.connect()
    busy.socket.send(`{"type":6}${end}`.repeat(11_000))
    await busy.call('echo', 1)
    let isAnswered = false
    const late = busy.call('echo', 2).then(() => (isAnswered = true))
    fixture.clock.pass(5_000)
    await other.call('echo', 1)
    await other.call('echo', 2)
    expect(isAnswered).toBe(false)
    fixture.clock.pass(10_000)
    await late
    expect(fixture.hub.connectionCount()).toBe(2)
  })

  it('of control frames are limited too', async () => {
    await start()
    const busy = await clients.connect()
    for (let count = 0; count < 1_500; count += 1) busy.socket.pong()
    const other = await clients.connect()
    await other.call('echo', 1)
    let isAnswered = false
    const late = busy.call('echo', 2).then(() => (isAnswered = true))
    await other.call('echo', 1)
    expect(isAnswered).toBe(false)
    fixture.clock.pass(5_000)
    await late
  })
})

describe('names', () => {
  it('of the client neither fill the log nor the answers', async () => {
    const lines: string[] = []
    await start({ log: (level, text) => lines.push(`${level} ${text}`) })
    const client = await clients.connect()
    const name = `a\nwarn forged\u2028${'x'.repeat(20_000)}`
    const answer = (await client.call(name)) as { error: string }
    expect(answer.error.length).toBeLessThan(200)
    client.send({ type: 1, target: name, arguments: [] })
    await client.call('echo', 1)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/^debug Unknown hub method '[^\n\u2028]{1,110}'$/)
  })
})

describe('ends', () => {
  it('in the middle of sending to many are told when all have got it', async () => {
    await start({
      limits: { bufferedBytes: 1_000 },
      onDisconnected: () => fixture.hub.all.send('left'),
    })
    const slow = []
    for (let count = 0; count < 5; count += 1) slow.push(await clients.connect('?access_token=ann'))
    const quick = await clients.connect('?access_token=bob')
    for (const { socket } of slow) socket.pause()
    for (let count = 0; count < 12; count += 1) {
      fixture.hub.user('ann').send('bulk', 'x'.repeat(1_000_000))
    }
    fixture.hub.all.send('news', 1)
    expect(fixture.hub.connectionCount()).toBe(1)
    await quick.until('left')
    const targets = quick.records.slice(1).map((record) => JSON.parse(record) as object)
    expect(targets[0]).toMatchObject({ target: 'news' })
  })

  it('§9 are found although a stream runs', async () => {
    await start()
    const client = await clients.connect()
    client.send({ type: 6 }, { type: 4, target: 'endless', invocationId: '1', arguments: [] })
    await client.until('"type":2')
    fixture.clock.pass(32_000)
    await client.closed
    expect(fixture.events.at(-1)).toBe('- The client was silent for too long.')
  })

  it('of a stream that cannot be written let it clean up', async () => {
    let isClean = false
    async function* items() {
      try {
        yield await Promise.resolve(1n)
      } finally {
        isClean = true
      }
    }
    await start({ methods: { items: streamMethod({ decode: raw, run: items }) } })
    const client = await clients.connect()
    client.send({ type: 4, target: 'items', invocationId: '1', arguments: [] })
    expect(await client.until('"type":3')).toContain('while streaming results')
    await vi.waitFor(() => expect(isClean).toBe(true))
  })
})

describe('a stream', () => {
  it('that waits for nothing does not keep the process to itself, and can be cancelled', async () => {
    let isOver = false
    let produced = 0
    async function* numbers() {
      try {
        for (;;) yield (produced += 1)
      } finally {
        await Promise.resolve()
        isOver = true
      }
    }
    await start({
      methods: {
        numbers: streamMethod({ decode: raw, run: numbers }),
        echo: method({ decode: raw, run: (args) => args[0] }),
      },
    })
    const other = await clients.connect()
    const client = await clients.connect()
    client.send({ type: 4, target: 'numbers', invocationId: '1', arguments: [] })
    await client.until('"type":2')
    expect(await other.call('echo', 1)).toMatchObject({ result: 1 })
    expect(produced).toBeLessThan(10_000)
    client.send({ type: 5, invocationId: '1' })
    await client.until('"type":3')
    expect(isOver).toBe(true)
  })
})

describe('an onConnected that takes its time', () => {
  it('may ask the client, whose calls wait and are lost no more than its uploads', async () => {
    const gate = createGate()
    const answers: unknown[] = []
    await start({
      async onConnected(connection) {
        answers.push(await connection.invoke('question'))
        await gate.opened
      },
    })
    const client = await clients.connect()
    await client.until('question')
    client.send({ type: 3, invocationId: 's1', result: 42 }, { type: 6 })
    client.send(
      ...Array.from({ length: 60 }, (_, index) => ({
        type: 1,
        target: 'echo',
        invocationId: `e${index}`,
        arguments: [index],
      })),
      { type: 1, target: 'concat', invocationId: 'u', arguments: [], streamIds: ['1'] },
      { type: 2, invocationId: '1', item: 'up' },
      { type: 3, invocationId: '1' },
    )
    await vi.waitFor(() => expect(answers).toEqual([42]))
    expect(client.records.filter((record) => record.includes('"type":3'))).toEqual([])
    gate.open()
    expect(await client.until('"invocationId":"u"')).toContain('"up"')
    await client.until('"invocationId":"e59"')
    const ids = client.records.flatMap((record) => /"(e\d+)"/.exec(record)?.[1] ?? [])
    expect(ids).toEqual(Array.from({ length: 60 }, (_, index) => `e${index}`))
  })

  it('ends when the client goes', async () => {
    await start({ onConnected: () => new Promise(() => undefined) })
    const client = await clients.connect()
    client.send({ type: 7 })
    await client.closed
    expect(fixture.hub.connectionCount()).toBe(0)
  })
})

describe('uploads', () => {
  it('§8.7 that are not taken stop the reading of the client, and lose nothing', async () => {
    const gate = createGate()
    const methods: HubMethods<string> = {
      sum: method({
        decode: raw,
        uploads: 1,
        async run(_, { uploads }) {
          await gate.opened
          let sum = 0
          for await (const item of uploads[0] ?? []) {
            if (typeof item !== 'string') throw new HubError('no text')
            sum += item.length
          }
          return sum
        },
      }),
      echo: method({ decode: raw, run: (args) => args[0] }),
    }
    await start({ methods, limits: { recordsPerSecond: 1e9 } })
    const client = await clients.connect()
    client.send({ type: 1, target: 'sum', invocationId: 'u', arguments: [], streamIds: ['1'] })
    const item = 'x'.repeat(30_000)
    for (let count = 0; count < 700; count += 1) client.send({ type: 2, invocationId: '1', item })
    client.send({ type: 3, invocationId: '1' })
    const other = await clients.connect()
    for (let turn = 0; turn < 20; turn += 1) await other.call('echo', turn)
    // More than the kernel takes: the hub does not read.
    expect(client.socket.bufferedAmount).toBeGreaterThan(0)
    gate.open()
    expect(await client.until('"invocationId":"u"')).toContain(`"result":${700 * item.length}`)
  })
})

describe('long polls', () => {
  it('§14 end empty when time is up, with 204 when another takes their place or all is over', async () => {
    await start()
    const query = await clients.negotiate()
    await clients.get(query)
    await clients.post(query, { body: hello })
    expect(await (await clients.get(query)).text()).toBe(`{}${end}`)
    const first = clients.get(query)
    let isOver = false
    void first.then(() => (isOver = true))
    await vi.waitFor(
      () => {
        fixture.clock.pass(1_000)
        expect(isOver).toBe(true)
      },
      { interval: 5, timeout: 5_000 },
    )
    expect((await first).status).toBe(200)
    expect(await (await first).text()).toBe('')
    const second = clients.get(query)
    const third = clients.get(query)
    const replaced = await Promise.race([second, third])
    expect(replaced.status).toBe(204)
    fixture.hub.all.send('news', 1)
    const texts = await Promise.all([second, third].map(async (poll) => (await poll).text()))
    expect(texts.join('')).toContain('news')
    const last = clients.get(query)
    await fetch(fixture.url + query, { method: 'DELETE' })
    expect((await last).status).toBe(204)
    expect((await clients.get(query)).status).toBe(204)
    fixture.clock.pass(20_000)
    expect((await clients.get(query)).status).toBe(404)
  })

  it('§9 that do not come end the connection', async () => {
    await start()
    const query = await clients.negotiate()
    await clients.get(query)
    await clients.post(query, { body: hello })
    await vi.waitFor(() => expect(fixture.hub.connectionCount()).toBe(1))
    await vi.waitFor(() => {
      fixture.clock.pass(5_000)
      expect(fixture.hub.connectionCount()).toBe(0)
    })
  })
})
