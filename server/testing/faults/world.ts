/** A world of its own for each schedule: sandbox, fault proxies, and by the second way a relay; all in this process. */
import type { Clock, Random } from '../../../src/ports'
import type { Sandbox } from '../../../src/testing/sandboxBackend'
import { seededRandom } from '../../../src/testing/seededRandom'
import type { Overrides } from '../../relay/testing/host'
import { startTestRelay, untilReady } from '../../relay/testing/host'
import { startSandbox } from '../../sandbox/index'
import { startFaultProxy, type FaultProxy } from '../faultProxy/index'
import { createScaledClock } from './scaledClock'
import type { Way } from './setting'

export interface World {
  readonly way: Way
  readonly sandbox: Sandbox
  readonly clock: Clock
  /** Two channels that all share, and two direct ones. */
  readonly channelIds: readonly string[]
  /** Those that the user's list shows. */
  channelIdsOf(userName: string): readonly string[]
  readonly proxies: readonly FaultProxy[]
  /** One more, which the world stops in the end. */
  proxyBefore(target: string): Promise<FaultProxy>
  /** By the relay: starts it behind a proxy of its own. Resolves with its address; directly, with the sandbox's. */
  startTarget(relay?: Overrides): Promise<string>
  /** Runs at the end, the latest first. */
  onStop(stop: () => Promise<void>): void
  stop(): Promise<void>
}

export const userNames = ['ann', 'bob', 'cid'] as const
const tokenSecret = 'the token secret'
const sandboxPingMs = 1_000
/** Of the full jitter only the lower part, so that a compressed schedule has many connections. */
export const jitter = 0.3

/** @param factor how much faster than the machine's the schedule's time runs */
export async function startWorld(way: Way, seed: number, factor: number): Promise<World> {
  const clock = createScaledClock(factor)
  const stops: (() => Promise<void>)[] = []
  const proxies: FaultProxy[] = []
  const sandbox = await startSandbox({
    seed: 'empty',
    tokenSecret,
    now: clock.now,
    shuffle: seed,
    pingMs: sandboxPingMs,
    pongMs: sandboxPingMs,
  })
  stops.push(() => sandbox.stop())
  const channelIds = furnish(sandbox)

  async function proxyBefore(target: string): Promise<FaultProxy> {
    const random = seededRandom(seed * 31 + proxies.length)
    const proxy = await startFaultProxy({ target, random, clock })
    proxies.push(proxy)
    stops.push(() => proxy.stop())
    return proxy
  }

  async function startRelay(overrides: Overrides): Promise<string> {
    const upstream = await proxyBefore(sandbox.url)
    const random = shortened(seededRandom(seed))
    const settings = { logLevel: 'info', ...overrides }
    const relay = await startTestRelay(upstream.url, settings, { clock, random })
    stops.push(() => relay.stop())
    await untilReady(relay)
    return relay.url
  }

  return {
    way,
    sandbox,
    clock,
    channelIds,
    channelIdsOf: (userName) =>
      sandbox.control
        .world()
        .subscriptions.filter(
          ({ rid, u, open }) => open && channelIds.includes(rid) && u.username === userName,
        )
        .map(({ rid }) => rid),
    proxies,
    proxyBefore,
    startTarget: async (overrides = {}) => (way === 'direct' ? sandbox.url : startRelay(overrides)),
    onStop: (stop) => void stops.push(stop),
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop()
    },
  }
}

export function shortened(random: Random): Random {
  return () => random() * jitter
}

/** Returns the channels' ids. */
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
