import { ChatError } from '../../domain'
import type { Accounts, PasswordSignIn } from '../../ports'
import { object, text } from './fields'
import { createRest, signWith, type RestDeps } from './rest'

/** Signing in by password (rocketchat.md §2.1) and out (§2.4). */
export function createRocketChatAccounts(deps: RestDeps): Accounts {
  return {
    async signIn(signIn) {
      const answer = await createRest(deps, signWith(null))
        .post('login', loginBody(signIn))
        .catch((error: unknown) => {
          throw asRefusal(error)
        })
      const data = object(answer, 'data')
      const [userId, token] = [text(data, 'userId'), text(data, 'authToken')]
      if (userId === '' || token === '') throw new ChatError('protocol', 'login without a token')
      return { userId, token }
    },

    async signOut(credentials) {
      await createRest(deps, signWith(credentials))
        .post('logout', {})
        .catch((error: unknown) => {
          if (!(error instanceof ChatError && error.kind === 'auth')) throw error
        })
    },
  }
}

function loginBody(signIn: PasswordSignIn): Readonly<Record<string, string>> {
  const { user, password, code } = signIn
  return code === undefined || code === '' ? { user, password } : { user, password, code }
}

/** A plain 401 to a login is a wrong name or password; the server does not tell which (§2.1). */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof ChatError) || error.code !== 'sessionExpired') return error
  return new ChatError('auth', error.message, { code: 'wrongCredentials', cause: error })
}
