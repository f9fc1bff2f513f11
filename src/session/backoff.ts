import type { Random } from '../ports'

const shortestMs = 500
const longestMs = 30_000

/** Milliseconds to wait before attempt number `attempt` (the first repeat is 0): full jitter up to a doubling bound (C6). */
export function backoffMs(attempt: number, random: Random): number {
  const boundMs = Math.min(longestMs, shortestMs * 2 ** Math.min(attempt + 1, 10))
  return Math.round(shortestMs + random() * (boundMs - shortestMs))
}
