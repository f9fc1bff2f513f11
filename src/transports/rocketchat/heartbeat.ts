import type { CancelTimer, Clock } from '../../ports'

export interface HeartbeatTimes {
  /** Silence after which a sign of life is asked for. */
  readonly askAfterMs: number
  /** Further silence after which the line counts as dead. Together with `askAfterMs` at most 45 s (C5). */
  readonly giveUpAfterMs: number
  /** How long an answer may take that was asked for because the line was suspected. */
  readonly checkMs: number
}

export const defaultHeartbeat: HeartbeatTimes = {
  askAfterMs: 25_000,
  giveUpAfterMs: 20_000,
  checkMs: 5_000,
}

export interface Heartbeat {
  /** Something arrived. */
  heard(): void
  /** Asks for a sign of life now. `onDead` follows when there is none within `checkMs`. */
  check(): void
  stop(): void
}

/**
 * Finds a half-open line: one timer, armed anew after silence and not at every frame. Timers that fire late because
 * the machine slept ask first and give up only after the full wait.
 */
export function createHeartbeat(deps: {
  readonly clock: Clock
  readonly times: HeartbeatTimes
  readonly ask: () => void
  readonly onDead: () => void
}): Heartbeat {
  const { clock, times } = deps
  let heardAt = clock.now()
  let isAsking = false
  let cancel: CancelTimer = clock.after(times.askAfterMs, listen)

  function listen(): void {
    const silentMs = clock.now() - heardAt
    if (silentMs >= times.askAfterMs || silentMs < 0) ask(times.giveUpAfterMs)
    else cancel = clock.after(times.askAfterMs - silentMs, listen)
  }

  function ask(waitMs: number): void {
    cancel()
    isAsking = true
    cancel = clock.after(waitMs, deps.onDead)
    deps.ask()
  }

  return {
    heard() {
      heardAt = clock.now()
      if (!isAsking) return
      isAsking = false
      cancel()
      cancel = clock.after(times.askAfterMs, listen)
    },
    check() {
      ask(times.checkMs)
    },
    stop() {
      cancel()
    },
  }
}
