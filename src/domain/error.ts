/**
 * Why something failed, sorted where it happened. Above the transports nobody knows an HTTP status or a wire code.
 *
 * - `connection`: the line is down or gave no answer; the outcome of a write is unknown.
 * - `auth`: the credentials were refused; trying again with the same ones is useless.
 * - `rateLimit`: refused for now; try again after `retryAfterMs`.
 * - `permission`, `notFound`, `validation`: the server said no; the user has to change something.
 * - `protocol`: the other side said something that makes no sense.
 */
export type ChatErrorKind =
  'connection' | 'auth' | 'permission' | 'notFound' | 'rateLimit' | 'validation' | 'protocol'

export type ChatErrorCode =
  | 'wrongCredentials'
  | 'secondFactorRequired'
  | 'secondFactorInvalid'
  | 'loginBlocked'
  | 'sessionExpired'
  | 'messageTooLong'
  | 'fileTooLarge'
  | 'fileTypeRefused'
  | 'lastOwner'
  | 'nameTaken'
  | 'nameRefused'
  | 'uploadGone'
  | 'fileUnreadable'
  | 'unreachable'
  | 'other'

export interface ChatErrorDetails {
  readonly code?: ChatErrorCode
  /** Milliseconds to wait; only with `rateLimit`. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

export class ChatError extends Error {
  readonly kind: ChatErrorKind
  readonly code: ChatErrorCode
  readonly retryAfterMs: number | null

  /** `message` is for logs and for the "details" of an error view, never the sentence a user reads first. */
  constructor(kind: ChatErrorKind, message: string, details: ChatErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'ChatError'
    this.kind = kind
    this.code = details.code ?? 'other'
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}

/** Whether the same attempt may succeed later without anybody changing anything. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ChatError && (error.kind === 'connection' || error.kind === 'rateLimit')
}

export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  return new ChatError('protocol', error instanceof Error ? error.message : String(error), {
    cause: error,
  })
}
