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
  /** A line has taken the place of another that was up: nothing was lost. */
  onRenewed(line: L, reason: LossReason): void
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
  /** Null while there is none. While a new one is opened it is the old one, which still tells what happens. */
  current(): L | null
  /** True while a new line is opened beside the one that is up; `line` waits for it then. */
  isRenewing(): boolean
  /**
   * Opens a new line beside the one that is up, and then closes the old one, so that nothing is missed. When the new
   * one cannot be had for now it is tried again later; the line is lost when the sign-in is refused, or when it breaks
   * by itself. Does nothing while there is no line or a renewal is under way.
   */
  renew(reason: LossReason): void
  /** Ends for good. Idempotent. */
  end(reason: EndReason): void
}

/** A line that lived this long was a good one: waits begin small again after it. */
const STABLE_MS = 10_000
/** After a refused sign-in: Rocket.Chat locks a user after ten of them in five minutes (rocketchat.md §7.6). */
const REFUSED_WAIT_MS = 60_000
/** How long a line that was replaced goes on telling: what was sent before the new one was ready may still be on its way. */
const LINGER_MS = 1_000

interface Renewal {
  readonly reason: LossReason
  /** False while it waits for its next attempt. */
  isRunning: boolean
}

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
  /** Which attempt made it. */
  let lineAttempt = 0
  /** The one before, for a moment. */
  let lingering: L | null = null
  let renewal: Renewal | null = null
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
        if (mine === lineAttempt) lose('line-broken')
      })
      if (isEnded()) next.close()
      else if (next.isOpen()) keep(next, mine)
      else fail(hubError('error-not-ready'))
    } catch (error) {
      if (!isEnded()) fail(error)
    }
  }

  /** The state changes while an attempt waits, which the compiler cannot see. */
  const isEnded = (): boolean => state === 'ended'

  function keep(next: L, mine: number): void {
    const renewed = line === null ? null : renewal
    if (line !== null) linger(line)
    line = next
    lineAttempt = mine
    upSince = clock.now()
    refusal = null
    renewal = null
    if (renewed !== null) failures = 0
    if (state !== 'up') enter('up')
    settleWaiters(({ resolve }) => resolve(next))
    if (renewed === null) deps.onUp(next, isAgain)
    else deps.onRenewed(next, renewed.reason)
  }

  function linger(old: L): void {
    lingering?.close()
    lingering = old
    clock.after(LINGER_MS, () => old.close())
  }

  function lose(reason: LossReason): void {
    if (state !== 'up') return
    const isStable = clock.now() - upSince >= STABLE_MS
    if (isStable) failures = 0
    line = null
    lineAttempt = 0
    isAgain = true
    const isOnItsWay = renewal?.isRunning === true
    renewal = null
    cancelRetry?.()
    deps.onLost(reason)
    if (isOnItsWay) enter('connecting')
    else if (reason === 'line-broken') retry(null)
  }

  function fail(error: unknown): void {
    const code = codeOf(error)
    if (code === 'error-user-inactive') {
      end('user-inactive')
      return
    }
    refusal = code === 'error-chat-sign-in' ? hubError(code) : null
    if (renewal !== null && line !== null) {
      if (refusal === null) {
        renewLater(renewal, line, error)
        return
      }
      const { reason } = renewal
      renewal = null
      line.close()
      lose(reason)
    }
    retry(error)
    if (refusal !== null) settleWaiters(({ reject }) => reject(hubError(code)))
  }

  /** What is up goes on. */
  function renewLater(waiting: Renewal, current: L, error: unknown): void {
    waiting.isRunning = false
    afterAWhile(error, () => startRenewal(waiting))
    settleWaiters(({ resolve }) => resolve(current))
  }

  function startRenewal(next: Renewal): void {
    next.isRunning = true
    renewal = next
    void attempt()
  }

  function retry(error: unknown): void {
    enter('waiting')
    afterAWhile(error, reconnect)
  }

  /** @param error what has failed; null when nothing has been tried */
  function afterAWhile(error: unknown, run: () => void): void {
    const shortestMs = refusal === null ? wantedSilenceMs(error) : REFUSED_WAIT_MS
    const retryMs = shortestMs + backoffMs(failures, deps.random)
    failures += 1
    cancelRetry = clock.after(retryMs, run)
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
    lingering?.close()
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
      if (line !== null && renewal?.isRunning !== true) return Promise.resolve(line)
      if (state === 'ended') return Promise.reject(endError)
      if (refusal !== null && state === 'waiting') return Promise.reject(refusal)
      return wait(untilAt)
    },
    current: () => line,
    isRenewing: () => renewal?.isRunning === true,
    renew(reason) {
      if (line !== null && renewal === null) startRenewal({ reason, isRunning: true })
    },
    end,
  }
}
