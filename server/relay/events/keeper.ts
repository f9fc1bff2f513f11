/** Keeps a line up for ever: one attempt at a time, growing waits with jitter, and nothing about what the line is for. */
import type { HubError } from '../../hub'
import { backoffMs } from '../../../src/session/backoff'
import type { CancelTimer, Clock, Random } from '../../../src/ports'
import { codeOf, hubError, wantedSilenceMs } from './errors'

export type KeeperState = 'connecting' | 'up' | 'waiting' | 'ended'

/** Why there is no line, in a word for logs; clients are told it too. */
export type LossReason = 'line-broken' | 'login-replaced' | 'login-expired'
export type EndReason = 'user-inactive' | 'unused' | 'relay-stopped'

export interface KeptLine {
  isOpen(): boolean
  close(): void
}

export interface KeeperDeps<L extends KeptLine> {
  /** One attempt; `onLost` may be called once when the line breaks by itself. */
  open(onLost: () => void): Promise<L>
  readonly clock: Clock
  readonly random: Random
  /** A line is there. `isAgain` is true when `onLost` was called before. */
  onUp(line: L, isAgain: boolean): void
  onLost(reason: LossReason): void
  onEnded(reason: EndReason): void
  onFailed(error: unknown, retryMs: number): void
  onState(from: KeeperState | null, to: KeeperState): void
}

export interface Keeper<L extends KeptLine> {
  state(): KeeperState
  /**
   * The line, waited for until `untilAt` (epoch ms). Rejects with a HubError: at once when the chat server does not
   * sign the user in, or the user is locked out.
   */
  line(untilAt: number): Promise<L>
  /** Null while there is none. */
  current(): L | null
  /** Gives a line that is up away for a new one, at once. Does nothing while there is none. */
  replace(reason: LossReason): void
  /** Ends for good. Idempotent. */
  end(reason: EndReason): void
}

/** A line that lived this long was a good one: waits begin small again after it. */
const STABLE_MS = 10_000
/** After a refused sign-in: Rocket.Chat locks a user after ten of them in five minutes (rocketchat.md §7.6). */
const REFUSED_WAIT_MS = 60_000

interface Waiter<L> {
  readonly resolve: (line: L) => void
  readonly reject: (error: HubError) => void
  readonly cancel: CancelTimer
}

/** Begins to connect at once. */
export function createKeeper<L extends KeptLine>(deps: KeeperDeps<L>): Keeper<L> {
  const { clock } = deps
  const waiters = new Set<Waiter<L>>()
  let state: KeeperState = 'connecting'
  let line: L | null = null
  let upSince = 0
  let failures = 0
  let attempts = 0
  let isAgain = false
  /** Why no sign-in succeeds; null when that is not the trouble. */
  let refusal: HubError | null = null
  let endError = hubError('error-not-ready')
  let cancelRetry: CancelTimer | null = null

  function enter(next: KeeperState): void {
    deps.onState(state, next)
    state = next
  }

  async function attempt(): Promise<void> {
    attempts += 1
    const mine = attempts
    try {
      const next = await deps.open(() => {
        if (mine === attempts) lose('line-broken')
      })
      if (isEnded()) next.close()
      else if (next.isOpen()) keep(next)
      else fail(hubError('error-not-ready'))
    } catch (error) {
      if (!isEnded()) fail(error)
    }
  }

  /** The state changes while an attempt waits, which the compiler cannot see. */
  const isEnded = (): boolean => state === 'ended'

  function keep(next: L): void {
    line = next
    upSince = clock.now()
    refusal = null
    enter('up')
    deps.onUp(next, isAgain)
    settleWaiters(({ resolve }) => resolve(next))
  }

  function lose(reason: LossReason): void {
    if (state !== 'up') return
    const isStable = clock.now() - upSince >= STABLE_MS
    if (isStable) failures = 0
    line = null
    isAgain = true
    deps.onLost(reason)
    if (reason === 'line-broken') retry(null)
    else reconnect()
  }

  function fail(error: unknown): void {
    const code = codeOf(error)
    if (code === 'error-user-inactive') {
      end('user-inactive')
      return
    }
    refusal = code === 'error-chat-sign-in' ? hubError(code) : null
    retry(error)
    if (refusal !== null) settleWaiters(({ reject }) => reject(hubError(code)))
  }

  function retry(error: unknown): void {
    const shortestMs = refusal === null ? wantedSilenceMs(error) : REFUSED_WAIT_MS
    const retryMs = shortestMs + backoffMs(failures, deps.random)
    failures += 1
    enter('waiting')
    cancelRetry = clock.after(retryMs, reconnect)
    if (error !== null) deps.onFailed(error, retryMs)
  }

  function reconnect(): void {
    enter('connecting')
    void attempt()
  }

  function end(reason: EndReason): void {
    if (state === 'ended') return
    endError = hubError(reason === 'user-inactive' ? 'error-user-inactive' : 'error-not-ready')
    cancelRetry?.()
    const last = line
    line = null
    enter('ended')
    last?.close()
    settleWaiters(({ reject }) => reject(endError))
    deps.onEnded(reason)
  }

  function settleWaiters(settle: (waiter: Waiter<L>) => void): void {
    const all = [...waiters]
    waiters.clear()
    for (const waiter of all) {
      waiter.cancel()
      settle(waiter)
    }
  }

  function wait(untilAt: number): Promise<L> {
    return new Promise((resolve, reject) => {
      const cancel = clock.after(Math.max(0, untilAt - clock.now()), () => {
        waiters.delete(waiter)
        reject(hubError('error-not-ready'))
      })
      const waiter = { resolve, reject, cancel }
      waiters.add(waiter)
    })
  }

  deps.onState(null, state)
  void attempt()
  return {
    state: () => state,
    line(untilAt) {
      if (line !== null) return Promise.resolve(line)
      if (state === 'ended') return Promise.reject(endError)
      if (refusal !== null && state === 'waiting') return Promise.reject(refusal)
      return wait(untilAt)
    },
    current: () => line,
    replace(reason) {
      if (line === null) return
      line.close()
      lose(reason)
    },
    end,
  }
}
