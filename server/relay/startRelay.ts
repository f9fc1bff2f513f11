/** Puts the relay together. See README.md in this folder. */
import { randomInt, randomUUID } from 'node:crypto'
import type { DestinationStream } from 'pino'
import type { Clock, Random } from '../../src/ports'
import { createAgentAccount } from './agent/agentAccount'
import { createAuthorizedChatAction } from './authorizedChatAction'
import { createMemoryTokenStore } from './cache/memoryTokenStore'
import { createRedisTokenStore } from './cache/redisTokenStore'
import { createSpareTokenStore } from './cache/spareTokenStore'
import { createTokenCache } from './cache/tokenCache'
import type { TokenStore } from './cache/tokenStore'
import { machineClock } from './clock'
import type { RelayConfig } from './config/config'
import { createEventsHub } from './events/eventsHub'
import { createOpenSocket } from './events/openSocket'
import { createCors } from './http/cors'
import { createGate } from './http/gate'
import { createHandler } from './http/handler'
import { listen } from './http/listener'
import { createPassThrough } from './http/passThrough'
import { createServices } from './http/services'
import { bodyTimeoutMs } from './http/target'
import { createHostIdentity } from './identity/hostIdentity'
import { createLog, type Log } from './log'
import { createMetrics, type Metrics } from './metrics'
import { createReceiptsSetting } from './upstream/receipts'
import { createUpstream, type Upstream } from './upstream/upstream'
import { createUserDirectory } from './users/directory'
import { createSignIn } from './users/signIn'
import { createStanding } from './users/standing'

export interface RelayDeps {
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Default: chance from node's crypto. */
  readonly random?: Random
  /** Where log lines go. Default: standard output. */
  readonly logTo?: DestinationStream
}

export interface Relay {
  /** Without a slash at the end. */
  readonly url: string
  /** Is not ready any more, sends the hub's clients away, lets running requests finish, signs the agent out, closes everything. */
  stop(): Promise<void>
}

const CHANCE_STEPS = 2 ** 32
/** Users of whom it is kept what the newest token said. */
const MAX_STANDINGS = 20_000

/**
 * Resolves when it listens; `/readyz` tells when the agent is signed in too. Rejects with node's error when
 * the port is taken.
 */
export async function startRelay(config: RelayConfig, deps: RelayDeps = {}): Promise<Relay> {
  const clock = deps.clock ?? machineClock
  const random = deps.random ?? (() => randomInt(CHANCE_STEPS) / CHANCE_STEPS)
  const log = createLog(config.logLevel, deps.logTo)
  const metrics = createMetrics()
  const { im, limits } = config
  const timeoutMs = limits.upstreamTimeoutMs
  const upstream = createUpstream({ address: im.address, timeoutMs, clock, metrics })
  const agent = createAgentAccount({ upstream, im, clock, random, log, metrics })
  const store = openStore(config, clock, log)
  const identity = createHostIdentity(config.identity, clock)
  const { act, tokens } = authorized({ config, upstream, agent, store, clock, log, metrics })
  const events = createEventsHub({
    config: config.hub,
    origins: config.origins,
    identity,
    act,
    tokens,
    openSocket: createOpenSocket(clock),
    hasReceipts: createReceiptsSetting({ upstream, clock, log }),
    url: im.webSocketAddress,
    clock,
    random,
    log,
    metrics: metrics.events,
  })
  let isStopping = false
  const handler = createHandler({
    identity,
    services: createServices({ act, upstream }),
    passThrough: createPassThrough({
      act,
      agent,
      upstream,
      limits,
      protectedRoles: im.protectedRoles,
    }),
    gate: createGate(limits.requestsPerUser),
    publicGate: createGate(limits.publicRequests),
    publicFiles: config.files.public,
    cors: createCors(config.origins),
    metrics,
    log,
    clock,
    newRequestId: randomUUID,
    isReady: () => agent.isReady() && !isStopping,
  })
  const close = async (): Promise<void> => {
    await events.stop()
    await store.close()
    await upstream.close()
  }
  const { host, port } = config
  const listener = await listen(handler, {
    host,
    port,
    clock,
    hub: events.hub,
    bodyTimeoutMs: ({ method, url }) => bodyTimeoutMs(method ?? '', url ?? ''),
  }).catch(async (error: unknown) => {
    await close()
    throw error
  })
  agent.start()
  return {
    url: listener.url,
    async stop() {
      isStopping = true
      await events.stop()
      await listener.stop(limits.stopTimeoutMs)
      await agent.stop()
      await close()
    },
  }
}

interface AuthorizedParts {
  readonly config: RelayConfig
  readonly upstream: Upstream
  readonly agent: ReturnType<typeof createAgentAccount>
  readonly store: TokenStore
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

function authorized({ config, upstream, agent, store, clock, log, metrics }: AuthorizedParts) {
  const { im } = config
  const isShared = config.cache.redisUrl !== null
  const standing = createStanding(isShared ? store : createMemoryTokenStore(clock, MAX_STANDINGS))
  const directory = createUserDirectory({ agent, upstream, im, standing, log })
  const tokens = createTokenCache({
    store,
    lifetimeMs: config.cache.tokenMs,
    signIn: createSignIn({ directory, agent, upstream, im, clock, log, metrics }),
    newSession: randomUUID,
    metrics,
  })
  return { tokens, act: createAuthorizedChatAction({ tokens, agent, directory, standing }) }
}

function openStore({ cache }: RelayConfig, clock: Clock, log: Log): TokenStore {
  const memory = createMemoryTokenStore(clock)
  if (cache.redisUrl === null) return memory
  return createSpareTokenStore(
    createRedisTokenStore(cache.redisUrl, log),
    memory,
    cache.tokenMs,
    log,
  )
}
