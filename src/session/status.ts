import type { Timestamp } from '../domain'

export type WaitCause = 'unreachable' | 'lost' | 'rateLimit'
/** `userChanged`: the credentials are somebody else's now; what is here is not theirs to see. */
export type ClosedReason = 'signedOut' | 'credentialsRefused' | 'userChanged'

/** Where the session stands between signing in and signing out (C1). */
export type ConnectionStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' | 'authenticating' | 'subscribing' | 'catchingUp' }
  | { readonly kind: 'online' }
  | {
      readonly kind: 'waiting'
      /** By this machine's clock. */
      readonly retryAt: Timestamp
      readonly cause: WaitCause
    }
  | { readonly kind: 'closed'; readonly reason: ClosedReason }
