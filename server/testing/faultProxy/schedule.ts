import { seededRandom } from '../../../src/testing/seededRandom'
import type { FaultKind } from './fault'

export interface ScheduledFault {
  readonly atMs: number
  readonly kind: FaultKind
  /** 0 for a cut. */
  readonly lastsMs: number
}

export type Schedule = readonly ScheduledFault[]

/** On average one fault begins in this time. */
const betweenMs = 4_000
const shortestMs = 500
const longestMs = 8_000

/** The same faults for the same seed, in the order of their beginning; all have ended by `durationMs`. */
export function schedule(seed: number, durationMs: number, kinds: readonly FaultKind[]): Schedule {
  const random = seededRandom(seed)
  const faults: ScheduledFault[] = []
  let atMs = 0
  for (;;) {
    atMs += Math.round(2 * betweenMs * random())
    const kind = kinds[Math.floor(random() * kinds.length)]
    const wantedMs = Math.round(shortestMs + random() * (longestMs - shortestMs))
    if (kind === undefined || atMs >= durationMs) return faults
    const lastsMs = kind === 'cut' ? 0 : Math.min(wantedMs, durationMs - atMs)
    faults.push({ atMs, kind, lastsMs })
  }
}
