import { LoginRefused, upstreamUnreadable } from '../failure'
import { isFields, type Fields } from './body'
import type { ChatLogin, Upstream } from './upstream'

/** By name and password (rocketchat.md §2.1). Rejects with `LoginRefused` when they are not right. */
export async function logIn(
  upstream: Upstream,
  user: string,
  password: string,
): Promise<ChatLogin> {
  const { status, body } = await upstream.json({
    route: 'login',
    method: 'POST',
    path: '/api/v1/login',
    body: JSON.stringify({ user, password }),
  })
  if (status !== 200) throw new LoginRefused(`status ${status}`)
  return readLogin(body)
}

/** `{data: {userId, authToken}}`, as `login` and `users.createToken` answer. */
export function readLogin(body: Fields): ChatLogin {
  const data = isFields(body.data) ? body.data : {}
  const { userId, authToken } = data
  if (typeof userId === 'string' && typeof authToken === 'string') return { userId, authToken }
  throw upstreamUnreadable()
}
