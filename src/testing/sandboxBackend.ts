import axios from 'axios'
import { startSandbox, type SandboxOptions } from '../../server/sandbox'
import { browserClock } from '../platform/clock'
import { browserFiles } from '../platform/files'
import {
  silentLogger,
  type Accounts,
  type ChatTransport,
  type Credentials,
  type CredentialsKeeper,
  type Logger,
} from '../ports'
import { createBackend, type BackendDeps } from '../transports/createBackend'
import { openNodeSocket } from './nodeSocket'

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>

/** A direct back end: nothing renews its credentials. */
export interface DirectBackend {
  readonly accounts: Accounts
  transportsFor(credentials: Credentials): () => ChatTransport
}

export interface SandboxBackend {
  readonly sandbox: Sandbox
  readonly backend: DirectBackend
  close(): Promise<void>
}

/** The Rocket.Chat adapters against a sandbox of their own: real sockets, real HTTP. */
export async function startSandboxBackend(
  options: SandboxOptions = {},
  logger: Logger = silentLogger,
): Promise<SandboxBackend> {
  const sandbox = await startSandbox(options)
  const { accounts, transportsFor } = await createBackend(
    { kind: 'rocketchat', url: sandbox.url, webSocketUrl: null, exchangeUrl: null },
    nodeDeps(logger),
  )
  const backend: DirectBackend = {
    accounts,
    transportsFor: (credentials) => transportsFor(credentials, memoryKeeper()),
  }
  return { sandbox, backend, close: () => sandbox.stop() }
}

/** What the adapters ask of the outside, as Node has it. */
export function nodeDeps(logger: Logger = silentLogger): BackendDeps {
  return {
    clock: browserClock,
    logger,
    openSocket: openNodeSocket,
    createHttp: (baseURL) => axios.create({ baseURL, responseType: 'json', proxy: false }),
    newAbort: () => new AbortController(),
    files: browserFiles,
    readCookie: () => null,
    runAlone: (_name, run) => run(),
  }
}

/** Keeps credentials for one test. */
export function memoryKeeper(): CredentialsKeeper & { readonly written: readonly Credentials[] } {
  const written: Credentials[] = []
  return {
    written,
    read: () => written.at(-1) ?? null,
    write: (credentials) => written.push(credentials),
  }
}

/** The server keeps who has read what. */
export function keepReceipts({ control }: Sandbox): void {
  control.setSetting('Message_Read_Receipt_Enabled', true)
  control.setSetting('Message_Read_Receipt_Store_Users', true)
}

/** A sandbox with `ann` and `bob`, whose password is their name, in one public channel `general`. */
export async function startSmallSandbox(
  options: SandboxOptions = {},
  logger: Logger = silentLogger,
): Promise<SandboxBackend> {
  const started = await startSandboxBackend({ seed: 'empty', ...options }, logger)
  const { control } = started.sandbox
  for (const username of ['ann', 'bob']) {
    control.addUser({ username, password: username, name: `${username} of Parley` })
  }
  control.createRoom({ name: 'shared', members: ['ann', 'bob'] })
  return started
}
