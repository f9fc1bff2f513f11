/** What proves who the user is. Only ever in memory, in request headers, and in the storage the user chose. */
export interface Credentials {
  readonly userId: string
  readonly token: string
}

export interface PasswordSignIn {
  readonly user: string
  readonly password: string
  /** The second factor, once the server has asked for it. */
  readonly code?: string
}

/** Signing in and out at a chat back end. Rejects with a `ChatError`; see `ChatErrorCode` for what a user can do. */
export interface Accounts {
  signIn(signIn: PasswordSignIn): Promise<Credentials>
  /** Revokes the token on the server. */
  signOut(credentials: Credentials): Promise<void>
}
