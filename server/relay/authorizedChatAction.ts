/** The one way in which anything is done in Rocket.Chat in a user's name. */
import type { AgentAccount } from './agent/agentAccount'
import type { TokenCache } from './cache/tokenCache'
import { LoginRefused, loginRefusedAgain, RelayFailure } from './failure'
import type { Principal } from './identity/hostIdentity'
import type { ChatLogin } from './upstream/upstream'
import { inactive, type UserDirectory } from './users/directory'
import type { Standing } from './users/standing'

export interface ChatAction<T> {
  /**
   * One attempt. Rejects with `LoginRefused` when the login is over; must be repeatable until then. `session` tells
   * this login from the one that replaces it; null for the agent's.
   */
  run(login: ChatLogin, session: string | null): Promise<T>
  /** What is the same for everybody may be asked by the agent when the user cannot be signed in. */
  readonly mayUseAgent: boolean
}

export type AuthorizedChatAction = <T>(principal: Principal, action: ChatAction<T>) => Promise<T>

export interface AuthorizedDeps {
  readonly tokens: TokenCache
  readonly agent: AgentAccount
  readonly directory: UserDirectory
  readonly standing: Standing
}

/** Rejects with a RelayFailure only: never with a 401, which would tell the browser that the host's token is bad. */
export function createAuthorizedChatAction(deps: AuthorizedDeps): AuthorizedChatAction {
  const { tokens, agent, directory, standing } = deps

  async function asUser<T>(principal: Principal, { run }: ChatAction<T>): Promise<T> {
    const token = await tokens.get(principal)
    try {
      return await run(token, token.session)
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error
      const renewed = await tokens.renew(principal, token)
      return run(renewed, renewed.session)
    }
  }

  return async (principal, action) => {
    if (principal.isActive === false) {
      if (await standing.isCurrent(principal)) {
        await standing.keep(principal)
        await tokens.forget(principal)
        await directory.lockOut(principal)
      }
      throw inactive()
    }
    try {
      return await asUser(principal, action)
    } catch (error) {
      if (action.mayUseAgent && isSignInTrouble(error)) {
        return agent.act((login) => action.run(login, null))
      }
      throw error instanceof LoginRefused ? loginRefusedAgain() : error
    }
  }
}

const signInCodes = ['error-chat-sign-in', 'error-chat-user', 'error-user-name-taken']

function isSignInTrouble(error: unknown): boolean {
  return (
    error instanceof LoginRefused ||
    (error instanceof RelayFailure && signInCodes.includes(error.code))
  )
}
