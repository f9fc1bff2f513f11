/** Where user tokens are kept between requests. Adapters: memory and Redis; both pass `tokenStore.contract.ts`. */
export interface TokenStore {
  /** Null when there is none or its time is over. */
  get(key: string): Promise<string | null>
  set(key: string, value: string, lifetimeMs: number): Promise<void>
  /** Does nothing when there is none. */
  delete(key: string): Promise<void>
  close(): Promise<void>
}
