import type { Accounts, ChatTransport, Clock, Credentials, Logger, OpenSocket } from '../ports'
import {
  createRocketChatAccounts,
  createDirectTransports,
  serverAddress,
  type AbortHandle,
  type HttpClient,
} from './rocketchat'

/** Which chat back end, and where. `kind` is the only thing that decides which adapter is used. */
export interface BackendConfig {
  readonly kind: 'rocketchat'
  readonly url: string
  readonly webSocketUrl: string | null
}

export interface BackendDeps {
  readonly clock: Clock
  readonly logger: Logger
  readonly openSocket: OpenSocket
  /** REST calls of one server. */
  createHttp(baseUrl: string): HttpClient
  newAbort(): AbortHandle
}

export interface Backend {
  readonly accounts: Accounts
  /** Gives a new transport for every connection of this user. */
  transportsFor(credentials: Credentials): () => ChatTransport
}

/** The adapters of one configured back end. */
export function createBackend(config: BackendConfig, deps: BackendDeps): Backend {
  const address = serverAddress(config.url, config.webSocketUrl ?? undefined)
  const shared = { ...deps, address, http: deps.createHttp(address.url) }
  return {
    accounts: createRocketChatAccounts(shared),
    transportsFor: (credentials) => createDirectTransports(shared, credentials),
  }
}
