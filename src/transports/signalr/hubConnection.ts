import {
  DefaultHttpClient,
  HttpTransportType,
  HubConnectionBuilder,
  LogLevel,
  NullLogger,
  type HttpRequest,
  type HttpResponse,
  type HubConnection,
} from '@microsoft/signalr'
import type { Credentials } from '../../ports'
import type { HubAddress, HubTransport } from './hubAddress'

const transportBits: Readonly<Record<HubTransport, HttpTransportType>> = {
  WebSockets: HttpTransportType.WebSockets,
  ServerSentEvents: HttpTransportType.ServerSentEvents,
  LongPolling: HttpTransportType.LongPolling,
}

/** A connection that was not started. `current` is asked before each request of the fallbacks. */
export function buildConnection(
  hub: HubAddress,
  headers: Record<string, string>,
  { token, hubToken }: Credentials,
  current: () => Promise<Credentials>,
): HubConnection {
  const options = {
    headers,
    skipNegotiation: hub.skipNegotiation,
    // The library refuses to go without negotiation as long as it may choose.
    transport: hub.skipNegotiation
      ? HttpTransportType.WebSockets
      : hub.transports.reduce<HttpTransportType>(
          (bits, name) => bits | transportBits[name],
          HttpTransportType.None,
        ),
    ...(hub.token.kind === 'bearer'
      ? { accessTokenFactory: () => token, httpClient: new RenewingHttpClient(token, current) }
      : {}),
  }
  const url =
    hub.token.kind === 'bearer' ? hub.url : withQuery(hub.url, hub.token.name, hubToken ?? token)
  return new HubConnectionBuilder().withUrl(url, options).configureLogging(LogLevel.None).build()
}

/**
 * The library keeps the token of the negotiation: requests of the fallbacks would be refused once it has expired. One
 * that it was given with a redirection (signalr.md §3) is not ours to replace.
 */
class RenewingHttpClient extends DefaultHttpClient {
  readonly #first: string
  readonly #current: () => Promise<Credentials>

  constructor(token: string, current: () => Promise<Credentials>) {
    super(NullLogger.instance)
    this.#first = `Bearer ${token}`
    this.#current = current
  }

  override async send(request: HttpRequest): Promise<HttpResponse> {
    if (request.headers?.Authorization !== this.#first) return super.send(request)
    const { token } = await this.#current()
    const headers = { ...request.headers, Authorization: `Bearer ${token}` }
    return super.send({ ...request, headers })
  }
}

function withQuery(url: string, name: string, value: string): string {
  const sign = url.includes('?') ? '&' : '?'
  return `${url}${sign}${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
