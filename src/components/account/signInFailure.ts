import type { ChatErrorCode, ChatErrorKind } from '../../domain'
import type { Translate } from '../../i18n'

interface Failure {
  readonly kind: ChatErrorKind
  readonly code: ChatErrorCode
}

/** Why signing in did not work and what to do. Empty when the server only asks for the second factor. */
export function signInFailure(failure: Failure, address: string, text: Translate): string {
  switch (failure.code) {
    case 'wrongCredentials':
      return text('signIn.wrongCredentials')
    case 'secondFactorRequired':
      return ''
    case 'secondFactorInvalid':
      return text('signIn.codeInvalid')
    case 'loginBlocked':
      return text('signIn.blocked')
    case 'sessionExpired':
      return text('signIn.expired')
    case 'unreachable':
      return text('signIn.unreachable', { address })
    case 'messageTooLong':
    case 'fileTooLarge':
    case 'fileTypeRefused':
    case 'nameTaken':
    case 'nameRefused':
    case 'uploadGone':
    case 'lastOwner':
    case 'fileUnreadable':
    case 'other':
      return byKind(failure.kind, address, text)
  }
}

function byKind(kind: ChatErrorKind, address: string, text: Translate): string {
  switch (kind) {
    case 'connection':
      return text('signIn.unreachable', { address })
    case 'auth':
      return text('signIn.wrongCredentials')
    case 'permission':
      return text('signIn.notAllowed')
    case 'rateLimit':
      return text('signIn.rateLimit')
    case 'notFound':
    case 'validation':
    case 'protocol':
      return text('signIn.failed')
  }
}
