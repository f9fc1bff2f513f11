/** Accounts: one's own sign-ins, and what an administrator does to those of others (rocketchat.md §2.6, §2.7, §5.9). */
import type { User } from '../world/types'
import type { UserChange } from '../world/users'
import type { World } from '../world/world'
import { findPerson, PERSON, ROOM } from './address'
import { failure, refused, success } from './answers'
import { pageOf, PAGING, sortedBy } from './paging'
import { openRoute, refuse, route, type Route } from './route'
import { anything, flag, isRecord, optional, record, text } from './shape'
import { adminUserView, userView } from './views'

const DEFAULT_ROOM = 'general'
const MAY_NOT = 'User does not have the permissions required for this action [error-unauthorized]'
const CHANGEABLE = ['name', 'nickname', 'bio', 'statusText'] as const

export const adminRoutes: readonly Route[] = [
  route('GET', 'users.list', PAGING, ({ world, user, input }) => {
    const view = world.may(user, 'view-full-other-user-info') ? adminUserView : userView
    const all = sortedBy([...world.store.users.values()], input.sort)
    const { items, ...counts } = pageOf(all.map(view), input)
    return success({ users: items, ...counts })
  }),
  route(
    'POST',
    'users.create',
    {
      username: text,
      name: text,
      email: text,
      password: text,
      active: optional(flag),
      verified: optional(flag),
      roles: anything,
      joinDefaultChannels: optional(flag),
      requirePasswordChange: optional(flag),
      sendWelcomeEmail: optional(flag),
      nickname: optional(text),
      bio: optional(text),
      statusText: optional(text),
    },
    ({ world, user, input }) => {
      requirePermission(world, user, 'create-user')
      const { username, name, email, password, active = true } = input
      const roles = rolesOf(input.roles)
      if (roles !== null) requirePermission(world, user, 'assign-roles')
      const added = world.transaction(() => {
        const { _id } = world.users.create({ username, name, email, password })
        if (!active) world.users.change(_id, { active })
        if (roles !== null) world.accounts.setRoles(_id, roles)
        if (input.joinDefaultChannels !== false) joinDefault(world, _id)
        return world.profile.update(_id, { nickname: input.nickname, bio: input.bio })
      })
      return success({ user: adminUserView(world.store.users.get(added._id) ?? added) })
    },
  ),
  route('POST', 'users.update', { userId: text, data: record }, ({ world, user, input }) => {
    requirePermission(world, user, 'edit-other-user-info')
    const { userId, data } = input
    const roles = rolesOf(data.roles)
    world.transaction(() => {
      world.users.change(userId, readChange(data))
      const texts = CHANGEABLE.flatMap((key) =>
        typeof data[key] === 'string' ? [[key, data[key]] as const] : [],
      )
      if (texts.length > 0) world.profile.update(userId, Object.fromEntries(texts))
      if (roles !== null) world.accounts.setRoles(userId, roles)
    })
    return success({ user: adminUserView(findPerson(world, byId(userId))) })
  }),
  route(
    'POST',
    'users.setActiveStatus',
    { userId: text, activeStatus: flag, confirmRelinquish: optional(flag) },
    ({ world, user, input }) => {
      requirePermission(world, user, 'edit-other-user-active-status')
      const { _id } = findPerson(world, byId(input.userId))
      const changed = world.transaction(() => {
        if (!input.activeStatus) {
          world.accounts.relinquish(_id, input.confirmRelinquish === true)
        }
        return world.users.change(_id, { active: input.activeStatus })
      })
      return success({ user: { _id, active: changed.active } })
    },
  ),
  route(
    'POST',
    'users.delete',
    { userId: optional(text), username: optional(text), confirmRelinquish: optional(flag) },
    ({ world, user, input }) => {
      requirePermission(world, user, 'delete-user')
      const { _id } = findPerson(world, { ...input, user: undefined })
      const deletedRooms = world.transaction(() => {
        const hashes = world.accounts.remove(_id, input.confirmRelinquish === true)
        world.users.revoke(hashes)
        return []
      })
      return success({ deletedRooms })
    },
  ),
  roleChange('roles.addUserToRole', (held, role) => [...held, role]),
  roleChange('roles.removeUserFromRole', (held, role) => held.filter((one) => one !== role)),
  route(
    'GET',
    'roles.getUsersInRole',
    { role: text, roomId: ROOM.roomId, ...PAGING },
    ({ world, user, input }) => {
      requirePermission(world, user, 'access-permissions')
      const all = [...world.store.users.values()].filter((one) =>
        input.roomId === undefined
          ? one.roles.includes(input.role)
          : world.store.subscription(input.roomId, one._id)?.roles?.includes(input.role) === true,
      )
      const { items, ...counts } = pageOf(all.map(userView), input)
      return success({ users: items, ...counts })
    },
  ),
  route(
    'POST',
    'users.createToken',
    { userId: text, secret: optional(text) },
    ({ site, world, user, input }) => {
      const isRight = site.tokenSecret !== null && input.secret === site.tokenSecret
      const isAllowed = world.may(user, 'user-generate-access-token') && isRight
      if (!isAllowed) return refused('Not authorized', 'error-not-authorized')
      const { token } = world.users.issueToken(input.userId)
      return success({ data: { userId: input.userId, authToken: token } })
    },
  ),
  route('POST', 'users.logoutOtherClients', {}, ({ world, user, token }) => {
    const own = world.core.hashToken(token)
    const others = world.store.tokensOfUser(user._id).filter((hash) => hash !== own)
    world.users.revoke(others)
    return success({ token, tokenExpires: world.users.resume(token)?.expiresAt })
  }),
  route('GET', 'users.checkUsernameAvailability', { username: text }, ({ world, input }) =>
    success({ result: world.store.userByName(input.username) === undefined }),
  ),
  openRoute(
    'POST',
    'users.register',
    { username: text, email: text, pass: text, name: optional(text), secret: optional(text) },
    ({ world, input }) => {
      if (world.store.settings.get('Accounts_RegistrationForm') !== 'Public') {
        return failure(400, 'User registration is disabled')
      }
      const { username, email, pass: password, name = username } = input
      const pattern = String(world.store.settings.get('UTF8_User_Names_Validation'))
      if (!new RegExp(`^(?:${pattern})$`).test(username)) {
        return refused(`${username} is not a valid username`, 'error-invalid-username')
      }
      const added = world.users.create({ username, email, password, name })
      joinDefault(world, added._id)
      return success({ user: adminUserView(added) })
    },
    { limit: { calls: 1, perMs: 60_000 } },
  ),
]

