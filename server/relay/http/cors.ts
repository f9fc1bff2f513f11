import type { IncomingHttpHeaders } from 'node:http'

/** Which headers a browser of this origin is answered with; `refused` for an origin that is not listed. */
export type CorsCheck =
  | { readonly kind: 'allowed'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'refused' }

export type Cors = (headers: IncomingHttpHeaders) => CorsCheck

const REQUEST_HEADERS =
  'Authorization, Content-Type, X-Requested-With, X-Auth-Token, X-User-Id, X-Request-Id'
const ANSWER_HEADERS =
  'Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id'
const PREFLIGHT_SECONDS = '600'

/**
 * By exact origins, never `*`. Requests without an origin come from no foreign page and are let through;
 * those of an origin that is not listed are refused before anything is done, not only kept from reading.
 */
export function createCors(origins: readonly string[]): Cors {
  const listed = new Set(origins)
  return ({ origin }) => {
    if (origin === undefined) return { kind: 'allowed', headers: { vary: 'Origin' } }
    if (!listed.has(origin)) return { kind: 'refused' }
    return {
      kind: 'allowed',
      headers: {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': ANSWER_HEADERS,
      },
    }
  }
}

export const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': REQUEST_HEADERS,
  'access-control-max-age': PREFLIGHT_SECONDS,
}
