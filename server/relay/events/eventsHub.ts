/** The hub of the relay: who may connect, what they may call, and the upstreams behind it. */
import type { Clock } from '../../../src/ports'
import { createHub, type Hub, type HubClock, type HubLog, type HubUser } from '../../hub'
import type { TokenCache } from '../cache/tokenCache'
import type { HubConfig } from '../config/config'
import { RelayFailure } from '../failure'
import type { HostIdentity, Principal } from '../identity/hostIdentity'
import { reasonOf, type Log } from '../log'
import { createMethods } from './methods'
import { createUpstreams, type Upstreams, type UpstreamsDeps } from './upstreams'

export interface EventsHubDeps extends Omit<
  UpstreamsDeps,
  'hub' | 'keepMs' | 'maxUpstreams' | 'limits' | 'currentSession'
> {
  readonly tokens: TokenCache
  readonly identity: HostIdentity
  readonly config: HubConfig
  readonly origins: readonly string[]
}

export interface EventsHub {
  /** To be asked before any other listener of the HTTP server. */
  readonly hub: Pick<Hub<Principal>, 'handleRequest' | 'handleUpgrade'>
  /** Tells all clients to come back elsewhere, waits for them to go, then ends the upstreams. */
  stop(): Promise<void>
}

export function createEventsHub(deps: EventsHubDeps): EventsHub {
  const { config, identity, log, metrics, tokens } = deps
  const upstreams: Upstreams = createUpstreams({
    ...deps,
    hub: { user: (id) => hub.user(id), group: (name) => hub.group(name) },
    currentSession: tokens.currentSession,
    keepMs: config.keepUpstreamMs,
    maxUpstreams: config.upstreams,
    limits: config,
  })
  const hub: Hub<Principal> = createHub<Principal>({
    path: config.path,
    origins: deps.origins,
    methods: createMethods(upstreams),
    async authenticate({ token }) {
      const user = await authenticate(identity, token)
      // A client that is let in first takes that for a success, and would come back at once.
      if (user !== null && !upstreams.hasRoomFor(user.principal.userName)) throw full()
      return user
    },
    onConnected(connection) {
      metrics.clientCame()
      if (upstreams.join(connection)) return
      log.warn('there is no room for another upstream')
      connection.close({ error: 'The relay is full', allowReconnect: true })
    },
    onDisconnected(connection, error) {
      metrics.clientLeft(error)
      upstreams.leave(connection)
    },
    limits: { connections: config.clients, connectionsPerUser: config.clientsPerUser },
    clock: hubClock(deps.clock),
    log: hubLog(log),
  })
  const stopListening = tokens.listen(upstreams.onLoginChanged)
  return {
    hub,
    async stop() {
      await hub.stop()
      stopListening()
      upstreams.stop()
    },
  }
}

function full(): RelayFailure {
  return new RelayFailure(503, 'error-no-room', 'There is no room for another upstream')
}

/** Null for a token that is not valid. Rejects when the host's keys cannot be had. */
async function authenticate(
  identity: HostIdentity,
  token: string | null,
): Promise<HubUser<Principal> | null> {
  try {
    const principal = await identity.verifyToken(token ?? '')
    return { id: principal.userName, principal }
  } catch (error) {
    if (error instanceof RelayFailure && error.status === 401) return null
    throw error
  }
}

function hubClock(clock: Clock): HubClock {
  return {
    now: clock.now,
    every(intervalMs, run) {
      const next = (): void => {
        cancel = clock.after(intervalMs, next)
        run()
      }
      let cancel = clock.after(intervalMs, next)
      return () => cancel()
    },
  }
}

function hubLog(log: Log): HubLog {
  return (level, text, cause) => {
    log[level](cause === undefined ? {} : reasonOf(cause), text)
  }
}
