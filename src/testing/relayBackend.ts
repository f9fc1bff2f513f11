import { startSandbox, type SandboxOptions } from '../../server/sandbox'
import {
  hostToken,
  startTestRelay,
  untilReady,
  type Overrides,
  type TestRelay,
  type TokenParts,
} from '../../server/relay/testing/host'
import type { ChatTransport, Credentials, CredentialsKeeper } from '../ports'
import { silentLogger, type Logger } from '../ports'
import { createBackend, type HostAddress } from '../transports/createBackend'
import { startCuttableProxy, type CuttableProxy } from './cuttableProxy'
import { memoryKeeper, nodeDeps, type Sandbox } from './sandboxBackend'

export interface RelayBackend {
  readonly sandbox: Sandbox
  readonly relay: TestRelay
  /** Between the client and the relay. */
  readonly line: CuttableProxy
  /** A token of the host application, as `parts` say. */
  credentials(user: string, parts?: TokenParts): Promise<Credentials>
  transportsFor(credentials: Credentials, keeper?: CredentialsKeeper): () => ChatTransport
  close(): Promise<void>
}

export interface RelayBackendOptions {
  readonly sandbox?: SandboxOptions
  readonly relay?: Overrides
  readonly host?: Partial<HostAddress>
  readonly hub?: Partial<HostAddress['hub']>
  readonly logger?: Logger
}

/** The SignalR adapter, the relay and a sandbox with `ann` and `bob`, over real sockets. */
export async function startRelayBackend(options: RelayBackendOptions = {}): Promise<RelayBackend> {
  const sandbox = await startSandbox({
    seed: 'empty',
    tokenSecret: 'the token secret',
    ...options.sandbox,
  })
  for (const username of ['ann', 'bob']) {
    sandbox.control.addUser({ username, password: username, name: `${username} of Parley` })
  }
  sandbox.control.createRoom({ name: 'shared', members: ['ann', 'bob'] })
  const relay = await startTestRelay(sandbox.url, options.relay)
  await untilReady(relay)
  const line = await startCuttableProxy(relay.url)
  const { transportsFor } = await createBackend(
    { kind: 'signalr', host: hostAt(line.url, options) },
    nodeDeps(options.logger ?? silentLogger),
  )
  return {
    sandbox,
    relay,
    line,
    async credentials(user, parts) {
      const claims = { name: `${user} of Parley`, ...parts?.claims }
      return { userId: `host-${user}`, token: await hostToken(user, { ...parts, claims }) }
    },
    transportsFor: (credentials, keeper = memoryKeeper()) => transportsFor(credentials, keeper),
    async close() {
      await line.stop()
      await relay.stop()
      await sandbox.stop()
    },
  }
}

/** A host whose hub is at `/hub`, as the relay has it. */
export function hostAt(
  url: string,
  { host, hub }: Pick<RelayBackendOptions, 'host' | 'hub'> = {},
): HostAddress {
  return {
    apiUrl: url,
    signInUrl: null,
    renewUrl: null,
    signOutUrl: null,
    headers: {},
    xsrf: null,
    ...host,
    hub: {
      url: `${url}/hub`,
      token: { kind: 'bearer' },
      transports: ['WebSockets', 'ServerSentEvents', 'LongPolling'],
      skipNegotiation: false,
      onStart: [],
      isListenOnly: false,
      ...hub,
    },
  }
}
