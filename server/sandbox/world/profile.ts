/** What users say of themselves: name, status, picture, preferences (rocketchat.md §4.7, §5.9). */
import type { WireUserStatus } from '../../../src/protocol/rocketchat/documents'
import { requireUser, toUser, writeSubscription, type Core } from './core'
import { WorldError } from './errors'
import { without, type User } from './types'
import { emitStatus, requireFree, shownStatus } from './users'

export interface ProfileChange {
  readonly name?: string | undefined
  readonly nickname?: string | undefined
  readonly bio?: string | undefined
  readonly statusText?: string | undefined
  readonly email?: string | undefined
  readonly newPassword?: string | undefined
  /** The sha-256 hex digest; needed to change the address or the password. */
  readonly currentPassword?: string | undefined
}

export interface Picture {
  readonly type: string
  readonly content: Uint8Array
}

export interface ProfileOps {
  /** @throws WorldError `error-invalid-status`, `error-status-not-allowed` */
  setStatus: (userId: string, change: StatusChange) => User
  update: (userId: string, change: ProfileChange) => User
  setPreferences: (userId: string, change: Readonly<Record<string, unknown>>) => User
  /** Null takes the picture back. */
  setAvatar: (userId: string, picture: Picture | null) => User
}

export interface StatusChange {
  readonly status?: string | undefined
  readonly message?: string | undefined
}

const CHOICES: readonly WireUserStatus[] = ['online', 'away', 'busy', 'offline']
const LONGEST_STATUS = 120
const LONGEST = { nickname: 120, bio: 260 } as const

export function createProfileOps(core: Core): ProfileOps {
  return {
    setStatus: (userId, change) => setStatus(core, userId, change),
    update: (userId, change) => update(core, userId, change),
    setPreferences: (userId, change) => setPreferences(core, userId, change),
    setAvatar: (userId, picture) => setAvatar(core, userId, picture),
  }
}

function setStatus(core: Core, userId: string, { status, message }: StatusChange): User {
  const method = 'users.setStatus'
  const user = requireUser(core, userId)
  const chosen = CHOICES.find((one) => one === status)
  if (status !== undefined && chosen === undefined) {
    const reason = 'Valid status types include online, away, offline, and busy.'
    throw new WorldError('error-invalid-status', reason, { method })
  }
  if (
    chosen === 'offline' &&
    core.store.settings.get('Accounts_AllowInvisibleStatusOption') === false
  ) {
    throw new WorldError('error-status-not-allowed', 'Invisible status is disabled', { method })
  }
  if (
    message !== undefined &&
    core.store.settings.get('Accounts_AllowUserStatusMessageChange') === false
  ) {
    throw new WorldError('error-not-allowed', 'Change status is not allowed', { method })
  }
  const at = core.clock.stamp()
  const statusDefault = chosen ?? user.statusDefault
  const written: User = {
    ...user,
    statusDefault,
    status: shownStatus(user.statusConnection, statusDefault),
    ...(message === undefined ? {} : { statusText: message.trim().slice(0, LONGEST_STATUS) }),
    statusChangedAt: at.getTime(),
    _updatedAt: at,
  }
  core.store.putUser(written)
  emitStatus(core, written)
  const { statusText = '' } = written
  tellOwner(core, userId, { status: written.status, statusDefault, statusText })
  return written
}

function tellOwner(core: Core, userId: string, diff: object): void {
  const args = [{ type: 'updated', id: userId, diff, unset: {} }]
  core.emit(toUser(userId, 'userData', args))
}

