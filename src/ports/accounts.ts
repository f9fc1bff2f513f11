/** What proves who the user is. Only ever in memory, in request headers, and in the storage the user chose. */
export interface Credentials {
  readonly userId: string
  readonly token: string
  /** Where the realtime connection wants another token than requests do. */
  readonly hubToken?: string
  /** With which a new token can be had; good for one use. */
  readonly renewal?: string
  /** End of the token by this machine's clock, in epoch milliseconds. */
  readonly expiresAt?: number
}

/** Where the credentials of a signed-in user are kept, for all tabs that share them. */
export interface CredentialsKeeper {
  /** Null when they are gone. */
  read(): Credentials | null
  /** Replaces them by renewed ones. */
  write(credentials: Credentials): void
  /**
   * Asks the tabs that hold a copy of these whether they have renewed them: their key was good for one use. What they have is
   * there to `read` when this resolves, which it does soon, whoever answers.
   */
  ask?(stale: Credentials): Promise<void>
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
