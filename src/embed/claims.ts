/** What a frame reads of the host's token, without believing it: the server verifies. */
export interface TokenClaims {
  /** The user at the host. */
  readonly subject: string
  /** Epoch milliseconds; null when the token says nothing of it. */
  readonly expiresAt: number | null
}

/** Null when the token cannot be read, or names nobody. */
export function readClaims(token: string): TokenClaims | null {
  try {
    const body = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')
    const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const { sub, exp } = claims
    if (typeof sub !== 'string' || sub === '') return null
    return { subject: sub, expiresAt: typeof exp === 'number' ? exp * 1_000 : null }
  } catch {
    return null
  }
}
