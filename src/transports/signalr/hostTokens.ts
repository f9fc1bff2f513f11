import { toChatError } from '../../domain'
import type { Clock, Credentials, CredentialsKeeper } from '../../ports'

/** The host application's token of one user, for as long as the host renews it. */
export interface HostTokens {
  /** One that lasts a while yet, renewed before its end where that is possible. */
  current(): Promise<Credentials>
  /** Another one than `stale`, which was refused. Rejects with the ChatError that says why there is none. */
  renew(stale: Credentials): Promise<void>
}

export interface HostTokenDeps {
  readonly clock: Clock
  readonly keeper: CredentialsKeeper
  /** Asks the host. Rejects with a ChatError; `auth` when it is over. */
  requestRenewal(credentials: Credentials): Promise<Credentials>
}

/** How long before its end a token is renewed; a short-lived one in the last fifth of its life. */
const renewBeforeMs = 60_000
const lastPart = 5

export function createHostTokens(first: Credentials, deps: HostTokenDeps): HostTokens {
  const { clock, keeper } = deps
  let token = first
  let receivedAt = clock.now()
  let renewing: Promise<void> | null = null

  function keep(next: Credentials): void {
    token = next
    receivedAt = clock.now()
  }

  /** Another tab may have renewed it already; its old renewal key would be refused. */
  async function replace(): Promise<void> {
    const kept = keeper.read()
    if (kept !== null && kept.userId === token.userId && kept.token !== token.token) {
      keep(kept)
      return
    }
    const next = await deps.requestRenewal(token)
    keeper.write(next)
    keep(next)
  }

  function replaceOnce(): Promise<void> {
    renewing ??= replace().finally(() => (renewing = null))
    return renewing
  }

  function isEnding({ expiresAt }: Credentials): boolean {
    if (expiresAt === undefined) return false
    const leadMs = Math.min(renewBeforeMs, (expiresAt - receivedAt) / lastPart)
    return clock.now() >= expiresAt - leadMs
  }

  return {
    async current() {
      if (isEnding(token)) {
        await replaceOnce().catch((error: unknown) => {
          const isOver = (token.expiresAt ?? 0) <= clock.now()
          if (isOver) throw toChatError(error)
        })
      }
      return token
    },
    async renew(stale) {
      if (stale.token === token.token) await replaceOnce()
    },
  }
}
