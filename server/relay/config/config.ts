/** What an operator decides. README.md lists the keys; here are their types, defaults and checks. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { createSecret, type Secret } from './secret'
import { createSource, type Environment, type Source } from './source'

export interface RelayConfig {
  /** 0 asks for any free port. */
  readonly port: number
  readonly host: string
  readonly im: ImConfig
  readonly identity: IdentityConfig
  /** Exactly these may call from a browser, e.g. `https://app.example.org`. */
  readonly origins: readonly string[]
  readonly hub: HubConfig
  readonly files: FilesConfig
  readonly limits: Limits
  readonly cache: CacheConfig
  /** pino's levels. */
  readonly logLevel: string
}

export interface ImConfig {
  readonly provider: 'RocketChat'
  /** Without a slash at the end. */
  readonly address: string
  readonly webSocketAddress: string
  readonly adminUserName: string
  readonly adminPassword: Secret
  /** With which users sign in where the server hands out no tokens. Null: only by tokens. */
  readonly defaultPassword: Secret | null
  /** `secret` of `users.createToken` from 8.0 on (rocketchat.md §2.7). */
  readonly createTokenSecret: Secret | null
  /** Roles that administrative calls neither give to anybody nor touch the bearers of. */
  readonly protectedRoles: readonly string[]
  /** Of users whose host token tells no address: `name@domain`. */
  readonly emailDomain: string
}

export interface IdentityConfig {
  readonly issuer: string
  readonly audience: string
  /** The only algorithms that are accepted; all of one kind with the key. */
  readonly algorithms: readonly string[]
  readonly key: IdentityKey
  readonly userNameClaim: string
  readonly nameClaim: string
  readonly emailClaim: string
  /** When set, a token in which this claim is false locks its user out, in Rocket.Chat too. */
  readonly activeClaim: string | null
  /** Names the user's roles, a text or a list of them. Null: nobody is an administrator. */
  readonly roleClaim: string | null
  /** The role whose bearers may make the calls marked `needs: 'admin'` in `http/target.ts`. */
  readonly adminRole: string
  /** Whole seconds by which the host's clock may differ. */
  readonly clockTolerance: number
}

export type IdentityKey =
  | { readonly kind: 'publicKey'; readonly key: KeyObject }
  | { readonly kind: 'jwks'; readonly url: URL }
  | { readonly kind: 'secret'; readonly secret: Secret }

/** Events over SignalR. */
export interface HubConfig {
  /** Begins with a slash and ends without one. */
  readonly path: string
  /** How long a user's upstream lives on without clients. */
  readonly keepUpstreamMs: number
  /** Upstreams at the same time, one for each user. */
  readonly upstreams: number
  /** Clients at the same time. */
  readonly clients: number
  readonly clientsPerUser: number
  /** Channels and people that one client may watch. */
  readonly roomsPerClient: number
  readonly peoplePerClient: number
}

export interface FilesConfig {
  /** What is passed on in nobody's name, for pictures that a page shows without a header; Rocket.Chat decides. */
  readonly public: PublicFiles
}

export type PublicFiles = 'none' | 'avatars' | 'all'

export interface Limits {
  /** Body of one request from the browser. */
  readonly bodyBytes: number
  /** One uploaded file with its form. */
  readonly uploadBytes: number
  /** Answer of Rocket.Chat that is passed on. */
  readonly answerBytes: number
  /** Silence of Rocket.Chat after which a request ends. */
  readonly upstreamTimeoutMs: number
  /** Requests of one user at the same time. */
  readonly requestsPerUser: number
  /** Requests in nobody's name at the same time. */
  readonly publicRequests: number
  /** How long requests may take to finish when the relay stops. */
  readonly stopTimeoutMs: number
}

export interface CacheConfig {
  /** Null keeps the tokens in memory. The URL may hold a password. */
  readonly redisUrl: Secret | null
  readonly tokenMs: number
}

