import { isAxiosError } from 'axios'
import { ChatError } from '../../domain'
import type { Credentials } from '../../ports'
import { object, text, toFields } from './fields'
import type { HttpClient } from './rest'

const timeoutMs = 30_000

export interface ExchangeDeps {
  readonly http: HttpClient
  /** Null where there is nothing to ask. */
  readonly url: string | null
}

/**
 * A login for a host application's token, made on the host's side (E8; `Im/Authenticate` of the relay, in ABP's envelope): the
 * browser sees no password. Rejects with a ChatError; `auth` when the token is refused.
 */
export async function exchangeToken(
  { http, url }: ExchangeDeps,
  token: string,
): Promise<Credentials> {
  if (url === null) throw new ChatError('validation', 'the configuration has no "exchangeUrl"')
  const headers = { Authorization: `Bearer ${token}` }
  const { data } = await http
    .request<unknown>({ method: 'post', url, data: {}, timeout: timeoutMs, headers })
    .catch((error: unknown) => {
      throw asRefusal(error)
    })
  const result = object(toFields(data), 'result')
  const credentials = { userId: text(result, 'userId'), token: text(result, 'accessToken') }
  if (credentials.userId !== '' && credentials.token !== '') return credentials
  throw new ChatError('protocol', 'the exchange answered without a login')
}

function asRefusal(error: unknown): ChatError {
  const status = isAxiosError(error) ? error.response?.status : undefined
  if (status === 401 || status === 403) {
    return new ChatError('auth', 'the host token was refused', { code: 'wrongCredentials' })
  }
  const reason = status === undefined ? 'no answer' : `HTTP ${status}`
  return new ChatError('connection', `the exchange: ${reason}`, { code: 'unreachable' })
}
