/**
 * What the hub costs on top of `ws`: `npm run bench:hub`. Server CPU time per delivered event against a raw `ws` loop, 1,000 sockets
 * each; memory per idle connection; 5,000 connections at once. Servers are processes of their own, and hub and raw loop take turns in
 * the same process, so that what else runs on the machine hurts both.
 */
import type { Order } from './hubServer'
import { startHubServer, type HubServer } from './hubClient'

const socketCount = 1_000
const rounds = 30
const pairs = 31
const idleCount = 5_000
const samples = 3

type On = Order['on']

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.round((sorted.length - 1) * share)] ?? NaN
}

const median = (values: readonly number[]) => quantile(values, 0.5)

const spread = (values: readonly number[], digits: number) =>
  `${median(values).toFixed(digits)} [${quantile(values, 0.25).toFixed(digits)} to ${quantile(values, 0.75).toFixed(digits)}]`

/** Microseconds of server CPU per delivered event. */
async function cost(server: HubServer, work: 'fanOut' | 'single', on: On): Promise<number> {
  const expected = server.received() + rounds * socketCount
  const spent = await server.ask({ work, on, rounds })
  await server.untilReceived(expected)
  return spent / (rounds * socketCount)
}

async function compare(
  server: HubServer,
  work: 'fanOut' | 'single',
  name: string,
  goal: number,
): Promise<void> {
  const costs: Record<On, number[]> = { raw: [], hub: [] }
  const ratios: number[] = []
  for (let pair = -3; pair < pairs; pair += 1) {
    const order: readonly On[] = pair % 2 === 0 ? ['raw', 'hub'] : ['hub', 'raw']
    const spent = { raw: 0, hub: 0 }
    for (const on of order) spent[on] = await cost(server, work, on)
    if (pair < 0) continue
    for (const on of order) costs[on].push(spent[on])
    ratios.push(spent.hub / spent.raw)
  }
  console.log(
    `${name}: hub ${spread(costs.hub, 2)} µs, raw ws ${spread(costs.raw, 2)} µs per event; ` +
      `ratio ${spread(ratios, 2)} (goal ≤ ${goal})`,
  )
}

/** KiB of one idle connection, in a process that has no others. */
async function idleCost(on: On): Promise<{ heap: number; rss: number }> {
  const server = await startHubServer()
  // What the first connections load and compile is not theirs.
  await server.connect(`/${on}`, 200)
  const order: Order = { work: 'memory', on, rounds: 0 }
  const [heapBefore, rssBefore] = [await server.ask(order), server.rss()]
  await server.connect(`/${on}`, idleCount)
  const [heap, rss] = [await server.ask(order), server.rss()]
  server.stop()
  const each = (bytes: number) => bytes / idleCount / 1_024
  return { heap: each(heap - heapBefore), rss: each(rss - rssBefore) }
}

async function compareMemory(): Promise<void> {
  for (const on of ['raw', 'hub'] as const) {
    const found = []
    for (let sample = 0; sample < samples; sample += 1) found.push(await idleCost(on))
    const heap = found.map((value) => value.heap)
    const rss = found.map((value) => value.rss)
    console.log(
      `${idleCount} idle connections, ${on}: heap ${spread(heap, 1)} KiB, RSS ${spread(rss, 1)} KiB each`,
    )
  }
}

async function reachAll(): Promise<void> {
  const server = await startHubServer()
  await server.connect('/hub', idleCount)
  const spent: number[] = []
  for (const work of ['ping', 'fanOut'] as const) {
    const expected = server.received() + idleCount
    spent.push((await server.ask({ work, on: 'hub', rounds: 1 })) / 1_000)
    await server.untilReceived(expected)
  }
  console.log(
    `${idleCount} connections at once: a ping reached all (${spent[0]?.toFixed(0)} ms of CPU), ` +
      `a broadcast reached all (${spent[1]?.toFixed(0)} ms)`,
  )
  server.stop()
}

const server = await startHubServer()
await server.connect('/raw', socketCount)
await server.connect('/hub', socketCount)
await compare(server, 'fanOut', 'fan-out to 1,000 sockets', 1.15)
await compare(server, 'single', 'one event per socket, 1,000 sockets', 1.25)
server.stop()
await compareMemory()
await reachAll()
process.exit()
