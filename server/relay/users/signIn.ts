import type { Clock } from '../../../src/ports'
import type { AgentAccount } from '../agent/agentAccount'
import type { ImConfig } from '../config/config'
import { LoginRefused, RelayFailure } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import type { Log } from '../log'
import type { Metrics } from '../metrics'
import { logIn, readLogin } from '../upstream/logIn'
import type { ChatLogin, Upstream } from '../upstream/upstream'
import { postAs, type UserDirectory } from './directory'

export type SignIn = (principal: Principal) => Promise<ChatLogin>

export interface SignInDeps {
  readonly directory: UserDirectory
  readonly agent: AgentAccount
  readonly upstream: Upstream
  readonly im: ImConfig
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** A refusal may be about one user only, or be over when an operator has changed a setting. */
const NO_TOKENS_MS = 5 * 60_000

/**
 * Signs users in to Rocket.Chat: by a token that the agent is given for them, else by the default password.
 * A server that refuses tokens is left alone with that for a while, if there is a password to go on with.
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const { agent, upstream, im, log, metrics } = deps
  let tokensAgainAt = -Infinity

  async function byToken(userId: string): Promise<ChatLogin | null> {
    const secret = im.createTokenSecret?.reveal()
    const body = secret === undefined ? { userId } : { userId, secret }
    const answer = await agent.act((login) => postAs(upstream, login, 'users.createToken', body))
    metrics.signIn('token', answer.status === 200)
    return answer.status === 200 ? readLogin(answer.body) : null
  }

  async function byPassword({ userName }: Principal): Promise<ChatLogin> {
    if (im.defaultPassword === null) throw noWay()
    try {
      const login = await logIn(upstream, userName, im.defaultPassword.reveal())
      metrics.signIn('password', true)
      return login
    } catch (error) {
      metrics.signIn('password', false)
      throw error instanceof LoginRefused ? otherPassword() : error
    }
  }

  return async (principal) => {
    const { userId } = await deps.directory.ensure(principal)
    if (im.defaultPassword === null || deps.clock.now() >= tokensAgainAt) {
      const login = await byToken(userId)
      if (login !== null) return login
      log.warn('the chat server hands out no token, the default password is used')
      tokensAgainAt = deps.clock.now() + NO_TOKENS_MS
    }
    const found = await byPassword(principal)
    if (found.userId === userId) return found
    throw new RelayFailure(502, 'error-chat-user', 'The chat server signed somebody else in')
  }
}

function noWay(): RelayFailure {
  return new RelayFailure(
    502,
    'error-chat-sign-in',
    'The chat server hands out no tokens, and im.defaultPassword is not set',
  )
}

function otherPassword(): RelayFailure {
  return new RelayFailure(
    403,
    'error-chat-sign-in',
    'The user exists in the chat with a password of their own',
  )
}
