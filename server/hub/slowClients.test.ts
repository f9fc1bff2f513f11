/** Clients that take nothing, or little at a time. */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startFixture, type Fixture } from './testing/fixture'
import { createRawClients, type RawClients } from './testing/rawClients'

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

const bulk = 'x'.repeat(1_000_000)
const stuck = '- Nothing could be sent for too long.'

/** Sends to a user until his line takes no more. */
function fill(user: string, megabytes = 12): void {
  for (let count = 0; count < megabytes; count += 1) fixture.hub.user(user).send('bulk', bulk)
}

describe('a client that reads nothing', () => {
  it('is dropped when nothing has left for 10 seconds, and others do not notice', async () => {
    await start({ limits: { bufferedBytes: 100_000_000 } })
    const slow = await clients.connect('?access_token=ann')
    const quick = await clients.connect('?access_token=bob')
    slow.socket.pause()
    fill('ann')
    fixture.clock.pass(9_000)
    fixture.hub.all.send('news', 1)
    await quick.until('news')
    expect(fixture.hub.connectionCount()).toBe(2)
    await vi.waitFor(() => {
      fixture.clock.pass(1_000)
      expect(fixture.events).toContain(stuck)
    })
    expect(fixture.hub.connectionCount()).toBe(1)
    fixture.hub.all.send('later', 1)
    await quick.until('later')
    expect(quick.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('comes back, when it is the official client', async () => {
    await start({ limits: { bufferedBytes: 100_000_000 } })
    const sockets: WebSocket[] = []
    class Recorded extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args)
        sockets.push(this)
      }
    }
    const options = {
      transport: HttpTransportType.WebSockets,
      accessTokenFactory: () => 'ann',
      WebSocket: Recorded,
    }
    const connection = new HubConnectionBuilder()
      .withUrl(fixture.url, options)
      .configureLogging(LogLevel.None)
      .withAutomaticReconnect([0, 0])
      .build()
    connection.on('bulk', () => undefined)
    const back = new Promise((resolve) => connection.onreconnected(resolve))
    await connection.start()
    sockets[0]?.pause()
    fill('ann')
    await vi.waitFor(() => {
      fixture.clock.pass(1_000)
      expect(fixture.events).toContain(stuck)
    })
    sockets[0]?.resume()
    await back
    expect(await connection.invoke('whoAmI')).toBe('ann')
    await connection.stop()
  })

  it('is dropped as a listener to an event stream too', async () => {
    await start({ limits: { bufferedBytes: 100_000_000 } })
    const query = await clients.negotiate('ann')
    const { port } = new URL(fixture.url)
    tcp = connectTcp(Number(port), '127.0.0.1')
    tcp.write(`GET /hub${query} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n`)
    await once(tcp, 'data')
    tcp.pause()
    await clients.post(query, { body: '{"protocol":"json","version":1}\u001e' })
    fill('ann')
    await vi.waitFor(() => {
      fixture.clock.pass(1_000)
      expect(fixture.events).toContain(stuck)
    })
  })
})

describe('a client on a slow line', () => {
  it('is kept as long as something leaves', async () => {
    await start({ limits: { bufferedBytes: 100_000_000 } })
    const slow = await clients.connect('?access_token=ann')
    let received = 0
    slow.socket.on('message', (data: Buffer) => (received += data.length))
    slow.socket.pause()
    fill('ann', 40)
    while (received < 40 * bulk.length) {
      const before = received
      slow.socket.resume()
      await vi.waitFor(() => expect(received).toBeGreaterThan(before), { interval: 1 })
      slow.socket.pause()
      fixture.clock.pass(1_000)
    }
    expect(fixture.events).not.toContain(stuck)
  })
})
