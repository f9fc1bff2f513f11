import { isAxiosError } from 'axios'
import { ChatError } from '../../domain'
import type { Accounts, Clock, Credentials, PasswordSignIn } from '../../ports'
import { isFields, object, text, toFields, type Fields, type HttpClient } from '../rocketchat'
import type { HostAddress } from './hubAddress'

export interface HostAccountDeps {
  readonly http: HttpClient
  readonly clock: Clock
  readonly host: HostAddress
  readCookie(name: string): string | null
}

export interface HostAccounts extends Accounts {
  /** A new token for one that is ending. Rejects with `auth` when the host gives none. */
  renew(credentials: Credentials): Promise<Credentials>
}

const timeoutMs = 30_000

/** Signing in at the host application as ABP hosts do it (signalr.md §18): its token is all the browser gets. */
export function createHostAccounts(deps: HostAccountDeps): HostAccounts {
  const { host, clock } = deps

  async function post(url: string, body: Fields, token?: string): Promise<Fields> {
    try {
      const answer = await deps.http.request<unknown>({
        method: 'post',
        url,
        data: body,
        timeout: timeoutMs,
        headers: {
          ...hostHeaders(deps),
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
      })
      return resultOf(answer.data)
    } catch (error) {
      throw sort(error)
    }
  }

  async function leave({ token, renewal }: Credentials): Promise<void> {
    if (host.signOutUrl === null) return
    await post(host.signOutUrl, renewal === undefined ? {} : { refreshToken: renewal }, token)
  }

  async function renew(credentials: Credentials): Promise<Credentials> {
    if (host.renewUrl === null || credentials.renewal === undefined) throw expired()
    const result = await post(host.renewUrl, { refreshToken: credentials.renewal })
    const next = readCredentials({ userId: credentials.userId, ...result }, clock.now())
    if (next.userId !== credentials.userId) throw expired()
    return { ...(next.renewal === undefined ? { renewal: credentials.renewal } : {}), ...next }
  }

  return {
    async signIn(form) {
      if (host.signInUrl === null) {
        throw new ChatError('validation', 'this host hands its users over; there is no sign-in')
      }
      const result = await post(host.signInUrl, signInBody(form))
      if (result.requiresTwoFactorVerification === true) {
        throw new ChatError('auth', 'a code is needed', { code: 'secondFactorRequired' })
      }
      return readCredentials(result, clock.now())
    },

    /** A token that has expired does not end what it can be renewed with: a new one does. */
    signOut: (credentials) =>
      leave(credentials)
        .catch(async (error: unknown) => {
          if (isAuth(error)) await leave(await renew(credentials))
          else throw error
        })
        .catch((error: unknown) => {
          if (!isAuth(error)) throw error
        }),

    renew,
  }
}

/** What every request to the host carries besides its token. */
export function hostHeaders({
  host,
  readCookie,
}: Pick<HostAccountDeps, 'host' | 'readCookie'>): Record<string, string> {
  const value = host.xsrf === null ? null : readCookie(host.xsrf.cookie)
  return {
    ...host.headers,
    ...(host.xsrf === null || value === null ? {} : { [host.xsrf.header]: value }),
  }
}

function signInBody({ user, password, code }: PasswordSignIn): Fields {
  return {
    userNameOrEmailAddress: user,
    password,
    rememberClient: true,
    ...(code === undefined || code === '' ? {} : { twoFactorVerificationCode: code }),
  }
}

function readCredentials(result: Fields, now: number): Credentials {
  const token = text(result, 'accessToken')
  const { userId, expireInSeconds } = result
  const isId = typeof userId === 'string' || typeof userId === 'number'
  if (token === '' || !isId || userId === '') {
    throw new ChatError('protocol', 'the host answered without a token')
  }
  const [hubToken, renewal] = [text(result, 'encryptedAccessToken'), text(result, 'refreshToken')]
  return {
    userId: String(userId),
    token,
    ...(hubToken === '' ? {} : { hubToken }),
    ...(renewal === '' ? {} : { renewal }),
    ...(typeof expireInSeconds === 'number' && expireInSeconds > 0
      ? { expiresAt: now + expireInSeconds * 1_000 }
      : {}),
  }
}

/** ABP wraps its answers; hosts that do not are understood too. */
function resultOf(data: unknown): Fields {
  const envelope = toFields(data)
  if (envelope.success === false) throw refusal(envelope)
  if (envelope.__abp === true) return object(envelope, 'result')
  if (!isFields(data)) throw new ChatError('protocol', 'the host did not answer with JSON')
  return data
}

function sort(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  if (!isAxiosError(error) || error.response === undefined) {
    const reason = error instanceof Error ? error.message : 'no answer'
    return new ChatError('connection', reason, { code: 'unreachable' })
  }
  const { status } = error.response
  const body = toFields(error.response.data)
  if (status === 429) {
    return new ChatError('rateLimit', 'the host limits sign-ins', { retryAfterMs: 60_000 })
  }
  // ABP answers a wrong password with status 500 and its envelope (`UserFriendlyException`).
  const isRefusal = status === 401 || status === 403 || status === 400 || body.__abp === true
  if (isRefusal) return refusal(body)
  return new ChatError('connection', `HTTP ${status}`, { code: 'unreachable' })
}

function refusal(envelope: Fields): ChatError {
  const { message, details } = object(envelope, 'error')
  const reason = [message, details].filter((part) => typeof part === 'string').join(': ')
  return new ChatError('auth', reason || 'refused', { code: 'wrongCredentials' })
}

function isAuth(error: unknown): boolean {
  return error instanceof ChatError && error.kind === 'auth'
}

function expired(): ChatError {
  return new ChatError('auth', 'the host gives no new token', { code: 'sessionExpired' })
}
