/**
 * The addresses that the user goes through: path and query below the root of the app, such as `/channel/abc?user=ann`.
 * What stands after a `#` is no part of them.
 */
export interface AddressHistory {
  /** Where the user is. */
  readonly address: string
  /** Address of the entry before this one; null where the app did not make this one. It outlives a reload. */
  readonly previous: string | null
  push(address: string): void
  replace(address: string): void
  /** Returns at once; the move is told to the listeners, or never when there is nothing to go back to. */
  back(): void
  /** Tells of moves by the user and of `back`, not of `push` and `replace`. Returns what ends it. */
  listen(onMove: () => void): () => void
  /** What a link to the address holds. */
  hrefOf(address: string): string
}
