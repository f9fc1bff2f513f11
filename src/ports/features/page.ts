/** A part of a list that is fetched piece by piece. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** Where the next page begins; null: this was the last one. */
  readonly nextOffset: number | null
  /** Of all pages; null where the server does not count them. */
  readonly total: number | null
}
