/** The Rocket.Chat login of each user, fetched once however many ask. */
import type { Stop } from '../../../src/ports'
import type { Principal } from '../identity/hostIdentity'
import type { Metrics } from '../metrics'
import { isFields } from '../upstream/body'
import type { ChatLogin } from '../upstream/upstream'
import type { TokenStore } from './tokenStore'

/** A login with a name of its own, so that it can be told from the one that replaces it. */
export interface UserToken extends ChatLogin {
  readonly session: string
}

export interface TokenCache {
  get(principal: Principal): Promise<UserToken>
  /** Another login than `stale`, which Rocket.Chat has refused. */
  renew(principal: Principal, stale: UserToken): Promise<UserToken>
  forget(principal: Principal): Promise<void>
  /** The session of the login that is in use now; null when there is none. Signs nobody in. */
  currentSession(userName: string): Promise<string | null>
  /** Tells what this process changes, not what others do that share the store. */
  listen(listener: LoginListener): Stop
}

/** A user has a new login, or none any more (null). */
export type LoginListener = (userName: string, session: string | null) => void

export interface TokenCacheDeps {
  readonly store: TokenStore
  readonly lifetimeMs: number
  signIn(principal: Principal): Promise<ChatLogin>
  newSession(): string
  readonly metrics: Metrics
}

export function createTokenCache(deps: TokenCacheDeps): TokenCache {
  const { store, metrics } = deps
  const signingIn = new Map<string, Promise<UserToken>>()
  const listeners = new Set<LoginListener>()

  function tell(userName: string, session: string | null): void {
    for (const listener of listeners) listener(userName, session)
  }

  async function read(key: string): Promise<UserToken | null> {
    const text = await store.get(key)
    return text === null ? null : decode(text)
  }

  /** Another process may have replaced it already: what is not `stale` is taken. */
  async function replace(principal: Principal, stale: string | null): Promise<UserToken> {
    const key = principal.userName
    const current = await read(key)
    if (current !== null && current.session !== stale) return current
    const token = { ...(await deps.signIn(principal)), session: deps.newSession() }
    await store.set(key, JSON.stringify(token), deps.lifetimeMs)
    tell(key, token.session)
    return token
  }

  function replaceOnce(principal: Principal, stale: string | null): Promise<UserToken> {
    const key = principal.userName
    const running = signingIn.get(key)
    if (running !== undefined) return running
    const started = replace(principal, stale).finally(() => signingIn.delete(key))
    signingIn.set(key, started)
    return started
  }

  return {
    async get(principal) {
      const known = await read(principal.userName)
      metrics.cache(known === null ? 'miss' : 'hit')
      return known ?? replaceOnce(principal, null)
    },
    renew: (principal, stale) => replaceOnce(principal, stale.session),
    async forget({ userName }) {
      await store.delete(userName)
      tell(userName, null)
    },
    currentSession: async (userName) => (await read(userName))?.session ?? null,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Null for what another version may have written. */
function decode(text: string): UserToken | null {
  try {
    const value: unknown = JSON.parse(text)
    if (!isFields(value)) return null
    const { userId, authToken, session } = value
    const isWhole = [userId, authToken, session].every((part) => typeof part === 'string')
    return isWhole ? (value as unknown as UserToken) : null // its three parts were checked
  } catch {
    return null
  }
}
