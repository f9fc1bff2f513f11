/** `login`, `logout`, `me` and the facts about the server (rocketchat.md §2, §5.2). */
import type { SignedIn } from '../world/users'
import type { World } from '../world/world'
import { LOGIN_FAILED, success, type Answer } from './answers'
import { pageOf, PAGING } from './paging'
import { openRoute, route, type RawCall, type Route } from './route'
import { isRecord, optional, text } from './shape'
import { meView } from './views'

export const accountRoutes: readonly Route[] = [
  { method: 'POST', name: 'login', isOpen: true, run: logIn },
  route('POST', 'logout', {}, ({ world, token }) => {
    world.users.revoke([world.core.hashToken(token)])
    const data = { message: "You've been logged out!" }
    return { status: 200, body: { status: 'success', data, success: true } }
  }),
  route('GET', 'me', {}, ({ user, site }) => success(meView(user, site.url()))),
  openRoute('GET', 'settings.public', { ...PAGING, _id: optional(text) }, ({ world, input }) => {
    const wanted = input._id?.split(',')
    const all = [...world.store.settings]
      .filter(([id]) => wanted === undefined || wanted.includes(id))
      .map(([_id, value]) => ({ _id, value }))
    const { items, ...counts } = pageOf(all, input)
    return success({ settings: items, ...counts })
  }),
]

/** Its body is open: keys that no login handler knows simply do not help. */
function logIn({ site, input }: RawCall): Answer {
  const signedIn = tryLogIn(site.world, input)
  if (signedIn === null) return LOGIN_FAILED
  const { user, token } = signedIn
  const data = { userId: user._id, authToken: token, me: meView(user, site.url()) }
  return { status: 200, body: { status: 'success', data, success: true } }
}

function tryLogIn(world: World, body: Readonly<Record<string, unknown>>): SignedIn | null {
  if (typeof body.resume === 'string') return world.users.resume(body.resume)
  const name = [body.user, body.username, body.email].find((value) => typeof value === 'string')
  const digest = passwordDigest(world, body.password)
  return name === undefined || digest === null ? null : world.users.logIn(name, digest)
}

/** Plain text, or `{digest, algorithm: "sha-256"}` (§2.1). */
export function passwordDigest(world: World, password: unknown): string | null {
  if (typeof password === 'string') return world.core.passwords.digest(password)
  if (!isRecord(password) || password.algorithm !== 'sha-256') return null
  return typeof password.digest === 'string' ? password.digest.toLowerCase() : null
}
