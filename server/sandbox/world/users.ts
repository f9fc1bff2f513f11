/** Users, passwords, login tokens and presence (rocketchat.md §2, §4.7). */
import type { WireUserStatus } from '../../../src/protocol/rocketchat/documents'
import { WorldError } from './errors'
import { requireUser, toUser, type Core } from './core'
import type { User } from './types'

export interface NewUser {
  readonly username: string
  readonly name: string
  readonly password: string
  /** Default: the username at `sandbox.example`. */
  readonly email?: string
  readonly id?: string
  readonly roles?: readonly string[]
  readonly status?: WireUserStatus
  readonly statusText?: string
  readonly nickname?: string
  readonly bio?: string
  readonly utcOffset?: number
  readonly type?: 'user' | 'bot'
}

/** What an administrator may change of another user. */
export interface UserChange {
  readonly name?: string
  readonly email?: string
  readonly active?: boolean
  readonly password?: string
}

export interface SignedIn {
  readonly user: User
  readonly token: string
  readonly tokenHash: string
  /** When the token ends, by `Accounts_LoginExpiration`: 90 days. */
  readonly expiresAt: Date
}

export interface UserOps {
  add: (user: NewUser) => User
  /** As `add`, but refuses a name or an e-mail address that is taken. */
  create: (user: NewUser) => User
  /** Ends the user's sign-ins when it makes them inactive or changes the password. */
  change: (userId: string, change: UserChange) => User
  /** A sign-in without the password, for whoever may hand them out. */
  issueToken: (userId: string) => SignedIn
  /** By username or e-mail. `digest` is the sha-256 hex of the password. Null for unknown and wrong alike. */
  logIn: (name: string, digest: string) => SignedIn | null
  /** By a token given out before. */
  resume: (token: string) => SignedIn | null
  /** The user of a REST call: token and user id must belong together (§2.2). */
  authenticate: (userId: string, token: string) => User | null
  revoke: (tokenHashes: readonly string[]) => void
  /** Status words of the user's sockets at this moment; none means offline. */
  setConnections: (userId: string, statuses: readonly WireUserStatus[]) => void
}

const TOKEN_DAYS = 90
const MAX_TOKENS = 50
const DAY_MS = 86_400_000
const STATUS_CODES: Readonly<Record<WireUserStatus, number>> = {
  offline: 0,
  online: 1,
  away: 2,
  busy: 3,
  disabled: 0,
}

export function createUserOps(core: Core): UserOps {
  const decoy = core.passwords.hash(core.passwords.digest(core.newId()))
  return {
    add: (user) => addUser(core, user),
    create(user) {
      requireFree(core, 'username', user.username)
      if (user.email !== undefined) requireFree(core, 'email', user.email)
      return addUser(core, user)
    },
    change: (userId, change) => changeUser(core, userId, change),
    issueToken: (userId) => issueToken(core, requireUser(core, userId)),
    logIn(name, digest) {
      const user = findByLogin(core, name)
      const isRight = core.passwords.verify(digest, user?.passwordHash ?? decoy)
      return user !== undefined && isRight && user.active ? issueToken(core, user) : null
    },
    resume(token) {
      const known = core.store.tokens.get(core.hashToken(token))
      const user = known && core.store.users.get(known.userId)
      return known && user?.active === true ? signedIn(user, token, known.hash, known.when) : null
    },
    authenticate(userId, token) {
      const known = core.store.tokens.get(core.hashToken(token))
      if (known?.userId !== userId) return null
      return core.store.users.get(userId) ?? null
    },
    revoke: (tokenHashes) => {
      revoke(core, tokenHashes)
    },
    setConnections: (userId, statuses) => {
      setConnections(core, userId, statuses)
    },
  }
}

function addUser(core: Core, user: NewUser): User {
  const at = core.clock.stamp()
  const status = user.status ?? 'offline'
  const added: User = {
    _id: user.id ?? core.newId(),
    username: user.username,
    name: user.name,
    email: user.email?.toLowerCase() ?? `${user.username}@sandbox.example`,
    roles: user.roles ?? ['user'],
    status,
    statusConnection: status === 'busy' ? 'online' : status,
    statusDefault: status === 'busy' ? 'busy' : 'online',
    ...(user.statusText === undefined ? {} : { statusText: user.statusText }),
    ...(user.nickname === undefined ? {} : { nickname: user.nickname }),
    ...(user.bio === undefined ? {} : { bio: user.bio }),
    statusChangedAt: at.getTime(),
    utcOffset: user.utcOffset ?? 0,
    active: true,
    type: user.type ?? 'user',
    passwordHash: core.passwords.hash(core.passwords.digest(user.password)),
    createdAt: at,
    _updatedAt: at,
  }
  core.store.putUser(added)
  return added
}

