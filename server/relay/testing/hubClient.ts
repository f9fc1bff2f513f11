/** The official client of the hub, and everything it hears. */
import {
  HttpTransportType,
  HubConnectionBuilder,
  LogLevel,
  type HubConnection,
} from '@microsoft/signalr'
import { hubEvents, type HubEventName } from '../../../src/protocol/hub/hub'
import { hostToken, type TokenParts } from './host'

export interface Heard {
  readonly target: HubEventName
  readonly arguments: readonly unknown[]
}

export interface TestClient {
  readonly connection: HubConnection
  /** In the order of arrival. */
  readonly heard: readonly Heard[]
  /** The arguments of one event, in order. */
  of(target: HubEventName): readonly Record<string, unknown>[]
  /** Resolves with the first event, heard already or yet to come, that fits; its argument is `event`. */
  first(
    target: HubEventName,
    fits?: (event: Record<string, unknown>) => boolean,
  ): Promise<Record<string, unknown>>
  /** Resolves when the connection has ended for good, with its error. */
  readonly ended: Promise<Error | undefined>
  invoke(method: string, ...args: readonly unknown[]): Promise<unknown>
  /** Resolves when everything has arrived that was sent before. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

export interface ClientOptions {
  readonly transport?: HttpTransportType
  readonly token?: string
  readonly parts?: TokenParts
  readonly path?: string
  readonly reconnects?: boolean
}

/** Connected as a user of the host, as a listener. */
export async function connectAs(
  url: string,
  userName: string,
  options: ClientOptions = {},
): Promise<TestClient> {
  const client = await createClient(url, userName, options)
  await client.connection.start()
  return client
}

/** Connected, and `openChat` has resolved. */
export async function openAs(
  url: string,
  userName: string,
  options: ClientOptions = {},
): Promise<TestClient> {
  const client = await connectAs(url, userName, options)
  await client.invoke('openChat', { version: 1 })
  return client
}

async function createClient(
  url: string,
  userName: string,
  { transport = HttpTransportType.WebSockets, path = '/hub', ...options }: ClientOptions,
): Promise<TestClient> {
  const token = options.token ?? (await hostToken(userName, options.parts))
  const builder = new HubConnectionBuilder()
    .withUrl(url + path, { transport, accessTokenFactory: () => token })
    .configureLogging(LogLevel.None)
  const connection = (
    options.reconnects === true ? builder.withAutomaticReconnect() : builder
  ).build()
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  for (const target of Object.values(hubEvents)) {
    connection.on(target, (...args: unknown[]) => {
      heard.push({ target, arguments: args })
      for (const look of [...waiting]) look()
    })
  }
  const ended = new Promise<Error | undefined>((resolve) => connection.onclose(resolve))
  const of = (target: HubEventName) =>
    heard
      .filter((event) => event.target === target)
      .map((event) => event.arguments[0] as Record<string, unknown>)
  return {
    connection,
    heard,
    of,
    ended,
    first: (target, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = of(target).find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    invoke: (method, ...args) => connection.invoke(method, ...args),
    async caughtUp() {
      await connection.invoke('nothing').catch(() => undefined)
    },
    // A line that has just broken cannot be told.
    stop: () => connection.stop().catch(() => undefined),
  }
}
