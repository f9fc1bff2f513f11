/** Accounts of others: roles, locking out, deleting (rocketchat.md §5.9). */
import {
  lastOf,
  refOf,
  requireUser,
  withoutReply,
  writeMessage,
  writeRoom,
  writeSubscription,
  type Core,
} from './core'
import { WorldError } from './errors'
import { eraseRoom } from './governing'
import { removeMember } from './rooms'
import { ROLES } from './permissions'
import type { Message, Subscription, User } from './types'

export interface AccountOps {
  /** @throws WorldError `error-invalid-role` */
  setRoles: (userId: string, roles: readonly string[]) => User
  /**
   * Gives away what only this user owns; `user-last-owner` says what that is, unless it was confirmed.
   * @throws WorldError `user-last-owner`
   */
  relinquish: (userId: string, isConfirmed: boolean) => void
  /** With the messages, as `Message_ErasureType` says. @throws WorldError `error-action-not-allowed` for the last administrator */
  remove: (userId: string, isConfirmed: boolean) => readonly string[]
}

export function createAccountOps(core: Core): AccountOps {
  return {
    setRoles: (userId, roles) => setRoles(core, userId, roles),
    relinquish: (userId, isConfirmed) => {
      relinquish(core, userId, isConfirmed)
    },
    remove: (userId, isConfirmed) => remove(core, userId, isConfirmed),
  }
}

function setRoles(core: Core, userId: string, roles: readonly string[]): User {
  const user = requireUser(core, userId)
  const known = ROLES.filter(({ scope }) => scope === 'Users').map(({ _id }) => _id)
  const wrong = roles.find((role) => !known.includes(role))
  if (wrong !== undefined) throw new WorldError('error-invalid-role', 'Invalid role')
  if (!roles.includes('admin')) requireAnotherAdmin(core, user)
  const written: User = { ...user, roles: [...new Set(roles)], _updatedAt: core.clock.stamp() }
  core.store.putUser(written)
  tellRoles(
    core,
    user,
    roles.filter((role) => !user.roles.includes(role)),
    'added',
  )
  tellRoles(
    core,
    user,
    user.roles.filter((role) => !roles.includes(role)),
    'removed',
  )
  return written
}

function tellRoles(core: Core, user: User, roles: readonly string[], type: string): void {
  for (const _id of roles) {
    core.emit({ kind: 'logged', event: 'roles-change', args: [{ type, _id, u: refOf(user) }] })
  }
}

function requireAnotherAdmin(core: Core, user: User): void {
  if (!user.roles.includes('admin')) return
  const isOther = ({ _id, roles, active }: User): boolean =>
    _id !== user._id && active && roles.includes('admin')
  if ([...core.store.users.values()].some(isOther)) return
  const reason = 'Leaving the app without admins is not allowed'
  throw new WorldError('error-action-not-allowed', reason, { action: 'Remove_last_admin' })
}

function isOwner({ roles }: Subscription): boolean {
  return roles?.includes('owner') === true
}

/** Those rooms that would have no owner any more, and who would be left in them. */
function orphansOf(core: Core, userId: string): readonly (readonly [string, Subscription[]])[] {
  return [...core.store.subscriptionsOfUser(userId).values()].flatMap((own) => {
    const others = [...core.store.subscriptionsOfRoom(own.rid).values()].filter(
      (sub) => sub !== own,
    )
    const isOrphan = own.t !== 'd' && isOwner(own) && !others.some(isOwner)
    return isOrphan ? [[own.rid, others] as const] : []
  })
}

function relinquish(core: Core, userId: string, isConfirmed: boolean): void {
  const orphans = orphansOf(core, userId)
  const nameOf = ([rid]: readonly [string, unknown]): string =>
    core.store.rooms.get(rid)?.name ?? rid
  if (orphans.length > 0 && !isConfirmed) {
    throw new WorldError('user-last-owner', '', {
      shouldChangeOwner: orphans.filter(([, others]) => others.length > 0).map(nameOf),
      shouldBeRemoved: orphans.filter(([, others]) => others.length === 0).map(nameOf),
    })
  }
  for (const [rid, others] of orphans) {
    const [heir] = others.toSorted((a, b) => (a.ts?.getTime() ?? 0) - (b.ts?.getTime() ?? 0))
    if (heir === undefined) eraseRoom(core, rid)
    else writeSubscription(core, { ...heir, roles: [...(heir.roles ?? []), 'owner'] })
  }
}

/** @returns the hashes of the sign-ins that end */
function remove(core: Core, userId: string, isConfirmed: boolean): readonly string[] {
  const user = requireUser(core, userId)
  requireAnotherAdmin(core, user)
  relinquish(core, userId, isConfirmed)
  const messageErasureType = String(core.store.settings.get('Message_ErasureType'))
  const isUnlinked = messageErasureType === 'Unlink'
  if (messageErasureType === 'Delete') eraseWords(core, userId)
  if (isUnlinked) unlinkWords(core, userId)
  for (const { rid, t } of [...core.store.subscriptionsOfUser(userId).values()]) {
    const isPair = t === 'd' && core.store.subscriptionsOfRoom(rid).size <= 2
    if (isPair && messageErasureType === 'Delete') eraseRoom(core, rid)
    else removeMember(core, rid, userId)
  }
  const hashes = [...core.store.tokensOfUser(userId)]
  core.store.removeAvatar(userId)
  core.store.removeUser(userId)
  core.emit({
    kind: 'logged',
    event: 'Users:Deleted',
    args: [{ userId, messageErasureType, ...(isUnlinked ? { replaceByUser: NOBODY } : {}) }],
  })
  return hashes
}

/** Who has written what a deleted user wrote, where that stays. */
const NOBODY = { _id: 'rocket.cat', username: 'rocket.cat', alias: 'Removed User' }

function unlinkWords(core: Core, userId: string): void {
  const { alias, ...u } = NOBODY
  for (const message of [...core.store.messages.values()]) {
    if (message.u._id !== userId) continue
    core.store.putMessage({ ...message, u, alias, _updatedAt: core.clock.stamp() })
  }
}

/** Nobody is told of each message: `Users:Deleted` says it of all. */
function eraseWords(core: Core, userId: string): void {
  const own = [...core.store.messages.values()].filter(({ u }) => u._id === userId)
  for (const message of own) eraseMessage(core, message)
  for (const rid of new Set(own.map((message) => message.rid))) {
    const room = core.store.rooms.get(rid)
    const gone = own.filter((message) => message.rid === rid).length
    if (room === undefined) continue
    writeRoom(core, lastOf(core, { ...room, msgs: Math.max(0, (room.msgs ?? 0) - gone) }))
  }
}

function eraseMessage(core: Core, message: Message): void {
  for (const { _id } of message.files ?? []) core.store.removeUpload(_id)
  core.store.removeMessage(message, core.clock.stamp())
  const root = core.store.messages.get(message.tmid ?? '')
  if (root !== undefined) writeMessage(core, withoutReply(root))
}
