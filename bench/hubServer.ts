/**
 * The measured process of `hub.bench.ts`: a hub and a raw `ws` loop on one HTTP server. Told by messages of the parent what to do,
 * it answers with CPU time in microseconds, or memory in bytes. Its clock stands still until a ping is asked for.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createHub } from '../server/hub'

export interface Order {
  readonly work: 'fanOut' | 'single' | 'memory' | 'ping'
  readonly on: 'hub' | 'raw'
  /** Events per socket. */
  readonly rounds: number
}

export interface Answer {
  readonly value: number
  readonly rss: number
}

const payload = { rid: 'GENERAL', id: 'm1', text: 'x'.repeat(180), u: { id: 'u1', name: 'ann' } }
const pause = () => new Promise((resolve) => setImmediate(resolve))

const server = createServer()
const ids: string[] = []
let now = 0
let tick = (): void => undefined
const hub = createHub({
  path: '/hub',
  methods: {},
  origins: 'any',
  clock: {
    now: () => now,
    every(_intervalMs, run) {
      tick = run
      return () => undefined
    },
  },
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

/** Lets as much time pass as makes the hub ping everybody once. */
function ping(): void {
  for (let second = 0; second < 17; second += 1) {
    now += 1_000
    tick()
  }
}

/** Bytes in use when nothing is left to collect. */
async function heap(): Promise<number> {
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.()
    await pause()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function run(order: Order, round: number): void {
  if (order.work === 'ping') ping()
  else if (order.work === 'fanOut') fanOut(order.on, round)
  else single(order.on, round)
}

async function measure(order: Order): Promise<number> {
  if (order.work === 'memory') return heap()
  const before = process.cpuUsage()
  for (let round = 0; round < order.rounds; round += 1) {
    run(order, round)
    await pause()
  }
  const { user, system } = process.cpuUsage(before)
  return user + system
}

async function answer(order: Order): Promise<void> {
  const value = await measure(order)
  process.send?.({ value, rss: process.memoryUsage.rss() } satisfies Answer)
}

process.on('message', (order: Order) => {
  void answer(order)
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
