/** The sandbox's own clock: the one it was given, moved by so much. */
export interface MovableClock {
  /** Epoch ms. */
  now: () => number
  /** How far it is ahead of the clock it was given, in ms; negative is behind, 0 puts it right. */
  move: (offsetMs: number) => void
}

export function createMovableClock(now: () => number): MovableClock {
  let offset = 0
  return {
    now: () => now() + offset,
    move(offsetMs) {
      offset = offsetMs
    },
  }
}