/** Names every key that is wrong, and no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  constructor(readonly faults: readonly string[]) {
    super(['the configuration is not valid:', ...faults].join('\n  '))
  }
}

const KIB = 1024
const MIB = 1024 * KIB
const HOUR_MS = 3_600_000
const HIGHEST_PORT = 65_535
const MIN_SECRET_BYTES = 32
const HUB_PATH = /^(\/[\w-]+)+$/
const SYMMETRIC = ['HS256', 'HS384', 'HS512']
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']
const PUBLIC_FILES: readonly PublicFiles[] = ['none', 'avatars', 'all']
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** @throws ConfigError */
export function readConfig(file: unknown, environment: Environment = {}): RelayConfig {
  const source = createSource(file, environment)
  const config: RelayConfig = {
    port: source.whole('port', 3200, [0, HIGHEST_PORT]),
    host: source.text('host', '127.0.0.1'),
    im: readIm(source),
    identity: readIdentity(source),
    origins: source.texts('origins').filter((origin) => checkOrigin(source, origin)),
    hub: readHub(source),
    files: { public: oneOf(source, 'files.public', PUBLIC_FILES, 'avatars') },
    limits: readLimits(source),
    cache: {
      redisUrl: readRedisUrl(source),
      tokenMs: source.whole('cache.tokenMs', HOUR_MS, [1_000, 24 * HOUR_MS]),
    },
    logLevel: oneOf(source, 'logLevel', LOG_LEVELS, 'info'),
  }
  const faults = source.faults()
  if (faults.length > 0) throw new ConfigError(faults)
  return config
}

function readIm(source: Source): ImConfig {
  oneOf(source, 'im.provider', ['RocketChat'])
  const address = withoutSlash(readUrl(source, 'im.address', ['http:', 'https:']))
  const socketFallback = address === '' ? '' : `${address.replace(/^http/, 'ws')}/websocket`
  return {
    provider: 'RocketChat',
    address,
    webSocketAddress: readUrl(source, 'im.webSocketAddress', ['ws:', 'wss:'], socketFallback),
    adminUserName: source.text('im.adminUserName'),
    adminPassword: createSecret(source.text('im.adminPassword')),
    defaultPassword: optionalSecret(source, 'im.defaultPassword'),
    createTokenSecret: optionalSecret(source, 'im.createTokenSecret'),
    protectedRoles: source.texts('im.protectedRoles', ['admin']),
    emailDomain: source.text('im.emailDomain', 'users.invalid'),
  }
}

function readIdentity(source: Source): IdentityConfig {
  const key = readKey(source)
  const known = key?.kind === 'secret' ? SYMMETRIC : ASYMMETRIC
  const algorithms = source.texts('identity.algorithms', [known[0] ?? ''])
  if (algorithms.length === 0 || !algorithms.every((name) => known.includes(name))) {
    source.fault('identity.algorithms', `must be of ${known.join(', ')} with this kind of key`)
  }
  return {
    issuer: source.text('identity.issuer'),
    audience: source.text('identity.audience'),
    algorithms,
    key: key ?? { kind: 'secret', secret: createSecret('') },
    userNameClaim: source.text('identity.userNameClaim', 'preferred_username'),
    nameClaim: source.text('identity.nameClaim', 'name'),
    emailClaim: source.text('identity.emailClaim', 'email'),
    activeClaim: source.optionalText('identity.activeClaim') ?? null,
    roleClaim: source.optionalText('identity.roleClaim') ?? null,
    adminRole: source.text('identity.adminRole', 'admin'),
    clockTolerance: source.whole('identity.clockTolerance', 30, [0, 300]),
  }
}

