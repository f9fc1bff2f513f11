/**
 * What the relay adds: `npm run bench:relay`. Sandbox, relay and clients are processes of their own. Each message is received
 * directly and through the relay by two clients in one process; the difference of the two arrivals is what the relay added. Then
 * the CPU time of the relay for each event that it delivers to many users.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Channel, ChatError, ServerEvent } from '../src/domain'
import type { ChatTransport, Credentials } from '../src/ports'
import { hostToken } from '../server/relay/testing/host'
import { hostAt } from '../src/testing/relayBackend'
import { memoryKeeper, nodeDeps } from '../src/testing/sandboxBackend'
import { createBackend } from '../src/transports/createBackend'

const messageCount = 2_000
const warmUp = 200
const audience = 50
const fanOutCount = 500

interface Part {
  readonly url: string
  usage(): Promise<{ readonly cpuMs: number; readonly memory: NodeJS.MemoryUsage }>
  stop(): void
}

async function startPart(...args: readonly string[]): Promise<Part> {
  const child: ChildProcess = fork(fileURLToPath(new URL('parts.ts', import.meta.url)), args, {
    execArgv: [...process.execArgv, '--expose-gc'],
    env: { ...process.env, PARLEY_BENCH_USERS: String(audience) },
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    async usage() {
      const answer = once(child, 'message')
      child.send('usage')
      return ((await answer) as [Awaited<ReturnType<Part['usage']>>])[0]
    },
    stop: () => child.disconnect(),
  }
}

/** Tells when the message of an id arrives. */
interface Receiver {
  readonly transport: ChatTransport
  arrival(id: string): Promise<number>
}

async function receiverOf(transport: ChatTransport): Promise<Receiver & { channel: Channel }> {
  const arrived = new Map<string, number>()
  const waiting = new Map<string, (at: number) => void>()
  const onEvent = (event: ServerEvent): void => {
    if (event.type !== 'messageUpserted' || arrived.has(event.message.id)) return
    const at = performance.now()
    arrived.set(event.message.id, at)
    waiting.get(event.message.id)?.(at)
  }
  const onLost = (error: ChatError): void => {
    throw error
  }
  await transport.open({ onEvent, onLost }, () => undefined)
  const { channels } = await transport.fetchChannels(null)
  const [channel] = channels
  if (channel === undefined) throw new Error('no channel')
  await transport.watchChannel(channel)
  return {
    transport,
    channel,
    arrival: (id) =>
      new Promise((resolve) => {
        const at = arrived.get(id)
        if (at === undefined) waiting.set(id, resolve)
        else resolve(at)
      }),
  }
}

function quantile(sorted: readonly number[], share: number): string {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return `${value.toFixed(2)} ms`
}

function print(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const shares = [0.5, 0.95, 0.99, 1].map((share) => quantile(sorted, share))
  console.log(
    `${name.padEnd(26)} p50 ${shares[0]}, p95 ${shares[1]}, p99 ${shares[2]}, slowest ${shares[3]}`,
  )
}

const sandbox = await startPart('sandbox')
const relay = await startPart('relay', sandbox.url)
while ((await fetch(`${relay.url}/readyz`)).status !== 200);

const direct = await createBackend(
  { kind: 'rocketchat', url: sandbox.url, webSocketUrl: null, exchangeUrl: null },
  nodeDeps(),
)
const relayed = await createBackend({ kind: 'signalr', host: hostAt(relay.url) }, nodeDeps())

async function directTransport(user: string): Promise<ChatTransport> {
  const credentials = await direct.accounts.signIn({ user, password: user })
  return direct.transportsFor(credentials, memoryKeeper())()
}
async function relayedTransport(user: string): Promise<ChatTransport> {
  const credentials: Credentials = { userId: user, token: await hostToken(user) }
  return relayed.transportsFor(credentials, memoryKeeper())()
}

const sender = await receiverOf(await directTransport('sender'))
const near = await receiverOf(await directTransport('user-0'))
const far = await receiverOf(await relayedTransport('user-1'))

async function send(id: string): Promise<void> {
  await sender.transport.send({ id: id as never, channelId: sender.channel.id, text: id })
}

const times = { direct: [] as number[], relay: [] as number[], added: [] as number[] }
for (let index = -warmUp; index < messageCount; index += 1) {
  const id = `m${index}`
  const startedAt = performance.now()
  const [nearAt, farAt] = await Promise.all([near.arrival(id), far.arrival(id), send(id)])
  if (index < 0) continue
  times.direct.push(nearAt - startedAt)
  times.relay.push(farAt - startedAt)
  times.added.push(farAt - nearAt)
}
console.log(
  `${messageCount} messages one after the other, from sending to the event in the client:`,
)
print('  direct', times.direct)
print('  through the relay', times.relay)
print('  added by the relay', times.added)

const before = await relay.usage()
const all = [far]
for (let index = 2; index < audience; index += 1) {
  all.push(await receiverOf(await relayedTransport(`user-${index}`)))
}
const connected = await relay.usage()
const users = all.length - 1
console.log(
  `${users} more users with upstream and client each: ` +
    `${((connected.memory.heapUsed - before.memory.heapUsed) / 1024 / users).toFixed(0)} KiB heap, ` +
    `${((connected.memory.rss - before.memory.rss) / 1024 / users).toFixed(0)} KiB RSS a user`,
)
for (let index = 0; index < fanOutCount; index += 1) {
  const id = `f${index}`
  await Promise.all([...all.map((one) => one.arrival(id)), send(id)])
}
const after = await relay.usage()
const delivered = fanOutCount * all.length
console.log(
  `${fanOutCount} messages to ${all.length} users: ${(((after.cpuMs - connected.cpuMs) * 1_000) / delivered).toFixed(0)} µs ` +
    'of relay CPU for each message delivered (with its channel and subscription events)',
)
for (const one of [sender, near, ...all]) one.transport.close()
relay.stop()
sandbox.stop()
