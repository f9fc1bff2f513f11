import type {
  Accounts,
  ChatTransport,
  Clock,
  Credentials,
  CredentialsKeeper,
  Logger,
  OpenSocket,
  RunAlone,
} from '../ports'
import type { AbortHandle, FilePlatform, HttpClient } from './rocketchat'
import type { HostAddress } from './signalr'

export type { HostAddress, HubTransport } from './signalr'

/** Which chat back end, and where. `kind` is the only thing that decides which adapter is used. */
export type BackendConfig =
  | {
      readonly kind: 'rocketchat'
      /** Root of the server, e.g. `https://chat.example.org`. */
      readonly url: string
      /** Only where the websocket is not at `<url>/websocket`. */
      readonly webSocketUrl: string | null
      /** Where a host application's token is exchanged for a login; null where users sign in themselves. */
      readonly exchangeUrl: string | null
    }
  | { readonly kind: 'signalr'; readonly host: HostAddress }

export interface BackendDeps {
  readonly clock: Clock
  readonly logger: Logger
  readonly openSocket: OpenSocket
  /** REST calls of one server. */
  createHttp(baseUrl: string): HttpClient
  newAbort(): AbortHandle
  readonly files: FilePlatform
  /** Null when there is no such cookie, or none can be read. */
  readCookie(name: string): string | null
  readonly runAlone: RunAlone
  /** Asks for the next token of a user who was handed over. */
  renewHanded?(stale: Credentials): Promise<Credentials>
}

export interface Backend {
  readonly accounts: Accounts
  /** Gives a new transport for every connection of this user. */
  transportsFor(credentials: Credentials, keeper: CredentialsKeeper): () => ChatTransport
}

/** The adapters of one configured back end. What only the other one needs is not loaded. */
export async function createBackend(config: BackendConfig, deps: BackendDeps): Promise<Backend> {
  return config.kind === 'rocketchat'
    ? createDirectBackend(config, deps)
    : createRelayedBackend(config, deps)
}

async function createDirectBackend(
  { url, webSocketUrl }: Extract<BackendConfig, { kind: 'rocketchat' }>,
  deps: BackendDeps,
): Promise<Backend> {
  const direct = await import('./rocketchat/direct')
  const address = direct.serverAddress(url, webSocketUrl ?? undefined)
  const shared = { ...deps, address, http: deps.createHttp(address.url) }
  return {
    accounts: direct.createRocketChatAccounts(shared),
    transportsFor: (credentials) => direct.createDirectTransports(shared, credentials),
  }
}

async function createRelayedBackend(
  { host }: Extract<BackendConfig, { kind: 'signalr' }>,
  deps: BackendDeps,
): Promise<Backend> {
  const { createHostAccounts, createRelayedTransports } = await import('./signalr')
  const shared = { ...deps, host, http: deps.createHttp(host.apiUrl) }
  const own = createHostAccounts(shared)
  const accounts = { ...own, renew: deps.renewHanded ?? own.renew }
  return {
    accounts,
    transportsFor: (credentials, keeper) =>
      createRelayedTransports({ ...shared, accounts }, credentials, keeper),
  }
}
