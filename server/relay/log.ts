import { pino, type DestinationStream, type Logger } from 'pino'

export type Log = Logger

const REDACTED = [
  'authorization',
  'cookie',
  'password',
  'token',
  'authToken',
  'accessToken',
  'secret',
]

/** Lines of JSON. What is logged is chosen field by field; the redaction is the second lock on the same door. */
export function createLog(level: string, to?: DestinationStream): Log {
  const paths = REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const options = { level, base: { part: 'relay' }, redact: { paths, censor: '(secret)' } }
  return to === undefined ? pino(options) : pino(options, to)
}

/** Of an error only what cannot hold a header or a body. */
export function reasonOf(error: unknown): { readonly reason: string } {
  if (!(error instanceof Error)) return { reason: 'unknown' }
  const cause = error.cause instanceof Error ? `: ${codeOf(error.cause)}` : ''
  return { reason: `${codeOf(error)}${cause}` }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
