/** A chat server, a relay before it, and the clients that a test opens. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index'
import type { RelayDeps } from '../index'
import { startTestRelay, untilReady, type Overrides, type TestRelay } from './host'
import { connectAs, openAs, type ClientOptions, type TestClient } from './hubClient'

export interface Setting {
  readonly sandbox: Sandbox
  readonly relay: TestRelay
  /** A chat client of the user. */
  open(userName: string, options?: ClientOptions): Promise<TestClient>
  /** A listener of the user. */
  listen(userName: string, options?: ClientOptions): Promise<TestClient>
  userId(userName: string): string
  /** Names of the streams that the user's upstreams have asked for or given up, in order: `+ stream-…/…`. */
  asked(userName: string): readonly string[]
  /** Disconnects every client. */
  leave(): Promise<void>
  stop(): Promise<void>
}

export interface SettingOptions {
  readonly sandbox?: SandboxOptions
  readonly overrides?: Overrides
  readonly deps?: RelayDeps
}

export async function startSetting(options: SettingOptions = {}): Promise<Setting> {
  const sandbox = await startSandbox({ tokenSecret: 'the token secret', ...options.sandbox })
  const relay = await startTestRelay(sandbox.url, options.overrides, options.deps)
  await untilReady(relay)
  let clients: TestClient[] = []
  const keep = async (client: Promise<TestClient>): Promise<TestClient> => {
    clients.push(await client)
    return client
  }
  const leave = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.stop()))
    clients = []
  }
  const userId = (userName: string): string =>
    sandbox.control.world().users.find(({ username }) => username === userName)?._id ?? ''
  return {
    sandbox,
    relay,
    open: (userName, how) => keep(openAs(relay.url, userName, how)),
    listen: (userName, how) => keep(connectAs(relay.url, userName, how)),
    userId,
    asked: (userName) => askedBy(sandbox, userId(userName)),
    leave,
    async stop() {
      await leave()
      await relay.stop()
      await sandbox.stop()
    },
  }
}

interface SubscriptionFrame {
  readonly msg: string
  readonly id: string
  readonly name: string
  readonly params: readonly unknown[]
}

function askedBy(sandbox: Sandbox, userId: string): readonly string[] {
  const names = new Map<string, string>()
  return sandbox.control.received().flatMap((entry) => {
    if (entry.kind !== 'ddp' || entry.userId !== userId) return []
    const frame = entry.frame as SubscriptionFrame
    const key = `${entry.sessionId} ${frame.id}`
    if (frame.msg === 'unsub') return [`- ${names.get(key) ?? ''}`]
    if (frame.msg !== 'sub') return []
    const name = `${frame.name} ${String(frame.params[0])}`
    names.set(key, name)
    return [`+ ${name}`]
  })
}

/** Resolves when it holds. Looks again and again; nothing but the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}
