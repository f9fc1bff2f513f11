/**
 * What the hub costs on top of `ws`: `npm run bench:hub`. Server CPU per delivered event against a raw loop in the same
 * run, alternating, for 1,000 sockets each; memory per idle connection; 5,000 connections. The server has its own process.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { Order } from './hubServer'

const socketCount = 1_000
const rounds = 60
const pairs = 7

const child = fork(fileURLToPath(new URL('hubServer.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx', '--expose-gc'],
})
const [port] = (await once(child, 'message')) as [number]

async function ask(order: Order): Promise<number> {
  child.send(order)
  const [value] = (await once(child, 'message')) as [number]
  return value
}

let received = 0

function connect(path: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      if (path === '/hub') socket.send('{"protocol":"json","version":1}\u001e')
      else resolve(socket)
    })
    if (path === '/hub') {
      socket.once('message', () => {
        resolve(socket)
        socket.on('message', () => (received += 1))
      })
    } else socket.on('message', () => (received += 1))
  })
}

async function connectMany(path: string, count: number): Promise<readonly WebSocket[]> {
  const sockets: WebSocket[] = []
  while (sockets.length < count) {
    const size = Math.min(100, count - sockets.length)
    sockets.push(...(await Promise.all(Array.from({ length: size }, () => connect(path)))))
  }
  return sockets
}

/** Microseconds of server CPU per delivered event. */
async function cost(work: 'fanOut' | 'single', on: Order['on']): Promise<number> {
  received = 0
  const spent = await ask({ work, on, rounds })
  while (received < rounds * socketCount) await new Promise((resolve) => setTimeout(resolve, 5))
  return spent / (rounds * socketCount)
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN

async function compare(work: 'fanOut' | 'single', name: string, goal: number): Promise<void> {
  await cost(work, 'raw')
  await cost(work, 'hub')
  const costs: Record<Order['on'], number[]> = { raw: [], hub: [] }
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['raw', 'hub'] as const) : (['hub', 'raw'] as const)
    for (const on of order) costs[on].push(await cost(work, on))
  }
  const [raw, hub] = [median(costs.raw), median(costs.hub)]
  console.log(
    `${name}: hub ${hub.toFixed(2)} µs, raw ws ${raw.toFixed(2)} µs per event, ` +
      `${(hub / raw).toFixed(2)} × (goal ≤ ${goal} ×)`,
  )
}

async function memory(path: string, on: Order['on'], count: number): Promise<void> {
  const order: Order = { work: 'memory', on, rounds: 0 }
  const before = await ask(order)
  await connectMany(path, count)
  const perConnection = ((await ask(order)) - before) / count / 1024
  console.log(`${count} idle connections (${on}): ${perConnection.toFixed(1)} KiB each`)
}

await connectMany('/raw', socketCount)
await connectMany('/hub', socketCount)
await compare('fanOut', 'fan-out to 1,000 sockets', 1.15)
await compare('single', 'one event per socket, 1,000 sockets', 1.25)
await memory('/raw', 'raw', 2_000)
await memory('/hub', 'hub', 4_000)
console.log(`hub connections in all: ${socketCount + 4_000}`)
process.exit()