/** @throws WorldError `error-field-unavailable` */
export function requireFree(core: Core, field: 'username' | 'email', value: string): void {
  const wanted = value.toLowerCase()
  const isTaken = [...core.store.users.values()].some(
    (user) => user[field].toLowerCase() === wanted,
  )
  if (!isTaken) return
  throw new WorldError('error-field-unavailable', `${value} is already in use :(`, { field })
}

function changeUser(core: Core, userId: string, change: UserChange): User {
  const user = requireUser(core, userId)
  const { password, ...fields } = change
  if (fields.email !== undefined && fields.email.toLowerCase() !== user.email) {
    requireFree(core, 'email', fields.email)
  }
  const changed: User = {
    ...user,
    ...fields,
    ...(password === undefined
      ? {}
      : { passwordHash: core.passwords.hash(core.passwords.digest(password)) }),
    _updatedAt: core.clock.stamp(),
  }
  core.store.putUser(changed)
  if (!changed.active || password !== undefined) revoke(core, core.store.tokensOfUser(userId))
  return changed
}

function revoke(core: Core, tokenHashes: readonly string[]): void {
  const hashes = [...tokenHashes]
  for (const hash of hashes) core.store.removeToken(hash)
  if (hashes.length > 0) core.emit({ kind: 'tokensRevoked', hashes })
}

function findByLogin(core: Core, name: string): User | undefined {
  if (!name.includes('@')) return core.store.userByName(name)
  const email = name.toLowerCase()
  return [...core.store.users.values()].find((user) => user.email === email)
}

function issueToken(core: Core, user: User): SignedIn {
  const token = core.newToken()
  const hash = core.hashToken(token)
  const when = new Date(core.clock.now())
  core.store.putToken({ hash, userId: user._id, when })
  const hashes = core.store.tokensOfUser(user._id)
  const surplus = hashes.slice(0, Math.max(0, hashes.length - MAX_TOKENS))
  for (const old of surplus) core.store.removeToken(old)
  if (surplus.length > 0) core.emit({ kind: 'tokensRevoked', hashes: surplus })
  return signedIn(user, token, hash, when)
}

function signedIn(user: User, token: string, tokenHash: string, when: Date): SignedIn {
  return { user, token, tokenHash, expiresAt: new Date(when.getTime() + TOKEN_DAYS * DAY_MS) }
}

/** What others see: who is not there is offline, whatever they chose. */
export function shownStatus(connection: WireUserStatus, chosen: WireUserStatus): WireUserStatus {
  return connection === 'offline' || chosen === 'online' ? connection : chosen
}

function setConnections(core: Core, userId: string, statuses: readonly WireUserStatus[]): void {
  const user = requireUser(core, userId)
  const connection = statuses.includes('online') ? 'online' : (statuses[0] ?? 'offline')
  const shown = shownStatus(connection, user.statusDefault)
  if (user.statusConnection === connection && user.status === shown) return
  const at = core.clock.stamp()
  const written: User = {
    ...user,
    status: shown,
    statusConnection: connection,
    statusChangedAt: at.getTime(),
    _updatedAt: at,
  }
  core.store.putUser(written)
  emitStatus(core, written)
}

/** Tells everybody the status of a user. */
export function emitStatus(core: Core, user: User): void {
  const { _id, username, status, statusText = '', name, roles } = user
  const args = [[_id, username, STATUS_CODES[status], statusText, name, roles]]
  core.emit({ kind: 'logged', event: 'user-status', args })
  core.emit({ kind: 'presence', user })
  const diff = { status, statusConnection: user.statusConnection }
  core.emit(toUser(_id, 'userData', [{ type: 'updated', id: _id, diff, unset: {} }]))
}

/** The number a status has in streams (§4.7). */
export function statusCode(status: WireUserStatus): number {
  return STATUS_CODES[status]
}
