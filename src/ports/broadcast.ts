/** A word to the other tabs of one origin. */
export interface Broadcast {
  /** Anything that can be cloned. Tabs that come later do not hear it. */
  tell(message: unknown): void
  /** Nothing is heard afterwards. Idempotent. */
  close(): void
}

/**
 * Opens the broadcast of a name. `onMessage` gets what the others tell, never what was told here; it is decoded before it is
 * trusted, because another version of the app may have told it. Where the browser has none, nobody is there to hear.
 */
export type OpenBroadcast = (name: string, onMessage: (message: unknown) => void) => Broadcast
