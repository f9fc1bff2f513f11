/** How a request ends that does not succeed. The only error that becomes an answer with its own words. */
export class RelayFailure extends Error {
  override readonly name = 'RelayFailure'
  /** How long the caller should wait before asking again; null when waiting does not help. */
  readonly retryAfterMs: number | null

  constructor(
    readonly status: number,
    /** For programs, e.g. `error-host-token`. */
    readonly code: string,
    /** For people. Never holds a token, a password or an address of the upstream. */
    message: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** Rocket.Chat does not know the login any more: renew it and try once again. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused'
}

export function hostTokenRefused(message: string): RelayFailure {
  return new RelayFailure(401, 'error-host-token', message)
}

export function upstreamUnavailable(cause?: unknown): RelayFailure {
  return new RelayFailure(502, 'error-upstream-unavailable', 'The chat server does not answer', {
    cause,
  })
}

export function upstreamSlow(): RelayFailure {
  return new RelayFailure(504, 'error-upstream-slow', 'The chat server did not answer in time')
}

export function upstreamUnreadable(): RelayFailure {
  return new RelayFailure(
    502,
    'error-upstream-unreadable',
    'The chat server answered with something else than was asked for',
  )
}

export function tooLarge(): RelayFailure {
  return new RelayFailure(413, 'error-too-large', 'The body is too large')
}

export function loginRefusedAgain(): RelayFailure {
  return new RelayFailure(502, 'error-chat-login', 'The chat server refused a new login', {
    retryAfterMs: 5_000,
  })
}

export function notReady(): RelayFailure {
  return new RelayFailure(503, 'error-not-ready', 'The relay is not signed in to the chat server', {
    retryAfterMs: 5_000,
  })
}

export function limited(retryAfterMs: number): RelayFailure {
  return new RelayFailure(
    429,
    'error-too-many-requests',
    `Error, too many requests. Please slow down. You must wait ${Math.ceil(retryAfterMs / 1000)} seconds before trying this endpoint again.`,
    { retryAfterMs },
  )
}
