/**
 * The measured process of `hub.bench.ts`: a hub and a raw `ws` loop on one HTTP server. Told by messages of the parent what to do,
 * it answers with CPU time in microseconds, or memory in bytes.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createHub } from '../server/hub'

export interface Order {
  readonly work: 'fanOut' | 'single' | 'memory'
  readonly on: 'hub' | 'raw'
  /** Events per socket. */
  readonly rounds: number
}

const payload = { rid: 'GENERAL', id: 'm1', text: 'x'.repeat(180), u: { id: 'u1', name: 'ann' } }
const pause = () => new Promise((resolve) => setImmediate(resolve))

const server = createServer()
const ids: string[] = []
const hub = createHub({
  path: '/hub',
  methods: {},
  origins: 'any',
  authenticate: () => Promise.resolve({ id: null, principal: null }),
  onConnected: (connection) => ids.push(connection.id),
})
const raw = new WebSocketServer({ noServer: true, perMessageDeflate: false })
server.on('upgrade', (request, socket, head) => {
  if (hub.handleUpgrade(request, socket, head)) return
  raw.handleUpgrade(request, socket, head, () => undefined)
})

const encode = (round: number) =>
  JSON.stringify({ type: 1, target: 'message', arguments: [{ ...payload, round }] }) + '\u001e'

function fanOut(on: Order['on'], round: number): void {
  if (on === 'hub') {
    hub.all.send('message', { ...payload, round })
    return
  }
  const bytes = Buffer.from(encode(round))
  for (const socket of raw.clients) socket.send(bytes, { binary: false })
}

function single(on: Order['on'], round: number): void {
  if (on === 'hub') for (const id of ids) hub.connection(id)?.send('message', { ...payload, round })
  else for (const socket of raw.clients) socket.send(encode(round))
}

async function measure({ work, on, rounds }: Order): Promise<number> {
  if (work === 'memory') {
    globalThis.gc?.()
    return process.memoryUsage().rss
  }
  const before = process.cpuUsage()
  for (let round = 0; round < rounds; round += 1) {
    if (work === 'fanOut') fanOut(on, round)
    else single(on, round)
    await pause()
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

process.on('message', (order: Order) => {
  void measure(order).then((value) => process.send?.(value))
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