function requirePermission(world: World, user: User, permission: string): void {
  if (!world.may(user, permission)) refuse(failure(403, MAY_NOT, 'error-unauthorized'))
}

function byId(userId: string) {
  return { userId, username: undefined, user: undefined }
}

/** Null when there are none. */
function rolesOf(value: unknown): readonly string[] | null {
  if (value === undefined) return null
  if (Array.isArray(value) && value.every((role) => typeof role === 'string')) return value
  return refuse(failure(400, 'must be array [invalid-params]', 'invalid-params'))
}

function roleChange(
  name: string,
  change: (held: readonly string[], role: string) => readonly string[],
): Route {
  const shape = { roleId: optional(text), roleName: optional(text), ...PERSON }
  return route('POST', name, shape, ({ world, user, input }) => {
    requirePermission(world, user, 'access-permissions')
    const role = input.roleId ?? input.roleName ?? ''
    const person = findPerson(world, input)
    world.accounts.setRoles(person._id, change(person.roles, role))
    return success({ role: { _id: role, name: role } })
  })
}

function joinDefault(world: World, userId: string): void {
  const room = world.store.roomByName(DEFAULT_ROOM)
  if (room !== undefined) world.rooms.addMember(room._id, userId)
}

/** Of all that Rocket.Chat lets be changed, what is known here. */
function readChange(data: unknown): UserChange {
  if (!isRecord(data)) return {}
  const { email, active, password } = data
  return {
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof active === 'boolean' ? { active } : {}),
    ...(typeof password === 'string' ? { password } : {}),
  }
}
