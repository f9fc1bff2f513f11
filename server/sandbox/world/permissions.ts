/** Who may do what: the permissions of a new Rocket.Chat workspace and the roles that have them (rocketchat.md §4.8). */
import type { Core } from './core'
import { WorldError } from './errors'
import type { User } from './types'

export interface Role {
  readonly _id: string
  readonly name: string
  readonly description: string
  /** Held in the whole workspace, or in single rooms. */
  readonly scope: 'Users' | 'Subscriptions'
  readonly protected: boolean
}

export interface Permission {
  readonly _id: string
  readonly roles: readonly string[]
}

const ADMIN = ['admin']
const PEOPLE = ['admin', 'user', 'bot', 'app']
const OWNERS = ['admin', 'owner']
const KEEPERS = ['admin', 'owner', 'moderator']

const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  'access-permissions': ADMIN,
  'add-user-to-any-c-room': ADMIN,
  'add-user-to-any-p-room': [],
  'add-user-to-joined-room': KEEPERS,
  'archive-room': OWNERS,
  'assign-admin-role': ADMIN,
  'assign-roles': ADMIN,
  'ban-user': KEEPERS,
  'clean-channel-history': ADMIN,
  'create-c': PEOPLE,
  'create-d': PEOPLE,
  'create-p': PEOPLE,
  'create-user': ADMIN,
  'delete-c': OWNERS,
  'delete-d': ADMIN,
  'delete-message': KEEPERS,
  'delete-own-message': ['admin', 'user'],
  'delete-p': OWNERS,
  'delete-user': ADMIN,
  'edit-message': KEEPERS,
  'edit-other-user-active-status': ADMIN,
  'edit-other-user-avatar': ADMIN,
  'edit-other-user-info': ADMIN,
  'edit-other-user-password': ADMIN,
  'edit-room': KEEPERS,
  'edit-room-avatar': KEEPERS,
  'force-delete-message': OWNERS,
  'join-without-join-code': ['admin', 'bot', 'app'],
  'leave-c': PEOPLE,
  'leave-p': PEOPLE,
  'manage-emoji': ADMIN,
  'mention-all': [...KEEPERS, 'user'],
  'mention-here': [...KEEPERS, 'user'],
  'message-impersonate': ['bot', 'app'],
  'mute-user': KEEPERS,
  'pin-message': KEEPERS,
  'post-readonly': KEEPERS,
  'preview-c-room': ['admin', 'user', 'anonymous'],
  'remove-user': KEEPERS,
  'set-leader': OWNERS,
  'set-moderator': OWNERS,
  'set-owner': OWNERS,
  'set-react-when-readonly': OWNERS,
  'set-readonly': OWNERS,
  'start-discussion': ['admin', 'user', 'guest', 'app'],
  'start-discussion-other-user': ['admin', 'user', 'owner', 'app'],
  'unarchive-room': ADMIN,
  'user-generate-access-token': ADMIN,
  'view-broadcast-member-list': KEEPERS,
  'view-c-room': [...PEOPLE, 'anonymous'],
  'view-d-room': [...PEOPLE, 'guest'],
  'view-full-other-user-info': ADMIN,
  'view-joined-room': ['guest', 'bot', 'app', 'anonymous'],
  'view-outside-room': [...KEEPERS, 'user'],
  'view-p-room': ['admin', 'user', 'anonymous', 'guest'],
  'view-room-administration': ADMIN,
  'view-statistics': ADMIN,
  'view-user-administration': ADMIN,
}

export const PERMISSIONS: readonly Permission[] = Object.entries(HELD_BY).map(([_id, roles]) => {
  return { _id, roles }
})

export const ROLES: readonly Role[] = [
  role('admin', 'Admin', 'Users'),
  role('user', '', 'Users'),
  role('bot', '', 'Users'),
  role('app', '', 'Users'),
  role('guest', '', 'Users'),
  role('anonymous', '', 'Users'),
  role('owner', 'Owner', 'Subscriptions'),
  role('moderator', 'Moderator', 'Subscriptions'),
  role('leader', 'Leader', 'Subscriptions'),
]

function role(_id: string, description: string, scope: Role['scope']): Role {
  return { _id, name: _id, description, scope, protected: true }
}

/** By a role in the workspace, or by one in the room `rid`. */
export function may(core: Core, user: User, permission: string, rid?: string): boolean {
  const inRoom = rid === undefined ? [] : (core.store.subscription(rid, user._id)?.roles ?? [])
  const holders = HELD_BY[permission] ?? []
  return [...user.roles, ...inRoom].some((held) => holders.includes(held))
}

/** @throws WorldError `error-not-allowed` unless the user has the permission */
export function requirePermission(
  core: Core,
  user: User,
  permission: string,
  where: { readonly rid?: string; readonly method: string },
): void {
  if (may(core, user, permission, where.rid)) return
  throw new WorldError('error-not-allowed', 'Not allowed', { method: where.method })
}
