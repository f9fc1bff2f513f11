/** The REST limiter (rocketchat.md §7.1): per route and address, a window that starts with its first call. */
export interface RateLimit {
  readonly calls: number
  readonly perMs: number
}

export interface Ticket {
  readonly headers: Readonly<Record<string, string>>
  /** Whole seconds to wait when the call is refused, else null. */
  readonly waitSeconds: number | null
}

export type RateLimiter = (key: string, limit?: RateLimit) => Ticket

export function createRateLimiter(fallback: RateLimit, now: () => number): RateLimiter {
  const windows = new Map<string, { used: number; readonly resetAt: number }>()
  return (key, limit = fallback) => {
    const known = windows.get(key)
    const isOver = known === undefined || now() >= known.resetAt
    const window = isOver ? { used: 0, resetAt: now() + limit.perMs } : known
    windows.set(key, window)
    window.used += 1
    const left = limit.calls - window.used
    return {
      headers: {
        'x-ratelimit-limit': String(limit.calls),
        'x-ratelimit-remaining': String(Math.max(0, left)),
        'x-ratelimit-reset': String(window.resetAt),
      },
      waitSeconds: left < 0 ? Math.ceil((window.resetAt - now()) / 1000) : null,
    }
  }
}
