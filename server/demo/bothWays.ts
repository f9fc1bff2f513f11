/** A sandbox, and the two ways to it: the app that talks to it itself, and the app that talks to a relay. */
import { randomBytes } from 'node:crypto'
import { machineClock } from '../relay/clock'
import type { Relay } from '../relay/index'
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/index'
import type { AppContent, AppServer, StartAppServer } from './appServer'
import { startDemoRelay, type DemoClock } from './demoRelay'
import { deskApp } from './desk'
import { startDemoHost, type DemoHost, type HostUser } from './host'
import { explainPort, freePorts, type DemoPart, type DemoPorts } from './ports'
import { createStopList, type Stoppable, type StopList } from './stopList'

export interface BothWaysOptions {
  /** Of those that are left out any free port. */
  readonly ports?: Partial<DemoPorts>
  readonly serveApp: StartAppServer
  readonly sandbox?: Pick<SandboxOptions, 'seed' | 'settings' | 'corsForFiles'>
  /** What the two apps serve. Default: their configuration and nothing else. */
  readonly contents?: (parts: Parts) => Contents | Promise<Contents>
  /** By which way the widget in the host's own page goes. Default: by the relay. */
  readonly deskGoes?: 'direct' | 'relay'
  /** How long a token of the host application lasts. Default 10 minutes. */
  readonly tokenLifetimeMs?: number
  /** Of host and relay. Default: the machine's. */
  readonly clock?: DemoClock
  /** Of the relay, in pino's words. Default `warn`. */
  readonly logLevel?: string
}

export interface Parts {
  readonly sandbox: Sandbox
  readonly app: AppServer
  readonly relayApp: AppServer
  readonly host: DemoHost
  readonly relay: Relay
}

export interface BothWays extends Parts {
  /** Stops everything and frees the ports. Idempotent. */
  stop(): Promise<void>
}

/** What an app is told of its back ends. */
interface PlainContents {
  readonly direct: AppContent & {
    readonly config: {
      readonly transport: string
      readonly rocketchat: object
      readonly embed?: object
    }
  }
  readonly relay: AppContent & {
    readonly config: {
      readonly transport: string
      readonly signalr: object
      readonly embed?: object
    }
  }
}

/** By the way that the app goes. */
export interface Contents {
  readonly direct: ConfiguredContent
  readonly relay: ConfiguredContent
}

export interface ConfiguredContent extends AppContent {
  readonly config: object
}

const secretBytes = 32
const defaultTokenLifetimeMs = 10 * 60_000
const issuer = 'https://host.parley.example'
const audience = 'parley-demo'

/**
 * Starts all parts in this process; the users of the sandbox, save its administrator, are users of the host too.
 * Rejects when a port is taken, naming it; nothing is left running then.
 */
export async function startBothWays(options: BothWaysOptions): Promise<BothWays> {
  const started = createStopList()
  try {
    const parts = await startParts(options, started)
    return { ...parts, stop: started.stop }
  } catch (error) {
    await started.stop()
    throw error
  }
}

async function startParts(options: BothWaysOptions, started: StopList): Promise<Parts> {
  const {
    serveApp,
    contents = (started: Parts) => plainContents(started, options.deskGoes),
    clock = machineClock,
  } = options
  const { tokenLifetimeMs: lifetimeMs = defaultTokenLifetimeMs, logLevel = 'warn' } = options
  const ports = { ...freePorts, ...options.ports }
  async function start<Started extends Stoppable>(
    part: DemoPart,
    run: (port: number) => Promise<Started>,
  ): Promise<Started> {
    return started.add(await run(ports[part]).catch(explainPort(part, ports[part])))
  }

  const tokenSecret = newSecret()
  const identity = { secret: newSecret(), issuer, audience }
  const sandbox = await start('sandbox', (port) =>
    startSandbox({ ...options.sandbox, port, tokenSecret }),
  )
  const { admin, url: upstreamUrl } = sandbox
  // The apps come before what they are told of: host and relay have to know the app's origin.
  const { reveal, direct, relay: relayed } = createContents()
  const app = await start('app', (port) => serveApp({ port, name: 'direct', content: direct }))
  const relayApp = await start('relayApp', (port) =>
    serveApp({ port, name: 'relay', content: relayed }),
  )
  const users = hostUsersOf(sandbox)
  const host = await start('host', (port) =>
    startDemoHost({
      ...identity,
      port,
      users,
      origins: originsOf(relayApp.url),
      deskAppUrl: options.deskGoes === 'direct' ? app.url : relayApp.url,
      lifetimeMs,
      clock,
    }),
  )
  // In the frame of the desk the app that goes directly exchanges the host's token for a login.
  const origins = [
    ...originsOf(relayApp.url),
    ...(options.deskGoes === 'direct' ? originsOf(app.url) : []),
  ]
  const relay = await start('relay', (port) =>
    startDemoRelay({ port, upstreamUrl, admin, tokenSecret, identity, origins, logLevel, clock }),
  )
  const parts = { sandbox, app, relayApp, host, relay }
  reveal(await contents(parts))
  return parts
}

/**
 * Each app's configuration, and leave to talk to its back ends.
 * @param deskGoes which of them the host's own page embeds
 */
export function plainContents(
  { sandbox, host, relay }: Parts,
  deskGoes: 'direct' | 'relay' = 'relay',
): PlainContents {
  const service = (name: string) => `${host.url}/api/TokenAuth/${name}`
  const framedBy = originsOf(host.url)
  const embed = { apps: [{ id: deskApp, origins: framedBy }] }
  const exchangeUrl = `${relay.url}/api/services/app/Im/Authenticate`
  const rocketchat = { url: sandbox.url }
  const signalr = {
    hubUrl: `${relay.url}/hub`,
    apiUrl: relay.url,
    signInUrl: service('Authenticate'),
    renewUrl: service('RefreshToken'),
    signOutUrl: service('LogOut'),
  }
  const isDirect = deskGoes === 'direct'
  return {
    direct: {
      config: {
        transport: 'rocketchat',
        rocketchat: isDirect ? { ...rocketchat, exchangeUrl } : rocketchat,
        ...(isDirect ? { embed } : {}),
      },
      backends: [sandbox.url, ...(isDirect ? [relay.url] : [])],
      framedBy: isDirect ? framedBy : [],
    },
    relay: {
      config: { transport: 'signalr', signalr, ...(isDirect ? {} : { embed }) },
      backends: [relay.url, host.url],
      framedBy: isDirect ? [] : framedBy,
    },
  }
}

/** The origins by which a browser on this machine reaches an address of it. */
export function originsOf(url: string): readonly string[] {
  const { port } = new URL(url)
  return ['127.0.0.1', 'localhost'].map((name) => `http://${name}:${port}`)
}

function createContents() {
  let reveal: (contents: Contents) => void = () => undefined
  const contents = new Promise<Contents>((resolve) => {
    reveal = resolve
  })
  return {
    reveal: (known: Contents) => reveal(known),
    direct: contents.then(({ direct }) => direct),
    relay: contents.then(({ relay }) => relay),
  }
}

/** With the addresses that the sandbox knows, so that the relay finds nothing to change. */
function hostUsersOf({ users, admin, control }: Sandbox): readonly HostUser[] {
  const emails = new Map(control.world().users.map(({ username, email }) => [username, email]))
  return users
    .filter(({ username }) => username !== admin.username)
    .map((user) => {
      const email = emails.get(user.username)
      return { ...user, ...(email === undefined ? {} : { email }) }
    })
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url')
}
