/** A world of its own for each schedule: sandbox, fault proxies, and by the second way a relay; all in this process. */
import axios from 'axios'
import { newMessageId } from '../../../src/platform/messageId'
import type { ChatTransport, Clock, Random } from '../../../src/ports'
import { hostAt } from '../../../src/testing/relayBackend'
import { memoryKeeper, nodeDeps, type Sandbox } from '../../../src/testing/sandboxBackend'
import { seededRandom } from '../../../src/testing/seededRandom'
import { createBackend, type BackendDeps } from '../../../src/transports/createBackend'
import { createDirectTransports, serverAddress } from '../../../src/transports/rocketchat/direct'
import type { HeartbeatTimes } from '../../../src/transports/rocketchat/heartbeat'
import { hostToken, startTestRelay, untilReady } from '../../relay/testing/host'
import { startSandbox } from '../../sandbox/index'
import { startFaultProxy, type FaultProxy } from '../faultProxy/index'
import type { FaultClient } from './client'
import { createScaledClock } from './scaledClock'
import { createSessionClient } from './sessionClient'

export type Way = 'direct' | 'relay'

export interface Setting {
  readonly way: Way
  readonly sandbox: Sandbox
  readonly clock: Clock
  readonly channelIds: readonly string[]
  channelIdsOf(userName: string): readonly string[]
  readonly clients: readonly FaultClient[]
  /** One before each client; by the relay one more, between it and the sandbox. */
  readonly proxies: readonly FaultProxy[]
  /** Times, by the clock, from the loss of a line to online. */
  readonly backMs: number[]
  /** A client without faults, that knows nothing yet. */
  freshClient(userName: string): Promise<FaultClient>
  stop(): Promise<void>
}

export const userNames = ['ann', 'bob', 'cid'] as const
const tabs = [1, 2]
/** Schedule time runs this much faster than the machine's. */
export const factor = 15
const tokenSecret = 'the token secret'
const heartbeat: HeartbeatTimes = { askAfterMs: 8_000, giveUpAfterMs: 6_000, checkMs: 4_000 }
const sandboxPingMs = 1_000
const dayS = 86_400
/** Of the full jitter only the lower part, so that a compressed schedule has many connections. */
const shortWaits = 0.3

/** Starts everything; the clients have not started yet. */
export async function startSetting(way: Way, seed: number): Promise<Setting> {
  const clock = createScaledClock(factor)
  const stops: (() => Promise<void>)[] = []
  const sandbox = await startSandbox({
    seed: 'empty',
    tokenSecret,
    now: clock.now,
    pingMs: sandboxPingMs,
    pongMs: sandboxPingMs,
  })
  stops.push(() => sandbox.stop())
  const channelIds = furnish(sandbox)
  const proxies: FaultProxy[] = []
  const backMs: number[] = []

  async function proxyBefore(target: string): Promise<FaultProxy> {
    const random = seededRandom(seed * 31 + proxies.length)
    const proxy = await startFaultProxy({ target, random, clock })
    proxies.push(proxy)
    stops.push(() => proxy.stop())
    return proxy
  }

  async function startRelay(): Promise<string> {
    const upstream = await proxyBefore(sandbox.url)
    const random = shortened(seededRandom(seed))
    const relay = await startTestRelay(upstream.url, { logLevel: 'info' }, { clock, random })
    stops.push(() => relay.stop())
    await untilReady(relay)
    return relay.url
  }

  const target = way === 'direct' ? sandbox.url : await startRelay()
  const signIn = way === 'direct' ? signInDirectly(sandbox.url, clock) : signInByHost(clock)

  function clientAt(url: string, userName: string, tab: string): FaultClient {
    const name = `${userName}/${tab}`
    return createSessionClient({
      name,
      userName,
      clock,
      random: shortened(seededRandom(seed + name.length)),
      newMessageId,
      signIn: () => signIn(url, userName),
      onBack: (tookMs) => backMs.push(tookMs),
    })
  }

  const clients: FaultClient[] = []
  for (const userName of userNames) {
    for (const tab of tabs) {
      const proxy = await proxyBefore(target)
      clients.push(clientAt(proxy.url, userName, String(tab)))
    }
  }
  stops.push(async () => {
    await Promise.all(clients.map((client) => client.stop()))
  })

  return {
    way,
    sandbox,
    clock,
    channelIds,
    channelIdsOf: (userName) =>
      sandbox.control
        .world()
        .subscriptions.filter(({ rid, u }) => channelIds.includes(rid) && u.username === userName)
        .map(({ rid }) => rid),
    clients,
    proxies,
    backMs,
    async freshClient(userName) {
      const client = clientAt(target, userName, 'fresh')
      stops.push(() => client.stop())
      await client.start()
      return client
    },
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop()
    },
  }
}

/** Three users, two channels that all share, and two direct ones. Returns the channels' ids. */
function furnish({ control }: Sandbox): readonly string[] {
  for (const username of userNames) {
    control.addUser({ username, password: username, name: `${username} of Parley` })
  }
  const members = [...userNames]
  const rooms = [
    control.createRoom({ name: 'shared', members }),
    control.createRoom({ name: 'team', type: 'p', members }),
    control.createDirect(['ann', 'bob']),
    control.createDirect(['bob', 'cid']),
  ]
  return rooms.map(({ _id }) => _id)
}

type SignIn = (url: string, userName: string) => Promise<() => ChatTransport>

function signInDirectly(sandboxUrl: string, clock: Clock): SignIn {
  return async (url, userName) => {
    const answer = await axios.post<{ data: { userId: string; authToken: string } }>(
      `${sandboxUrl}/api/v1/login`,
      { user: userName, password: userName },
    )
    const { userId, authToken: token } = answer.data.data
    const deps = scaledDeps(clock)
    const address = serverAddress(url)
    return createDirectTransports(
      { ...deps, address, http: deps.createHttp(url), heartbeat },
      { userId, token },
    )
  }
}

function signInByHost(clock: Clock): SignIn {
  return async (url, userName) => {
    const token = await hostToken(userName, {
      claims: { name: `${userName} of Parley` },
      expiresIn: dayS,
    })
    const backend = await createBackend(
      { kind: 'signalr', host: hostAt(url, { hub: { transports: ['WebSockets'] } }) },
      scaledDeps(clock),
    )
    return backend.transportsFor({ userId: `host-${userName}`, token }, memoryKeeper())
  }
}

/** The time-outs of requests pass as fast as everything else. */
function scaledDeps(clock: Clock): BackendDeps {
  return {
    ...nodeDeps(),
    clock,
    createHttp(baseURL) {
      const http = axios.create({ baseURL, responseType: 'json', proxy: false })
      http.interceptors.request.use((config) => ({
        ...config,
        timeout: (config.timeout ?? 0) / factor,
      }))
      return http
    },
  }
}

function shortened(random: Random): Random {
  return () => random() * shortWaits
}
