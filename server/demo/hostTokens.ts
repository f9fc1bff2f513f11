/** What the demo's host application gives to whoever has signed in: a JWT, and a way to get the next one. */
import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import { CompactEncrypt, SignJWT } from 'jose'
import type { HostAccount } from './hostAccounts'

/** As in ABP, save that there is no tenant. */
export interface HostTokens {
  readonly accessToken: string
  /** For hosts whose hub takes a token in the query. The relay does not. */
  readonly encryptedAccessToken: string
  readonly expireInSeconds: number
  readonly userId: number
  readonly refreshToken: string
  readonly refreshTokenExpireInSeconds: number
}

export interface HostTokenOptions {
  /** Of HS256: at least 32 bytes. */
  readonly secret: string
  readonly issuer: string
  readonly audience: string
  /** Of an access token. */
  readonly lifetimeMs: number
  readonly clock: { now(): number }
}

export interface HostTokenIssuer {
  issue(account: HostAccount, isRemembered: boolean): Promise<HostTokens>
  /** Uses a refresh token up; null when it is unknown, used or over. */
  redeem(
    refreshToken: string,
  ): { readonly accountId: number; readonly isRemembered: boolean } | null
  /** Idempotent. */
  revoke(refreshToken: string): void
  revokeAll(accountId: number): void
  /** How many refresh tokens an account has. */
  count(accountId: number): number
}

interface Grant {
  readonly accountId: number
  readonly isRemembered: boolean
  readonly expiresAt: number
}

const hourMs = 3_600_000
const grantMs = 8 * hourMs
const rememberedGrantMs = 30 * 24 * hourMs
const maxGrants = 10_000
const refreshTokenBytes = 32
const idBytes = 12
const encryptionKeyBytes = 32

export function createHostTokens(options: HostTokenOptions): HostTokenIssuer {
  const { secret, lifetimeMs, clock } = options
  const encryptionKey = new Uint8Array(
    hkdfSync('sha256', secret, '', 'encryptedAccessToken', encryptionKeyBytes),
  )
  const grants = new Map<string, Grant>()

  function grant(accountId: number, isRemembered: boolean, forMs: number): string {
    const token = randomBytes(refreshTokenBytes).toString('base64url')
    grants.set(digestOf(token), { accountId, isRemembered, expiresAt: clock.now() + forMs })
    const [oldest] = grants.keys()
    if (grants.size > maxGrants && oldest !== undefined) grants.delete(oldest)
    return token
  }

  return {
    async issue(account, isRemembered) {
      const accessToken = await sign(account, options)
      const forMs = isRemembered ? rememberedGrantMs : grantMs
      return {
        accessToken,
        encryptedAccessToken: await new CompactEncrypt(Buffer.from(accessToken))
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
          .encrypt(encryptionKey),
        expireInSeconds: Math.floor(lifetimeMs / 1000),
        userId: account.id,
        refreshToken: grant(account.id, isRemembered, forMs),
        refreshTokenExpireInSeconds: forMs / 1000,
      }
    },
    redeem(refreshToken) {
      const digest = digestOf(refreshToken)
      const found = grants.get(digest)
      grants.delete(digest)
      return found === undefined || found.expiresAt <= clock.now() ? null : found
    },
    revoke: (refreshToken) => void grants.delete(digestOf(refreshToken)),
    revokeAll(accountId) {
      for (const [digest, found] of grants) {
        if (found.accountId === accountId) grants.delete(digest)
      }
    },
    count: (accountId) => [...grants.values()].filter((one) => one.accountId === accountId).length,
  }
}

function sign(
  { id, username, name, email }: HostAccount,
  { secret, issuer, audience, lifetimeMs, clock }: HostTokenOptions,
): Promise<string> {
  const seconds = Math.floor(clock.now() / 1000)
  const claims = { preferred_username: username, name, ...(email === undefined ? {} : { email }) }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(String(id))
    .setJti(randomBytes(idBytes).toString('base64url'))
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + Math.floor(lifetimeMs / 1000))
    .sign(Buffer.from(secret))
}

/** Found by their digest: how long the search takes tells nothing about a token. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
