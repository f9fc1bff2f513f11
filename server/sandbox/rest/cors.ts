/** The CORS switch of Rocket.Chat (rocketchat.md §7.4). It covers `/api` only. */
import type { Answer } from './answers'

/** `*`, one origin or a comma list; null switches it off. */
export type CorsSetting = string | null

const HEADERS =
  'Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token, x-visitor-token, Authorization'
const METHODS = 'GET, POST, PUT, DELETE, HEAD, PATCH'

export interface CorsCheck {
  readonly headers: Readonly<Record<string, string>>
  /** Set when the request ends here: a preflight, or an origin that is not welcome. */
  readonly answer: Answer | null
}

export function checkCors(
  setting: CorsSetting,
  method: string | undefined,
  origin: string | undefined,
): CorsCheck {
  const isPreflight = method === 'OPTIONS'
  if (setting === null)
    return { headers: {}, answer: isPreflight ? text(405, 'CORS not enabled.') : null }
  const isAny = setting === '*'
  const isListed = origin !== undefined && setting.split(',').some((one) => one.trim() === origin)
  if (!isAny && !isListed && origin !== undefined) {
    return { headers: { vary: 'Origin' }, answer: text(403, 'Invalid origin') }
  }
  const headers = {
    'access-control-allow-origin': isAny ? '*' : (origin ?? setting),
    'access-control-allow-headers': HEADERS,
    'access-control-allow-methods': METHODS,
    ...(isAny ? {} : { vary: 'Origin' }),
  }
  return { headers, answer: isPreflight ? { status: 200, body: '' } : null }
}

function text(status: number, body: string): Answer {
  return { status, body }
}
