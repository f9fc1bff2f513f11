/** What a hub is made of, and the defaults of the .NET server (signalr.md §9, §16). */
import type { IncomingMessage } from 'node:http'
import type { CloseReason } from './codec'
import type { HubConnection } from './connection'
import type { HubMethods } from './method'

/** A transport's name as negotiate spells it. */
export type TransportName = 'WebSockets' | 'ServerSentEvents' | 'LongPolling'

export const allTransports: readonly TransportName[] = [
  'WebSockets',
  'ServerSentEvents',
  'LongPolling',
]

/** Time as an argument. */
export interface HubClock {
  /** Milliseconds; only differences matter. */
  now: () => number
  /** Runs again and again; the function returned ends it. */
  every: (intervalMs: number, run: () => void) => () => void
}

/** Durations in milliseconds. They are looked at once per `tick`. */
export interface HubTimes {
  readonly tick: number
  readonly handshake: number
  /** A ping goes out when nothing was sent for that long. At most half of the client's server timeout. */
  readonly keepAlive: number
  /** Silence of a client that has pinged before. At least twice its keep-alive. */
  readonly clientTimeout: number
  /** How long a connection lives without a transport. */
  readonly disconnect: number
  readonly poll: number
  /** From the close frame to the abort. */
  readonly close: number
  /** How long bytes may wait without any of them leaving. */
  readonly send: number
  /** How long `authenticate` may take; then the request is refused with 503, because nobody knows who it is. */
  readonly authenticate: number
  /** How long the body of a request may take to arrive. */
  readonly body: number
  /** How long a client may take for the result of a call. */
  readonly clientResult: number
}

export interface HubLimits {
  /** Bytes of one received record. */
  readonly messageBytes: number
  /** Bytes waiting to be sent to one connection; a slower reader is dropped. */
  readonly bufferedBytes: number
  /** When they are all taken, the oldest that nobody has attached to makes room for a new one. */
  readonly connections: number
  /** As above. Does not count users without an id. */
  readonly connectionsPerUser: number
  /** Calls and streams of one client that have not ended, and as many calls of the server to it. */
  readonly pendingInvocations: number
  /**
   * Records taken from one client per second; each KiB counts as one more. What a faster one has sent waits in its line.
   */
  readonly recordsPerSecond: number
  /** Items of an uploaded stream that wait for the method; then the client is not read. */
  readonly uploadItems: number
  /** Requests under way that carry bytes of one connection; a client of good will has one. */
  readonly posts: number
  /** Bytes of a negotiate body, of which nothing is used. */
  readonly negotiateBytes: number
}

export const defaultTimes: HubTimes = {
  tick: 1_000,
  handshake: 15_000,
  keepAlive: 15_000,
  clientTimeout: 30_000,
  disconnect: 15_000,
  poll: 90_000,
  close: 5_000,
  send: 10_000,
  authenticate: 10_000,
  body: 30_000,
  clientResult: 30_000,
}

export const defaultLimits: HubLimits = {
  messageBytes: 32_768,
  bufferedBytes: 1_048_576,
  connections: 20_000,
  connectionsPerUser: 100,
  pendingInvocations: 100,
  recordsPerSecond: 1_000,
  uploadItems: 10,
  posts: 8,
  negotiateBytes: 4_096,
}

export interface HubUser<P> {
  /** Addresses all connections of one user; null for somebody without a name. */
  readonly id: string | null
  readonly principal: P
}

export interface Credentials {
  /** From `Authorization: Bearer`, else from the query's `access_token`. */
  readonly token: string | null
  readonly request: IncomingMessage
}

export type LogLevel = 'debug' | 'warn'
/** Never gets a token or an address with its query. */
export type HubLog = (level: LogLevel, text: string, cause?: unknown) => void

export interface HubOptions<P> {
  /** Begins with a slash and ends without one. */
  readonly path: string
  readonly methods: HubMethods<P>
  /**
   * Asked for every request and upgrade. Null refuses with 401; a rejection, which is logged, with 503: a client must not
   * take it for a bad token.
   * The user of a connection's later requests must be the one who negotiated it, else 403.
   */
  readonly authenticate: (credentials: Credentials) => Promise<HubUser<P> | null>
  /** Exact origins, `https://app.example`. A request without `Origin` does not come from a page and passes. */
  readonly origins: readonly string[] | 'any'
  /** Headers that pages of other origins may send besides SignalR's own, such as `Abp-TenantId` or `X-XSRF-TOKEN`. */
  readonly allowedHeaders?: readonly string[]
  /** Runs before the first call of the client. A rejection closes the connection without reconnecting. */
  readonly onConnected?: (connection: HubConnection<P>) => unknown
  /** Runs once per connection that got through its handshake; with a `Dropped` when the hub ended it. */
  readonly onDisconnected?: (connection: HubConnection<P>, error: Error | null) => unknown
  readonly transports?: readonly TransportName[]
  /** Tells callers the name and text of every error, not only of a `HubError`. For development. */
  readonly detailedErrors?: boolean
  readonly times?: Partial<HubTimes>
  readonly limits?: Partial<HubLimits>
  readonly clock?: HubClock
  /** 128 random bits as 22 characters. */
  readonly newId?: () => string
  readonly log?: HubLog
}

/** What every connection of a hub needs to know of it. */
export interface ConnectionSettings {
  readonly times: HubTimes
  readonly limits: HubLimits
  readonly detailedErrors: boolean
  readonly now: () => number
  readonly log: HubLog
}

export type { CloseReason }
