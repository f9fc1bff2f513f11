import { toChatError, type ChatError } from '../../domain'
import type { CancelTimer, Clock, Logger } from '../../ports'

export interface RefetcherDeps {
  readonly clock: Clock
  readonly logger: Logger
  fetch(): Promise<void>
  /** The credentials are gone. */
  onRefused(error: ChatError): void
}

/** Fetches what no event tells: at once, and again while it goes stale, ever more seldom. */
export interface Refetcher {
  /** Something changed. */
  ask(): void
  close(): void
}

/** Rocket.Chat allows ten calls of a route in a minute (rocketchat.md §7.1): a busy host must not use them up. */
const shortestMs = 1_000
const longestMs = 10_000

export function createRefetcher({ clock, logger, fetch, onRefused }: RefetcherDeps): Refetcher {
  let state: 'resting' | 'busy' | 'closed' = 'resting'
  let isStale = false
  let pauseMs = shortestMs
  let cancel: CancelTimer = () => undefined

  async function run(): Promise<void> {
    isStale = false
    state = 'busy'
    pause(await fetch().then(() => 0, failed))
  }

  /** What could not be fetched stays stale. Gives the milliseconds that the server wants to be left alone. */
  function failed(error: unknown): number {
    const failure = toChatError(error)
    if (isClosed()) return 0
    logger.warn('changed channels could not be fetched', {
      kind: failure.kind,
      reason: failure.message,
    })
    if (failure.kind === 'auth') onRefused(failure)
    isStale = true
    pauseMs = longestMs
    return failure.retryAfterMs ?? 0
  }

  function pause(atLeastMs: number): void {
    if (isClosed()) return
    cancel = clock.after(Math.max(atLeastMs, pauseMs), () => {
      state = 'resting'
      pauseMs = isStale ? Math.min(longestMs, 2 * pauseMs) : shortestMs
      if (isStale) void run()
    })
  }

  function isClosed(): boolean {
    return state === 'closed'
  }

  return {
    ask() {
      isStale = true
      if (state === 'resting') void run()
    },
    close() {
      state = 'closed'
      cancel()
    },
  }
}
