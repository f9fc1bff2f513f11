/** The administrator's account, with which the relay itself works in Rocket.Chat. */
import type { CancelTimer, Clock, Random } from '../../../src/ports'
import type { ImConfig } from '../config/config'
import { LoginRefused, notReady } from '../failure'
import { reasonOf, type Log } from '../log'
import type { Metrics } from '../metrics'
import { logIn } from '../upstream/logIn'
import type { ChatLogin, Upstream } from '../upstream/upstream'

export interface AgentAccount {
  /** Signs in, and goes on trying until it succeeds or is stopped. Does not throw. */
  start(): void
  isReady(): boolean
  /**
   * Runs `action` with the agent's login; once more with a new one when it rejects with `LoginRefused`.
   * Rejects with 503 while there is no login.
   */
  act<T>(action: (login: ChatLogin) => Promise<T>): Promise<T>
  /** Signs out; a failure to do so is logged only. */
  stop(): Promise<void>
}

export interface AgentDeps {
  readonly upstream: Upstream
  readonly im: ImConfig
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
}

const FIRST_DELAY_MS = 1_000
const MAX_DELAY_MS = 30_000
/** After a wrong password: Rocket.Chat locks the account after ten in five minutes (rocketchat.md §7.6). */
const REFUSED_DELAY_MS = 60_000
const MAX_DOUBLINGS = 5

export function createAgentAccount(deps: AgentDeps): AgentAccount {
  const { upstream, im, clock, log, metrics } = deps
  let login: ChatLogin | null = null
  let signingIn: Promise<ChatLogin> | null = null
  let cancelRetry: CancelTimer | null = null
  let failures = 0
  let isStopped = false

  function keep(next: ChatLogin | null): void {
    login = next
    metrics.agentReady(next !== null)
  }

  /** One sign-in at a time, however many ask. */
  function signIn(): Promise<ChatLogin> {
    signingIn ??= signInOnce().finally(() => (signingIn = null))
    return signingIn
  }

  async function signInOnce(): Promise<ChatLogin> {
    cancelRetry?.()
    try {
      const next = await logIn(upstream, im.adminUserName, im.adminPassword.reveal())
      failures = 0
      keep(next)
      metrics.signIn('agent', true)
      log.info('agent signed in')
      return next
    } catch (error) {
      keep(null)
      metrics.signIn('agent', false)
      tryLater(error)
      throw error instanceof LoginRefused ? notReady() : error
    }
  }

  function tryLater(error: unknown): void {
    const retryMs = retryDelay(error, failures, deps.random)
    failures += 1
    log.warn({ ...reasonOf(error), retryMs }, 'agent could not sign in')
    if (!isStopped) cancelRetry = clock.after(retryMs, start)
  }

  /** A failure is logged and tried again by `tryLater`. */
  function start(): void {
    signIn().catch(() => undefined)
  }

  async function renewed(stale: ChatLogin): Promise<ChatLogin> {
    if (login !== null && login !== stale) return login
    return signIn()
  }

  return {
    start,
    isReady: () => login !== null,
    async act(action) {
      const first: ChatLogin = login ?? (await (signingIn ?? Promise.reject<ChatLogin>(notReady())))
      try {
        return await action(first)
      } catch (error) {
        if (!(error instanceof LoginRefused)) throw error
        return action(await renewed(first))
      }
    },
    async stop() {
      isStopped = true
      cancelRetry?.()
      await signingIn?.catch(() => undefined)
      if (login === null) return
      await signOut(upstream, login).catch((error: unknown) => {
        log.warn(reasonOf(error), 'agent could not sign out')
      })
      keep(null)
    },
  }
}

/** Full jitter between half and the whole of a delay that doubles. */
function retryDelay(error: unknown, failures: number, random: Random): number {
  if (error instanceof LoginRefused) return REFUSED_DELAY_MS
  const delay = Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures, MAX_DOUBLINGS), MAX_DELAY_MS)
  return Math.round(delay * (0.5 + random() / 2))
}

async function signOut(upstream: Upstream, login: ChatLogin): Promise<void> {
  await upstream.json({
    route: 'logout',
    method: 'POST',
    path: '/api/v1/logout',
    login,
    body: '{}',
  })
}
