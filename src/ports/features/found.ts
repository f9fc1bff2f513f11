import type { Message } from '../../domain'

/** A page of messages that were asked for by what they are, not by where they stand. */
export interface FoundMessages {
  readonly messages: readonly Message[]
  /** Where the next page begins; null: this was the last one. */
  readonly nextOffset: number | null
}
