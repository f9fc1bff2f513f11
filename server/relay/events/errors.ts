/** How a call of a client fails: the texts of rule H10, and which fault becomes which. */
import { ChatError } from '../../../src/domain'
import { encodeHubError, type HubErrorCode } from '../../../src/protocol/hub/hub'
import { HubError } from '../../hub'
import { LoginRefused, RelayFailure } from '../failure'

const texts: Readonly<Record<HubErrorCode, string>> = {
  'error-not-ready': 'The chat server cannot be reached now',
  'error-chat-sign-in': 'The chat server does not sign this user in',
  'error-user-inactive': 'The user is not active',
  'error-not-allowed': 'The chat server does not allow it',
  'error-not-open': 'openChat has to be called first',
  'error-invalid-arguments': 'Wrong number or kind of arguments',
  'error-too-many': 'More than are watched for one client',
}

const signInCodes = new Set([
  'error-chat-sign-in',
  'error-chat-login',
  'error-chat-user',
  'error-user-name-taken',
  'error-user-reserved',
])
const refusals = new Set<ChatError['kind']>(['permission', 'notFound', 'validation'])

export function hubError(code: HubErrorCode): HubError {
  return new HubError(encodeHubError(texts[code], code))
}

/** Whatever is not known is `error-not-ready`: it may pass. */
export function codeOf(error: unknown): HubErrorCode {
  if (error instanceof RelayFailure) {
    if (error.code === 'error-user-inactive') return error.code
    return signInCodes.has(error.code) ? 'error-chat-sign-in' : 'error-not-ready'
  }
  if (error instanceof LoginRefused) return 'error-chat-sign-in'
  const isRefusal = error instanceof ChatError && refusals.has(error.kind)
  return isRefusal ? 'error-not-allowed' : 'error-not-ready'
}

export function toHubError(error: unknown): HubError {
  return error instanceof HubError ? error : hubError(codeOf(error))
}

/** Milliseconds that the chat server wants to be left alone; 0 when it did not say. */
export function wantedSilenceMs(error: unknown): number {
  const isTold = error instanceof RelayFailure || error instanceof ChatError
  return isTold ? (error.retryAfterMs ?? 0) : 0
}