/** Exactly one of the three; null after a fault. */
function readKey(source: Source): IdentityKey | null {
  const pem = source.optionalText('identity.key')
  const url = source.optionalText('identity.jwksUrl')
  const secret = source.optionalText('identity.secret')
  if ([pem, url, secret].filter((value) => value !== undefined).length !== 1) {
    source.fault('identity.key', 'or identity.jwksUrl or identity.secret: exactly one is needed')
    return null
  }
  if (pem !== undefined) return readPublicKey(source, pem)
  if (secret !== undefined) return readSharedSecret(source, secret)
  const address = readUrl(source, 'identity.jwksUrl', ['http:', 'https:'])
  return address === '' ? null : { kind: 'jwks', url: new URL(address) }
}

function readPublicKey(source: Source, pem: string): IdentityKey | null {
  try {
    if (pem.includes('PRIVATE KEY')) throw new Error('a private key')
    return { kind: 'publicKey', key: createPublicKey(pem) }
  } catch {
    source.fault('identity.key', 'must be a public key in PEM form')
    return null
  }
}

function readSharedSecret(source: Source, secret: string): IdentityKey {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    source.fault('identity.secret', `must have at least ${MIN_SECRET_BYTES} bytes`)
  }
  return { kind: 'secret', secret: createSecret(secret) }
}

function readHub(source: Source): HubConfig {
  const path = source.text('hub.path', '/hub')
  if (!HUB_PATH.test(path)) source.fault('hub.path', 'must be a path like /hub')
  return {
    path,
    keepUpstreamMs: source.whole('hub.keepUpstreamMs', 30_000, [0, HOUR_MS]),
    upstreams: source.whole('hub.upstreams', 10_000, [1, 100_000]),
    clients: source.whole('hub.clients', 20_000, [1, 100_000]),
    clientsPerUser: source.whole('hub.clientsPerUser', 50, [1, 1_000]),
    roomsPerClient: source.whole('hub.roomsPerClient', 50, [20, 1_000]),
    peoplePerClient: source.whole('hub.peoplePerClient', 500, [200, 1_000]),
  }
}

function readLimits(source: Source): Limits {
  return {
    bodyBytes: source.whole('limits.bodyBytes', 256 * KIB, [KIB, 16 * MIB]),
    uploadBytes: source.whole('limits.uploadBytes', 100 * MIB, [KIB, 4096 * MIB]),
    answerBytes: source.whole('limits.answerBytes', 128 * MIB, [KIB, 1024 * MIB]),
    upstreamTimeoutMs: source.whole('limits.upstreamTimeoutMs', 20_000, [50, 300_000]),
    publicRequests: source.whole('limits.publicRequests', 64, [1, 10_000]),
    requestsPerUser: source.whole('limits.requestsPerUser', 64, [1, 10_000]),
    stopTimeoutMs: source.whole('limits.stopTimeoutMs', 5_000, [0, 60_000]),
  }
}

function readRedisUrl(source: Source): Secret | null {
  const url = source.optionalText('cache.redisUrl')
  if (url === undefined) return null
  readUrl(source, 'cache.redisUrl', ['redis:', 'rediss:'])
  return createSecret(url)
}

function optionalSecret(source: Source, key: string): Secret | null {
  const value = source.optionalText(key)
  return value === undefined ? null : createSecret(value)
}

function readUrl(
  source: Source,
  key: string,
  protocols: readonly string[],
  fallback?: string,
): string {
  const value = source.text(key, fallback)
  if (value === '') return ''
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
  source.fault(key, `must be an address that starts with ${protocols.join('// or ')}//`)
  return ''
}

function checkOrigin(source: Source, origin: string): boolean {
  const isExact = URL.canParse(origin) && new URL(origin).origin === origin
  if (!isExact) source.fault('origins', 'must be exact origins like https://app.example.org')
  return isExact
}

/** The word itself also after a fault. */
function oneOf<W extends string>(
  source: Source,
  key: string,
  words: readonly W[],
  fallback?: W,
): W {
  const word = source.text(key, fallback) as W // `ConfigError` follows when it is none of them
  if (word !== '' && !words.includes(word)) source.fault(key, `must be ${words.join(' or ')}`)
  return word
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '')
}
