/**
 * The back end of a small host application, in the manner of ABP: its users sign in here and get a JWT, with which
 * the relay knows them. Everything is in memory.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHostAccounts, type HostAccounts, type HostUser } from './hostAccounts'
import { Refusal, failed, readFields, refuseForeignOrigin, succeeded, write } from './hostAnswers'
import { deskPolicy, readDesk, type HostPage } from './desk'
import { createHostTokens, type HostTokenIssuer, type HostTokenOptions } from './hostTokens'

export type { HostUser } from './hostAccounts'

export interface DemoHostOptions extends Omit<HostTokenOptions, 'lifetimeMs' | 'clock'> {
  /** 0 asks for any free port. */
  readonly port: number
  readonly users: readonly HostUser[]
  /** Exactly these pages may sign users in, e.g. `http://127.0.0.1:4304`. */
  readonly origins: readonly string[]
  /** Of an access token. Default 10 minutes. */
  readonly lifetimeMs?: number
  /** Origin of the app that the order desk, the host's own page, embeds. Default: there is no such page. */
  readonly deskAppUrl?: string
  /** Default: the machine's. */
  readonly clock?: { now(): number }
}

export interface DemoHost {
  /** Without a slash at the end. */
  readonly url: string
  addUser(user: HostUser): void
  /** Ends all sign-ins of a user, as soon as the access tokens that are out have expired. */
  revokeTokens(username: string): void
  /** How many sign-ins a user has that can be renewed. */
  tokenCount(username: string): number
  /** Ends all connections and frees the port. Idempotent. */
  stop(): Promise<void>
}

type Fields = Readonly<Record<string, unknown>>
type Service = (body: Fields) => Promise<object | null>

const address = '127.0.0.1'
const defaultLifetimeMs = 10 * 60_000
const headersTimeoutMs = 10_000
const requestTimeoutMs = 30_000

/** Resolves when it listens. Rejects with node's error when the port is taken. */
export async function startDemoHost(options: DemoHostOptions): Promise<DemoHost> {
  const { port, users, origins, lifetimeMs = defaultLifetimeMs, clock = Date } = options
  const accounts = createHostAccounts(users, clock)
  const tokens = createHostTokens({ ...options, lifetimeMs, clock })
  const services = createServices(accounts, tokens)
  const { deskAppUrl = null } = options
  const pages =
    deskAppUrl === null ? null : await readDesk({ users: accounts.all, appUrl: deskAppUrl })
  const timeouts = { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs }
  const server = createServer(timeouts, (request, response) => {
    const { headers, method } = request
    const page = method === 'GET' ? pages?.get(request.url?.split('?', 1)[0] ?? '') : undefined
    if (page !== undefined) {
      writePage(response, page, deskPolicy(deskAppUrl ?? ''))
      return
    }
    // Its own pages name their origin too.
    const own = pages === null ? [] : originsOfHost(headers.host)
    answer(services, new Set([...origins, ...own]), request, response).catch((error: unknown) => {
      failed(response, error)
    })
  })
  const url = await listen(server, port)
  return {
    url,
    addUser: accounts.add,
    revokeTokens: (username) => tokens.revokeAll(accounts.idOf(username)),
    tokenCount: (username) => tokens.count(accounts.idOf(username)),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
}

function createServices(
  accounts: HostAccounts,
  tokens: HostTokenIssuer,
): ReadonlyMap<string, Service> {
  const services: Readonly<Record<string, Service>> = {
    async Authenticate(body) {
      const name = textOf(body, 'userNameOrEmailAddress')
      const result = accounts.signIn(name, textOf(body, 'password'))
      if (result.kind === 'tooMany') {
        throw new Refusal(429, 'Too many attempts. Try again later.', result.retryAfterMs)
      }
      if (result.kind === 'refused') throw new Refusal(401, 'Invalid user name or password')
      return tokens.issue(result.account, body.rememberClient === true)
    },
    async RefreshToken(body) {
      const grant = tokens.redeem(textOf(body, 'refreshToken'))
      const account = grant === null ? undefined : accounts.find(grant.accountId)
      if (grant === null || account === undefined) {
        throw new Refusal(401, 'The refresh token is not valid')
      }
      return tokens.issue(account, grant.isRemembered)
    },
    LogOut({ refreshToken }) {
      if (typeof refreshToken === 'string') tokens.revoke(refreshToken)
      return Promise.resolve(null)
    },
  }
  return new Map(
    Object.entries(services).map(([name, service]) => [`/api/TokenAuth/${name}`, service]),
  )
}

async function answer(
  services: ReadonlyMap<string, Service>,
  origins: ReadonlySet<string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  refuseForeignOrigin(origins, request, response)
  const service = services.get(request.url?.split('?', 1)[0] ?? '')
  if (service === undefined) throw new Refusal(404, 'There is no such thing here')
  if (request.method === 'OPTIONS') {
    write(response, 204, null)
    return
  }
  if (request.method !== 'POST') throw new Refusal(405, 'Only POST')
  write(response, 200, succeeded(await service(await readFields(request))))
}

function writePage(response: ServerResponse, { type, body }: HostPage, policy: string): void {
  response.writeHead(200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': policy,
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'strict-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body())
}

/** Only of this machine: a name that somebody else made lead here is none of ours. */
function originsOfHost(name = ''): readonly string[] {
  return /^(127\.0\.0\.1|localhost):\d+$/.test(name) ? [`http://${name}`] : []
}

function textOf(body: Fields, key: string): string {
  const value = body[key]
  if (typeof value === 'string' && value !== '') return value
  throw new Refusal(400, `${key} must be a text that is not empty`)
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, () => {
      // It listens on a port, not on a pipe.
      resolve(`http://${address}:${(server.address() as AddressInfo).port}`)
    })
  })
}
