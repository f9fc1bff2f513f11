import { readConfig, startRelay, type Relay, type RelayDeps } from '../relay/index'

export type DemoClock = NonNullable<RelayDeps['clock']>

export interface DemoRelayOptions {
  /** 0 asks for any free port. */
  readonly port: number
  /** Of the sandbox. */
  readonly upstreamUrl: string
  readonly admin: { readonly username: string; readonly password: string }
  /** What the sandbox demands of those who ask for a token of somebody else. */
  readonly tokenSecret: string
  /** Whose tokens are taken. */
  readonly identity: {
    readonly issuer: string
    readonly audience: string
    readonly secret: string
  }
  readonly origins: readonly string[]
  /** pino's levels. */
  readonly logLevel: string
  readonly clock: DemoClock
}

const stopTimeoutMs = 1_000
const readyLimitMs = 10_000
const readyPauseMs = 20

/**
 * Starts the relay in front of the sandbox. Resolves when it is signed in there. Rejects with node's error when the
 * port is taken.
 */
export async function startDemoRelay(options: DemoRelayOptions): Promise<Relay> {
  const { clock } = options
  const relay = await startRelay(readConfig(settingsOf(options)), { clock })
  await waitUntilReady(relay.url, clock).catch(async (error: unknown) => {
    await relay.stop()
    throw error
  })
  return relay
}

function settingsOf(options: DemoRelayOptions): object {
  const { port, upstreamUrl, admin, tokenSecret, identity, origins, logLevel } = options
  return {
    port,
    im: {
      provider: 'RocketChat',
      address: upstreamUrl,
      adminUserName: admin.username,
      adminPassword: admin.password,
      createTokenSecret: tokenSecret,
    },
    identity,
    origins,
    // Browsers send no token with a plain picture.
    files: { public: 'all' },
    limits: { stopTimeoutMs },
    logLevel,
  }
}

/** The sandbox is in this process: it takes a moment, or something is wrong. */
async function waitUntilReady(url: string, clock: DemoClock): Promise<void> {
  const giveUpAt = clock.now() + readyLimitMs
  while (clock.now() < giveUpAt) {
    const { status } = await fetch(`${url}/readyz`)
    if (status === 200) return
    await new Promise<void>((resolve) => clock.after(readyPauseMs, resolve))
  }
  throw new Error('The relay could not sign in to the sandbox.')
}
