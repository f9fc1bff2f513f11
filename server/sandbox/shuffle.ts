/** Chance in the order of what one act makes: events, and the answer of the call (rocketchat.md §3.3, §9.12). */
import { createChance, type Chance } from './seed/chance'

export interface Shuffle {
  /** Begins with this seed; null: everything leaves at once, in its order. */
  begin: (seed: number | null) => void
  /** How much later the next thing leaves, in ms. The same seed gives the same draws. */
  nextMs: () => number
}

const LONGEST_MS = 25

export function createShuffle(seed: number | null): Shuffle {
  let chance: Chance | null = null
  const begin = (next: number | null): void => {
    chance = next === null ? null : createChance(next)
  }
  begin(seed)
  return {
    begin,
    nextMs() {
      if (chance === null || chance.between(1, 3) === 1) return 0
      return chance.between(1, LONGEST_MS)
    },
  }
}