function update(core: Core, userId: string, change: ProfileChange): User {
  const user = requireUser(core, userId)
  checkPassword(core, user, change)
  checkLengths(change)
  const { name, nickname, bio, email, newPassword, statusText } = change
  if (name !== undefined && core.store.settings.get('Accounts_AllowRealNameChange') === false) {
    throw notAllowed('Changing name is not allowed')
  }
  if (email !== undefined && email.toLowerCase() !== user.email) requireFree(core, 'email', email)
  const fields = given({ name, nickname, bio, email: email?.toLowerCase() })
  const written: User = {
    ...user,
    ...fields,
    ...(newPassword === undefined
      ? {}
      : { passwordHash: core.passwords.hash(core.passwords.digest(newPassword)) }),
    _updatedAt: core.clock.stamp(),
  }
  core.store.putUser(written)
  tellOwner(core, userId, given({ name, nickname, bio }))
  if (name !== undefined && name !== user.name) tellNewName(core, written)
  return statusText === undefined ? written : setStatus(core, userId, { message: statusText })
}

function notAllowed(reason: string): WorldError {
  return new WorldError('error-not-allowed', reason, { method: 'saveUserProfile' })
}

function checkPassword(core: Core, user: User, change: ProfileChange): void {
  const { email, newPassword, currentPassword } = change
  const isGuarded =
    newPassword !== undefined || (email !== undefined && email.toLowerCase() !== user.email)
  if (!isGuarded) return
  if (currentPassword === undefined || !core.passwords.verify(currentPassword, user.passwordHash)) {
    throw new WorldError('error-invalid-password', 'Invalid password', {
      method: 'saveUserProfile',
    })
  }
}

function checkLengths(change: ProfileChange): void {
  for (const key of ['nickname', 'bio'] as const) {
    if ((change[key]?.length ?? 0) <= LONGEST[key]) continue
    const reason = `${key} size exceeds ${String(LONGEST[key])} characters`
    throw new WorldError(`error-${key}-size-exceeded`, reason, { method: 'saveUserProfile' })
  }
}

function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** Direct rooms bear the names of those in them. */
function tellNewName(core: Core, { _id, name, username }: User): void {
  core.emit({ kind: 'logged', event: 'Users:NameChanged', args: [{ _id, name, username }] })
  for (const own of [...core.store.subscriptionsOfUser(_id).values()]) {
    core.store.putSubscription({ ...own, u: { _id, username, name } })
    const members = own.t === 'd' ? [...core.store.subscriptionsOfRoom(own.rid).values()] : []
    for (const sub of members) {
      const others = members.filter((other) => other !== sub || members.length === 1)
      const fname = others.map(({ u }) => core.store.users.get(u._id)?.name ?? '').join(', ')
      if (fname !== sub.fname) writeSubscription(core, { ...sub, fname })
    }
  }
}

function setPreferences(
  core: Core,
  userId: string,
  change: Readonly<Record<string, unknown>>,
): User {
  const user = requireUser(core, userId)
  const { highlights } = change
  const words = Array.isArray(highlights)
    ? highlights.filter((word) => typeof word === 'string')
    : []
  const written: User = {
    ...user,
    preferences: { ...user.preferences, ...change },
    ...(highlights === undefined ? {} : { highlights: words }),
    _updatedAt: core.clock.stamp(),
  }
  core.store.putUser(written)
  const entries = Object.entries(change)
  const diff = Object.fromEntries(
    entries.map(([key, value]) => [`settings.preferences.${key}`, value]),
  )
  tellOwner(core, userId, diff)
  return written
}

function setAvatar(core: Core, userId: string, picture: Picture | null): User {
  const user = requireUser(core, userId)
  if (core.store.settings.get('Accounts_AllowUserAvatarChange') === false) {
    throw new WorldError('error-not-allowed', 'Not allowed', { method: 'setAvatar' })
  }
  const etag = core.newId()
  if (picture === null) core.store.removeAvatar(userId)
  else core.store.putAvatar({ _id: userId, ...picture })
  const bare = without(user, 'avatarETag')
  const stamp = { _updatedAt: core.clock.stamp() }
  const written = { ...bare, ...(picture === null ? {} : { avatarETag: etag }), ...stamp }
  core.store.putUser(written)
  const told = { username: user.username, ...(picture === null ? {} : { etag }) }
  core.emit({ kind: 'logged', event: 'updateAvatar', args: [told] })
  return written
}
