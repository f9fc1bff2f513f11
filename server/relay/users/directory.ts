/** The host's users as users of Rocket.Chat: found or created, kept in step, locked out. */
import { randomBytes } from 'node:crypto'
import type { AgentAccount } from '../agent/agentAccount'
import type { ImConfig } from '../config/config'
import { LoginRefused, RelayFailure, upstreamUnreadable } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import type { Log } from '../log'
import { isFields, type Fields } from '../upstream/body'
import type { ChatLogin, Upstream } from '../upstream/upstream'
import type { Standing } from './standing'

export interface ChatUser {
  readonly userId: string
  readonly name: string | null
  readonly email: string | null
  readonly isActive: boolean
  readonly isAdmin: boolean
}

export interface UserDirectory {
  /**
   * The user, created when Rocket.Chat does not know them, with the host's name, e-mail and state. Rejects when a newer
   * token has locked the user out.
   */
  ensure(principal: Principal): Promise<ChatUser>
  /** Makes the user inactive in Rocket.Chat, which ends their sign-ins there. Creates nobody. */
  lockOut(principal: Principal): Promise<void>
}

export interface DirectoryDeps {
  readonly agent: AgentAccount
  readonly upstream: Upstream
  readonly im: ImConfig
  readonly standing: Standing
  readonly log: Log
}

const PASSWORD_BYTES = 32

export function createUserDirectory(deps: DirectoryDeps): UserDirectory {
  const accounts = createAccounts(deps)
  return {
    async ensure(principal) {
      refuseReserved(deps.im, principal)
      if (!(await deps.standing.isCurrent(principal))) throw inactive()
      const user = (await accounts.find(principal.userName)) ?? (await accounts.create(principal))
      if (user.isAdmin) throw reserved()
      const data = differences(user, principal)
      if (Object.keys(data).length > 0) await accounts.update(user, data)
      if (!user.isActive && data.active !== true) throw inactive()
      await deps.standing.keep(principal)
      return user
    },
    async lockOut(principal) {
      refuseReserved(deps.im, principal)
      const user = await accounts.find(principal.userName)
      if (user?.isAdmin === true) throw reserved()
      if (user?.isActive === true) await accounts.update(user, { active: false })
    },
  }
}

/** What the agent does to the accounts of others, call by call (rocketchat.md §5.9). */
function createAccounts({ agent, upstream, im, log }: DirectoryDeps) {
  const post = (route: string, body: Fields) =>
    agent.act((login) => postAs(upstream, login, route, body))

  async function find(userName: string): Promise<ChatUser | null> {
    const path = `/api/v1/users.info?username=${encodeURIComponent(userName)}`
    const { status, body } = await agent.act((login) =>
      upstream.json({ route: 'users.info', method: 'GET', path, login }),
    )
    if (status === 200) return readUser(body, userName)
    if (/not found/i.test(textOf(body.error))) return null
    throw refused(body, 'The chat server does not tell about its users')
  }

  return {
    find,
    async create(principal: Principal): Promise<ChatUser> {
      const { userName } = principal
      const { status, body } = await post('users.create', newUser(im, principal))
      if (status === 200) {
        log.info({ user: userName }, 'user created')
        return readUser(body, userName)
      }
      // Another process may have been quicker.
      const found = await find(userName)
      if (found === null) throw refused(body, 'The chat server did not create the user')
      return found
    },
    async update({ userId }: ChatUser, data: Fields): Promise<void> {
      const { status, body } = await post('users.update', { userId, data })
      if (status !== 200) throw refused(body, 'The chat server did not change the user')
    },
  }
}

function newUser(im: ImConfig, { userName, name, email }: Principal): Fields {
  return {
    username: userName,
    name: name ?? userName,
    email: email ?? `${userName}@${im.emailDomain}`,
    password: im.defaultPassword?.reveal() ?? randomBytes(PASSWORD_BYTES).toString('base64url'),
    verified: true,
    requirePasswordChange: false,
    sendWelcomeEmail: false,
  }
}

/** A POST of JSON with the login of whoever may do it. */
export function postAs(
  upstream: Upstream,
  login: ChatLogin,
  route: string,
  body: Fields,
): Promise<{ readonly status: number; readonly body: Fields }> {
  return upstream.json({
    route,
    method: 'POST',
    path: `/api/v1/${route}`,
    login,
    body: JSON.stringify(body),
  })
}

/** A host that tells no name or address leaves those of Rocket.Chat alone. */
function differences(user: ChatUser, { name, email, isActive }: Principal): Fields {
  const isOtherEmail = email !== null && email.toLowerCase() !== user.email?.toLowerCase()
  return {
    ...(name !== null && name !== user.name ? { name } : {}),
    ...(isOtherEmail ? { email } : {}),
    ...(isActive === true && !user.isActive ? { active: true } : {}),
  }
}

/** A name that differs in capitals only belongs to somebody else. */
function readUser(body: Fields, userName: string): ChatUser {
  const { user } = body
  if (!isFields(user) || typeof user._id !== 'string') throw upstreamUnreadable()
  if (user.username !== userName) {
    throw new RelayFailure(403, 'error-user-name-taken', 'The chat name belongs to somebody else')
  }
  const first: unknown = Array.isArray(user.emails) ? user.emails[0] : undefined
  return {
    userId: user._id,
    name: typeof user.name === 'string' ? user.name : null,
    email: isFields(first) && typeof first.address === 'string' ? first.address : null,
    isActive: user.active !== false,
    isAdmin: Array.isArray(user.roles) && user.roles.includes('admin'),
  }
}

function refuseReserved(im: ImConfig, { userName }: Principal): void {
  if (userName.toLowerCase() === im.adminUserName.toLowerCase()) throw reserved()
}

/** Whoever has this name in the host must not become administrator of the chat by it. */
function reserved(): RelayFailure {
  return new RelayFailure(403, 'error-user-reserved', 'Administrators do not sign in by the relay')
}

export function inactive(): RelayFailure {
  return new RelayFailure(403, 'error-user-inactive', 'The user is not active')
}

function refused(body: Fields, message: string): RelayFailure {
  const code = textOf(body.errorType)
  return new RelayFailure(502, 'error-chat-user', message, { cause: new LoginRefused(code) })
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
