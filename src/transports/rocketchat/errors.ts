import { ChatError, type ChatErrorCode, type ChatErrorKind } from '../../domain'
import type { DdpError } from '../../protocol/rocketchat/ddp'
import { number, text, toFields } from './fields'

const defaultWaitMs = 60_000
const shortestWaitMs = 1_000
const longestWaitMs = 60 * 60_000

interface Sort {
  readonly kind: ChatErrorKind
  readonly code?: ChatErrorCode
}

/** Codes worth telling apart (rocketchat.md, Appendix B). */
const byCode: ReadonlyMap<string, Sort> = new Map<string, Sort>([
  ['totp-required', { kind: 'auth', code: 'secondFactorRequired' }],
  ['totp-invalid', { kind: 'auth', code: 'secondFactorInvalid' }],
  ['error-login-blocked-for-user', { kind: 'auth', code: 'loginBlocked' }],
  ['error-login-blocked-for-ip', { kind: 'auth', code: 'loginBlocked' }],
  ['error-message-size-exceeded', { kind: 'validation', code: 'messageTooLong' }],
  ['error-file-too-large', { kind: 'validation', code: 'fileTooLarge' }],
  ['error-too-large', { kind: 'validation', code: 'fileTooLarge' }],
  ['error-invalid-file-type', { kind: 'validation', code: 'fileTypeRefused' }],
  ['invalid-file', { kind: 'validation', code: 'uploadGone' }],
  ['error-file-upload-disabled', { kind: 'permission' }],
  ['error-direct-message-file-upload-not-allowed', { kind: 'permission' }],
  ['error-not-allowed', { kind: 'permission' }],
  ['error-action-not-allowed', { kind: 'permission' }],
  ['error-unauthorized', { kind: 'permission' }],
  ['error-forbidden', { kind: 'permission' }],
  ['unauthorized', { kind: 'permission' }],
  ['not-allowed', { kind: 'permission' }],
  ['error-you-are-last-owner', { kind: 'permission', code: 'lastOwner' }],
  ['error-remove-last-owner', { kind: 'permission', code: 'lastOwner' }],
  ['error-room-not-found', { kind: 'notFound' }],
  ['error-invalid-room', { kind: 'notFound' }],
  ['error-room-does-not-exist', { kind: 'notFound' }],
  ['error-invalid-user', { kind: 'notFound' }],
  ['error-user-not-found', { kind: 'notFound' }],
])

/** The error of a REST answer that is not a success. `body` is whatever came. */
export function fromRestFailure(status: number, body: unknown): ChatError {
  const fields = toFields(body)
  const reason = text(fields, 'error') || text(fields, 'message') || `HTTP ${status}`
  if (status === 429) {
    return new ChatError('rateLimit', reason, { retryAfterMs: waitOf(reason) })
  }
  const known = byCode.get(codeOf(text(fields, 'errorType'), text(fields, 'error')))
  if (known !== undefined && !(status === 401 && known.kind === 'permission')) {
    return new ChatError(known.kind, reason, known.code === undefined ? {} : { code: known.code })
  }
  return fromStatus(status, reason)
}

function fromStatus(status: number, reason: string): ChatError {
  if (status === 401) return new ChatError('auth', reason, { code: 'sessionExpired' })
  if (status === 403) return new ChatError('permission', reason)
  if (status === 413) return new ChatError('validation', reason, { code: 'fileTooLarge' })
  if (status === 404) return new ChatError('notFound', reason)
  if (status >= 500) return new ChatError('connection', reason, { code: 'unreachable' })
  return new ChatError('validation', reason)
}

/** `errorType`, else the code in brackets at the end of `error`, else `error` itself (§5.1). */
function codeOf(errorType: string, error: string): string {
  if (errorType !== '') return errorType
  return /\[([\w-]+)\]$/.exec(error)?.[1] ?? error
}

/** Milliseconds to wait as the text of a 429 tells them: its headers cannot be read cross-origin (§7.1). */
function waitOf(reason: string): number {
  const seconds = /wait (\d{1,5}) seconds/.exec(reason)?.[1]
  return seconds === undefined ? defaultWaitMs : sane((Number(seconds) + 1) * 1_000)
}

function sane(waitMs: number): number {
  return Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs))
}

/**
 * The error of a DDP `result` or `nosub`. A login that is refused for any reason but a
 * fault or a limit means that the credentials are gone (403, §2.3) or of no use.
 */
export function fromDdpError(error: DdpError, isLogin = false): ChatError {
  const reason = error.message ?? error.reason ?? String(error.error)
  if (error.error === 'too-many-requests') {
    const waitMs = number(toFields(error.details), 'timeToReset') ?? defaultWaitMs
    return new ChatError('rateLimit', reason, { retryAfterMs: sane(waitMs) })
  }
  if (error.error === 500) return new ChatError('connection', reason)
  if (isLogin) return new ChatError('auth', reason, { code: 'sessionExpired' })
  const known = byCode.get(String(error.error))
  if (known !== undefined) return new ChatError(known.kind, reason)
  if (error.error === 404) return new ChatError('notFound', reason)
  return new ChatError(error.error === 403 ? 'permission' : 'validation', reason)
}

export function lostLine(reason: string): ChatError {
  return new ChatError('connection', reason, { code: 'unreachable' })
}
