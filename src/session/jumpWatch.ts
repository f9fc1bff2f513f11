import type { Clock, Stop } from '../ports'

export type Jump = 'forward' | 'back'

/** How soon after waking a jump is noticed. */
const everyMs = 5_000
/** Browsers wake a hidden page once a minute: that is no jump. Shorter sleeps are left to the heartbeat of the line (C5). */
const forwardMs = 90_000
const backMs = 1_000

/** Calls back when the machine's clock went on without its timers (it slept), or was set (C5). */
export function watchForJumps(clock: Clock, onJump: (jump: Jump) => void): Stop {
  let seenAt = clock.now()
  let cancel = clock.after(everyMs, look)

  function look(): void {
    const passedMs = clock.now() - seenAt
    seenAt = clock.now()
    cancel = clock.after(everyMs, look)
    if (passedMs > forwardMs) onJump('forward')
    else if (passedMs < -backMs) onJump('back')
  }

  return () => {
    cancel()
  }
}
