import { toChatError } from '../../domain'
import { steadyClock, type Clock, type Credentials, type CredentialsKeeper } from '../../ports'

/** The host application's token of one user, for as long as the host renews it. */
export interface HostTokens {
  /** One that lasts a while yet, renewed before its end where that is possible. */
  current(): Promise<Credentials>
  /** Another one than `stale`, which was refused. Rejects with the ChatError that says why there is none. */
  renew(stale: Credentials): Promise<void>
  /** Another tab has renewed these, nobody here knows when. */
  isSecondHand(credentials: Credentials): boolean
}

export interface HostTokenDeps {
  readonly clock: Clock
  readonly keeper: CredentialsKeeper
  /** Asks the host. Rejects with a ChatError; `auth` when it is over. */
  requestRenewal(credentials: Credentials): Promise<Credentials>
  /** Runs while no other tab of this user does: a renewal key is good for one use. */
  runAlone(run: () => Promise<void>): Promise<void>
}

/** How long before its end a token is renewed; a short-lived one in the last fifth of its life. */
const renewBeforeMs = 60_000
const lastPart = 5
/** How long a token that still lasts is used after the host gave no new one, before it is asked again. */
const pauseMs = 10_000
/** How long another tab may take to keep what it was given. */
const otherTabMs = 1_000
/** Browsers show what one tab has stored to the others a moment later. */
const storedMs = 250

export function createHostTokens(first: Credentials, deps: HostTokenDeps): HostTokens {
  const { clock, keeper } = deps
  const time = steadyClock(clock)
  let token = first
  let receivedAt = clock.now()
  let renewing: Promise<void> | null = null
  let pausedUntil = 0
  let adopted: string | null = null

  function keep(next: Credentials): void {
    keeper.write(next)
    token = next
    receivedAt = clock.now()
  }

  /** Another tab may have renewed it already; the old renewal key would be refused. True when that is all there is to do. */
  function adopt(): boolean {
    const kept = keeper.read()
    if (kept === null || kept.userId !== token.userId || kept.token === token.token) return false
    keep(kept)
    adopted = kept.token
    return !isEnding(kept)
  }

  /** Also what a tab holds that this one was copied from, or the other way round. */
  async function adoptFromTabs(): Promise<boolean> {
    await keeper.ask?.(token)
    return adopt()
  }

  async function replace(): Promise<void> {
    if (adopt() || (await adoptFromTabs())) return
    try {
      keep(await deps.requestRenewal(token))
    } catch (error) {
      const failure = toChatError(error)
      if (failure.kind !== 'auth' || token.renewal === undefined) throw failure
      // Where the browser has no locks, another tab may have been first.
      await pause(otherTabMs)
      if (!adopt() && !(await adoptFromTabs())) throw failure
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((done) => clock.after(ms, done))
  }

  /** The next tab waits until it can see what this one stored; who asked here does not. */
  function replaceOnce(): Promise<void> {
    renewing ??= new Promise<void>((resolve, reject) => {
      const run = async (): Promise<void> => {
        await replace().then(resolve, reject)
        await pause(storedMs)
      }
      deps.runAlone(run).catch(reject)
    }).finally(() => (renewing = null))
    return renewing
  }

  function isEnding({ expiresAt }: Credentials): boolean {
    if (expiresAt === undefined) return false
    const leadMs = Math.min(renewBeforeMs, (expiresAt - receivedAt) / lastPart)
    return clock.now() >= expiresAt - leadMs
  }

  return {
    async current() {
      const isOver = (): boolean => (token.expiresAt ?? Infinity) <= clock.now()
      if (isEnding(token) && (isOver() || time.now() >= pausedUntil)) {
        await replaceOnce().catch((error: unknown) => {
          const failure = toChatError(error)
          pausedUntil = time.now() + (failure.retryAfterMs ?? pauseMs)
          if (isOver()) throw failure
        })
      }
      return token
    },
    async renew(stale) {
      if (stale.token === token.token) await replaceOnce()
    },
    isSecondHand: (credentials) => credentials.token === adopted,
  }
}
