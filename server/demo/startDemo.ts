import {
  originsOf,
  plainContents,
  startBothWays,
  type BothWaysOptions,
  type ConfiguredContent,
  type Contents,
  type Parts,
} from './bothWays'
import { readSideBySide, renderSideBySide } from './sideBySide'

export interface DemoUser {
  readonly username: string
  readonly password: string
  readonly name: string
}

export type DemoOptions = Pick<
  BothWaysOptions,
  'ports' | 'serveApp' | 'tokenLifetimeMs' | 'clock' | 'logLevel'
>

export interface Demo {
  /** The app that talks to the sandbox itself. */
  readonly url: string
  /** The same app, which talks to relay and host application. */
  readonly relayAppUrl: string
  /** A page with two users next to each other, one by each way. */
  readonly sideBySideUrl: string
  readonly sandboxUrl: string
  readonly relayUrl: string
  readonly hostUrl: string
  readonly users: readonly DemoUser[]
  /** Who has no account at the host application, and so does not come by the relay. */
  readonly admin: DemoUser
  /** Stops everything and frees the ports. Idempotent. */
  stop(): Promise<void>
}

const sideBySidePath = '/side-by-side'

/**
 * Starts the sandbox with its demo data and both ways to it, in this process. Rejects when a port is taken, naming
 * it; nothing is left running then.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const template = await readSideBySide()
  const parts = await startBothWays({
    ...options,
    // Pictures of another origin: browsers send no token along, so a demo on several ports shows them only unprotected.
    sandbox: { seed: 'demo', settings: { FileUpload_ProtectFiles: false, UI_Use_Real_Name: true } },
    contents: (started) => demoContents(started, template),
  })
  const { sandbox, app, relayApp, host, relay, stop } = parts
  return {
    url: app.url,
    relayAppUrl: relayApp.url,
    sideBySideUrl: app.url + sideBySidePath,
    sandboxUrl: sandbox.url,
    relayUrl: relay.url,
    hostUrl: host.url,
    users: usersOf(parts),
    admin: sandbox.admin,
    stop,
  }
}

function demoContents(parts: Parts, template: string): Contents {
  const { app, relayApp } = parts
  const plain = plainContents(parts)
  const users = usersOf(parts)
  const page = sideBySide(parts, template)
  const hostUsers = users.filter(({ username }) => username !== parts.sandbox.admin.username)
  return {
    direct: {
      ...withUsers(plain.direct, users),
      pages: { [sideBySidePath]: page },
      frames: [relayApp.url],
    },
    relay: {
      ...withUsers(plain.relay, hostUsers),
      framedBy: [...originsOf(app.url), ...(plain.relay.framedBy ?? [])],
    },
  }
}

function withUsers(content: ConfiguredContent, demoUsers: readonly DemoUser[]): ConfiguredContent {
  return { ...content, config: { ...content.config, demoUsers } }
}

function usersOf({ sandbox }: Parts): readonly DemoUser[] {
  return sandbox.users.map(({ username, password, name }) => ({ username, password, name }))
}

/** The first two users in the direct channel that they share. */
function sideBySide(parts: Parts, template: string): string {
  const { sandbox, relayApp } = parts
  const [left, right] = usersOf(parts)
  if (!left || !right) throw new Error('The sandbox has fewer than two users.')
  const room = sandbox.control.createDirect([left.username, right.username])
  const path = `/channel/${encodeURIComponent(room._id)}`
  return renderSideBySide(
    template,
    { ...left, url: path },
    { ...right, url: `${relayApp.url}${path}` },
  )
}
