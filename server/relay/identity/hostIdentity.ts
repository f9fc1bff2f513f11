/** Who the host application says is calling: its JWT, verified on every request. */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose'
import type { Clock } from '../../../src/ports'
import type { IdentityConfig, IdentityKey } from '../config/config'
import { hostTokenRefused, RelayFailure } from '../failure'

/** A user of the host application, as its token tells. */
export interface Principal {
  /** Also the username in Rocket.Chat, letter by letter. */
  readonly userName: string
  /** What others see; null when the token does not tell. */
  readonly name: string | null
  readonly email: string | null
  /** Null when the host does not tell it. */
  readonly isActive: boolean | null
  /** When the token was issued, in seconds since the epoch; null when it does not tell. */
  readonly issuedAt: number | null
  /** Has the host's role for administrative calls. */
  readonly isAdmin: boolean
}

export interface HostIdentity {
  /** @throws RelayFailure 401 for a token that is not valid, 503 when the host's keys cannot be had */
  verify(authorization: string | undefined): Promise<Principal>
  /** The same for a token that did not come in a header. */
  verifyToken(token: string): Promise<Principal>
}

type Verify = (token: string, options: JWTVerifyOptions) => Promise<{ payload: JWTPayload }>

const BEARER = /^Bearer (\S+)$/i
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** What Rocket.Chat takes by default (`UTF8_User_Names_Validation`), and no path can be made of. */
const USER_NAME = /^[\w-][\w.-]{0,119}$/
const KEYS_TIMEOUT_MS = 5_000
/** How long the host is not asked again for its keys when a token names one that is not among them. */
const KEYS_COOLDOWN_MS = 5_000

export function createHostIdentity(config: IdentityConfig, clock: Clock): HostIdentity {
  const verify = verifierOf(config.key)

  async function verifyToken(token: string): Promise<Principal> {
    if (!TOKEN.test(token)) throw hostTokenRefused('A bearer token of the host is needed')
    try {
      const { payload } = await verify(token, optionsOf(config, clock.now()))
      return readPrincipal(config, payload)
    } catch (error) {
      throw refusalOf(error, config.key)
    }
  }

  return {
    verify: async (authorization) => verifyToken(BEARER.exec(authorization ?? '')?.[1] ?? ''),
    verifyToken,
  }
}

function optionsOf(config: IdentityConfig, now: number): JWTVerifyOptions {
  return {
    issuer: config.issuer,
    audience: config.audience,
    algorithms: [...config.algorithms],
    clockTolerance: config.clockTolerance,
    currentDate: new Date(now),
    requiredClaims: ['exp', config.userNameClaim],
  }
}

function verifierOf(key: IdentityKey): Verify {
  switch (key.kind) {
    case 'publicKey':
      return (token, options) => jwtVerify(token, key.key, options)
    case 'secret': {
      const secret = Buffer.from(key.secret.reveal(), 'utf8')
      return (token, options) => jwtVerify(token, secret, options)
    }
    case 'jwks': {
      const keys = createRemoteJWKSet(key.url, {
        timeoutDuration: KEYS_TIMEOUT_MS,
        cooldownDuration: KEYS_COOLDOWN_MS,
      })
      return async (token, options) => {
        const isLeftAlone = keys.coolingDown
        try {
          return await jwtVerify(token, keys, options)
        } catch (error) {
          // The key may be newer than the set, which has just been asked for: a 401 would sign the user out.
          if (isLeftAlone && error instanceof errors.JWKSNoMatchingKey) throw keysUnknown(error)
          throw error
        }
      }
    }
  }
}

function readPrincipal(config: IdentityConfig, claims: JWTPayload): Principal {
  const userName = claims[config.userNameClaim]
  if (typeof userName !== 'string' || !USER_NAME.test(userName)) {
    throw hostTokenRefused('The token names no user that the chat server could know')
  }
  return {
    userName,
    name: textOf(claims[config.nameClaim]),
    email: textOf(claims[config.emailClaim]),
    isActive: config.activeClaim === null ? null : isTrue(claims[config.activeClaim]),
    issuedAt: claims.iat ?? null,
    isAdmin: hasAdminRole(config, claims),
  }
}

function hasAdminRole({ roleClaim, adminRole }: IdentityConfig, claims: JWTPayload): boolean {
  if (roleClaim === null) return false
  const roles = claims[roleClaim]
  return roles === adminRole || (Array.isArray(roles) && roles.includes(adminRole))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** .NET writes booleans as text. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true')
}

/** Tells why as far as it helps an honest caller; the token itself is never repeated. */
function refusalOf(error: unknown, key: IdentityKey): RelayFailure {
  if (error instanceof RelayFailure) return error
  if (error instanceof errors.JWTExpired) return hostTokenRefused('The token has expired')
  if (key.kind !== 'jwks' || !isKeyTrouble(error)) return hostTokenRefused('The token is not valid')
  return keysUnknown(error)
}

function keysUnknown(cause: unknown): RelayFailure {
  return new RelayFailure(503, 'error-host-keys', "The host's keys cannot be read", {
    retryAfterMs: KEYS_TIMEOUT_MS,
    cause,
  })
}

/** The key set could not be fetched or read: the token may be good. */
function isKeyTrouble(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true
  return ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'].includes(error.code)
}
