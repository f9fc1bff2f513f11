import { ChatError, toChatError } from '../domain'
import { readClaims } from '../embed/claims'
import { EmbedError } from '../embed/portCalls'
import type { Credentials } from '../ports'
import { decodeToken, type TokenReason } from '../protocol/embed'
import type { HostToken } from '../transports/handOver'

export interface IdentityDeps {
  /** Asks the host page; rejects with an `EmbedError`. */
  askToken(reason: TokenReason): Promise<unknown>
  /** Credentials for it; rejects with a `ChatError`. */
  handOver(token: HostToken): Promise<Credentials>
  /** Resolves after so many milliseconds. */
  pause(ms: number): Promise<void>
}

export interface IdentityListener {
  /** Another user than before, or the same one anew. */
  onUser(credentials: Credentials, subject: string): void
  /** The host has nobody now: whoever was there goes. */
  onNobody(): void
  /** It is tried again by itself. */
  onFailure(error: ChatError): void
}

/** Who the host page says is signed in (E8, E10). */
export interface Identity {
  /** Asks the host. What was asked before and is not answered yet counts no more. */
  ask(reason: TokenReason): void
  /** A token for the user that is there. Rejects with a ChatError; `auth` when the host has nobody, or somebody else. */
  renew(): Promise<Credentials>
}

const firstPauseMs = 1_000
const longestPauseMs = 30_000

export function createIdentity(deps: IdentityDeps, listener: IdentityListener): Identity {
  let subject: string | null = null
  let turn = 0

  async function fetchToken(reason: TokenReason): Promise<HostToken> {
    const token = decodeToken(await deps.askToken(reason).catch(refuse))
    const claims = token === null ? null : readClaims(token)
    if (token === null || claims === null) {
      throw new ChatError('protocol', 'the host gave no token that can be read')
    }
    return { token, ...claims }
  }

  async function attempt(reason: TokenReason, own: number): Promise<void> {
    const token = await fetchToken(reason)
    const isSame = token.subject === subject && reason === 'start'
    if (own !== turn || isSame) return
    const credentials = await deps.handOver(token)
    if (own !== turn) return
    subject = token.subject
    listener.onUser(credentials, token.subject)
  }

  async function insist(reason: TokenReason, own: number): Promise<void> {
    for (
      let pauseMs = firstPauseMs;
      own === turn;
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    ) {
      try {
        await attempt(reason, own)
        return
      } catch (error) {
        if (own !== turn) return
        const failure = toChatError(error)
        if (failure.code === signedOut) {
          subject = null
          listener.onNobody()
          return
        }
        listener.onFailure(failure)
      }
      await deps.pause(pauseMs)
    }
  }

  return {
    ask(reason) {
      turn += 1
      if (reason === 'refused') subject = null
      void insist(reason, turn)
    },
    async renew() {
      const token = await fetchToken('expiring')
      if (token.subject === subject) return deps.handOver(token)
      this.ask('start')
      throw new ChatError('auth', 'the host has another user now', { code: signedOut })
    },
  }
}

const signedOut = 'sessionExpired'

function refuse(error: unknown): never {
  if (error instanceof EmbedError && error.code === 'signed-out') {
    throw new ChatError('auth', 'the host has no user', { code: signedOut })
  }
  const reason = error instanceof Error ? error.message : 'no answer'
  throw new ChatError('connection', `the host gave no token: ${reason}`, { code: 'unreachable' })
}
