/** The DDP methods that still matter (rocketchat.md §6.1). */
import { isRecord } from '../rest/shape'
import type { SignedIn } from '../world/users'
import type { World } from '../world/world'
import { MeteorError } from './errors'
import type { Registry } from './registry'
import { userMethod } from './userMethods'

export type Family = 'monolith' | 'streamer'

/** The connection as a method sees it. */
export interface MethodContext {
  readonly sessionId: string
  readonly family: Family
  readonly world: World
  readonly registry: Registry
  userId: () => string | null
  signIn: (signedIn: SignedIn) => void
  /** Revokes the token of this connection and makes it nobody's. */
  signOut: () => void
  setPresence: (status: 'online' | 'away') => void
}

type Method = (context: MethodContext, params: readonly unknown[]) => unknown

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['login', (context, [credentials]) => logIn(context, credentials)],
  [
    'logout',
    (context) => {
      context.signOut()
      return undefined
    },
  ],
  ['UserPresence:online', (context) => setPresence(context, 'online')],
  ['UserPresence:away', (context) => setPresence(context, 'away')],
  ['stream-notify-room', publishToRoom],
])

const ACTIVITY = 'user-activity'

/** @throws MeteorError 404 for a method that does not exist */
export function callMethod(
  context: MethodContext,
  name: string,
  params: readonly unknown[],
): unknown {
  const method = METHODS.get(name)
  if (method !== undefined) return method(context, params)
  const ofUser = userMethod(name)
  if (ofUser === null) throw new MeteorError(404, `Method '${name}' not found`)
  const userId = context.userId()
  if (userId === null) throw new MeteorError('error-invalid-user', 'Invalid user')
  return ofUser(context.world, userId, params)
}

function logIn(context: MethodContext, credentials: unknown): object {
  const signedIn = isRecord(credentials) ? tryLogIn(context, credentials) : null
  if (signedIn === null) throw new MeteorError(400, 'Match failed')
  context.signIn(signedIn.by)
  const { user, token, expiresAt } = signedIn.by
  return { id: user._id, token, tokenExpires: expiresAt, type: signedIn.type }
}

function tryLogIn(
  { family, world }: MethodContext,
  credentials: Readonly<Record<string, unknown>>,
): { readonly by: SignedIn; readonly type: 'resume' | 'password' } | null {
  if (typeof credentials.resume === 'string') {
    const by = world.users.resume(credentials.resume)
    const reason = "You've been logged out by the server. Please log in again."
    if (by === null) throw new MeteorError(403, reason)
    return { by, type: 'resume' }
  }
  if (family === 'streamer' || !isRecord(credentials.user)) return null
  const { username, email } = credentials.user
  const name = typeof username === 'string' ? username : email
  const digest = readDigest(credentials.password)
  if (typeof name !== 'string' || digest === null) return null
  const by = world.users.logIn(name, digest)
  const reason = 'Something went wrong. Please check your credentials.'
  if (by === null) throw new MeteorError(403, reason)
  return { by, type: 'password' }
}

function readDigest(password: unknown): string | null {
  if (!isRecord(password) || password.algorithm !== 'sha-256') return null
  return typeof password.digest === 'string' ? password.digest.toLowerCase() : null
}

function setPresence(context: MethodContext, status: 'online' | 'away'): boolean {
  if (context.userId() === null) throw new MeteorError('error-not-allowed', 'Not allowed')
  context.setPresence(status)
  return true
}

/** Only typing and its kin, only under one's own name; anything else is dropped in silence (§3.5). */
function publishToRoom(context: MethodContext, [event, ...args]: readonly unknown[]): undefined {
  if (typeof event !== 'string') return
  const [rid = '', name] = event.split('/')
  const { world } = context
  const user = world.store.users.get(context.userId() ?? '')
  const room = world.store.rooms.get(rid)
  if (user === undefined || room === undefined || name !== ACTIVITY) return
  const shownName =
    world.store.settings.get('UI_Use_Real_Name') === true ? user.name : user.username
  if (args[0] !== shownName || !world.canRead(user._id, room)) return
  context.registry.republish('notify-room', event, args, context.sessionId)
}
