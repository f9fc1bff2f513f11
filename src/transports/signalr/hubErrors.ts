import { ChatError } from '../../domain'
import { decodeHubErrorCode } from '../../protocol/hub/hub'
import { lostLine } from '../rocketchat'

/** The host has no such method (signalr.md §21). */
export class UnknownMethod extends ChatError {
  constructor(reason: string) {
    super('protocol', reason)
  }
}

/** Of what a method was refused with (H10), or of what ended the line. */
export function sort(error: unknown): ChatError {
  const reason = reasonOf(error)
  switch (decodeHubErrorCode(reason)) {
    case 'error-not-allowed':
      return new ChatError('permission', reason)
    case 'error-user-inactive':
      return new ChatError('auth', reason, { code: 'loginBlocked' })
    case 'error-too-many':
      return new ChatError('validation', reason)
    case 'error-not-open':
    case 'error-invalid-arguments':
      return new ChatError('protocol', reason)
    default:
      return /unknown hub method|method does not exist/i.test(reason)
        ? new UnknownMethod(reason)
        : lostLine(reason)
  }
}

/** Only the number is dependable in the library's text (signalr.md §13). */
export function isUnauthorized(error: unknown): boolean {
  return /\b401\b/.test(messageOf(error))
}

export function refused(): ChatError {
  return new ChatError('auth', 'the host refuses its token', { code: 'sessionExpired' })
}

/** Of an HTTP refusal its number alone: the text is the body, in which a host may repeat an address with a token. */
export function reasonOf(error: unknown): string {
  const reason = messageOf(error)
  const status = /Status code '(\d{3})'/.exec(reason)?.[1]
  return status === undefined ? reason : `HTTP ${status}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
