/** What an administrator does to the accounts of others (rocketchat.md §2.7, §5.9). */
import type { UserChange } from '../world/users'
import type { World } from '../world/world'
import type { User } from '../world/types'
import { failure, refused, success } from './answers'
import { pageOf, PAGING } from './paging'
import { refuse, route, type Route } from './route'
import { anything, flag, isRecord, optional, record, text } from './shape'
import { adminUserView, userView } from './views'

const DEFAULT_ROOM = 'general'
const MAY_NOT = 'User does not have the permissions required for this action [error-unauthorized]'

export const adminRoutes: readonly Route[] = [
  route('GET', 'users.list', PAGING, ({ world, user, input }) => {
    const view = isAdmin(user) ? adminUserView : userView
    const { items, ...counts } = pageOf([...world.store.users.values()].map(view), input)
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
    },
    ({ world, user, input }) => {
      requireAdmin(user)
      const { username, name, email, password, active = true } = input
      const added = world.users.create({ username, name, email, password })
      if (!active) world.users.change(added._id, { active })
      if (input.joinDefaultChannels !== false) joinDefault(world, added._id)
      return success({ user: adminUserView(world.store.users.get(added._id) ?? added) })
    },
  ),
  route('POST', 'users.update', { userId: text, data: record }, ({ world, user, input }) => {
    requireAdmin(user)
    const changed = world.users.change(input.userId, readChange(input.data))
    return success({ user: adminUserView(changed) })
  }),
  route(
    'POST',
    'users.createToken',
    { userId: text, secret: optional(text) },
    ({ site, world, user, input }) => {
      const isRight = site.tokenSecret !== null && input.secret === site.tokenSecret
      if (!isAdmin(user) || !isRight) return refused('Not authorized', 'error-not-authorized')
      const { token } = world.users.issueToken(input.userId)
      return success({ data: { userId: input.userId, authToken: token } })
    },
  ),
]

function isAdmin(user: User): boolean {
  return user.roles.includes('admin')
}

function requireAdmin(user: User): void {
  if (!isAdmin(user)) refuse(failure(403, MAY_NOT, 'error-unauthorized'))
}

function joinDefault(world: World, userId: string): void {
  const room = world.store.roomByName(DEFAULT_ROOM)
  if (room !== undefined) world.rooms.addMember(room._id, userId)
}

/** Of all that Rocket.Chat lets be changed, what is known here. */
function readChange(data: unknown): UserChange {
  if (!isRecord(data)) return {}
  const { name, email, active, password } = data
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof active === 'boolean' ? { active } : {}),
    ...(typeof password === 'string' ? { password } : {}),
  }
}
