/** Sign-in for pages that talk to Rocket.Chat themselves, and the check of such a sign-in. */
import type { IncomingHttpHeaders } from 'node:http'
import type { AuthorizedChatAction } from '../authorizedChatAction'
import { LoginRefused, RelayFailure, upstreamUnreadable } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import type { ChatLogin, Upstream } from '../upstream/upstream'

export interface ServiceDeps {
  readonly act: AuthorizedChatAction
  readonly upstream: Upstream
}

export interface Services {
  /** A login that works at this moment. */
  authenticate(principal: Principal): Promise<{ accessToken: string; userId: string }>
  /** Whose login the request carries; it has to be the principal's own. */
  verify(
    principal: Principal,
    headers: IncomingHttpHeaders,
  ): Promise<{ userId: string; userName: string; source: 'headers' | 'cookies' }>
}

export function createServices({ act, upstream }: ServiceDeps): Services {
  async function userNameOf(login: ChatLogin): Promise<string> {
    const answer = await upstream.json({ route: 'me', method: 'GET', path: '/api/v1/me', login })
    const { username } = answer.body
    if (answer.status !== 200 || typeof username !== 'string') throw upstreamUnreadable()
    return username
  }

  return {
    authenticate: (principal) =>
      act(principal, {
        mayUseAgent: false,
        async run(login) {
          await userNameOf(login)
          return { accessToken: login.authToken, userId: login.userId }
        },
      }),
    async verify(principal, headers) {
      const { login, source } = readChatLogin(headers)
      const userName = await userNameOf(login).catch((error: unknown) => {
        throw error instanceof LoginRefused ? loginRefused('The chat login is over') : error
      })
      if (userName !== principal.userName) {
        throw new RelayFailure(403, 'error-foreign-login', 'The chat login is of another user')
      }
      return { userId: login.userId, userName, source }
    },
  }
}

interface CarriedLogin {
  readonly login: ChatLogin
  readonly source: 'headers' | 'cookies'
}

/** Headers first, then cookies. Half a login in the headers is an error: the cookies may be of somebody else. */
export function readChatLogin(headers: IncomingHttpHeaders): CarriedLogin {
  const userId = headers['x-user-id']
  const authToken = headers['x-auth-token']
  if (userId !== undefined || authToken !== undefined) {
    return { login: whole(userId, authToken, 'X-User-Id and X-Auth-Token'), source: 'headers' }
  }
  const cookies = readCookies(headers.cookie ?? '')
  const login = whole(cookies.get('chat_uid'), cookies.get('chat_token'), 'chat_uid and chat_token')
  return { login, source: 'cookies' }
}

function whole(userId: unknown, authToken: unknown, names: string): ChatLogin {
  const isWhole = isHeaderText(userId) && isHeaderText(authToken)
  if (isWhole) return { userId, authToken }
  throw loginRefused(`A chat login needs both ${names}`)
}

/** It becomes a header again: nothing that could end one. */
function isHeaderText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,256}$/.test(value)
}

function readCookies(text: string): Map<string, string> {
  const pairs = text.split(';').map((pair) => pair.trim().split('='))
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]))
}

/** 403, because 401 is about the host's token. */
function loginRefused(message: string): RelayFailure {
  return new RelayFailure(403, 'error-chat-login', message)
}
