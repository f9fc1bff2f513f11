/** What an administrative call may not do although its caller has the host's role: it is made with the agent's power. */
import { RelayFailure } from '../failure'
import { isFields, type Fields } from '../upstream/body'

/** The roles of a user of Rocket.Chat; none for one whom it does not know. */
export type RolesOf = (key: 'userId' | 'username', value: string) => Promise<readonly string[]>

/**
 * The body to pass on, written anew, so that it says the same to everybody who reads it. Rejects with 403 when it would
 * give a protected role, or change a user who has one.
 */
export async function checkAdminCall(
  body: Buffer,
  protectedRoles: readonly string[],
  rolesOf: RolesOf,
): Promise<string> {
  const call = read(body)
  const given = [...rolesIn(call), ...rolesIn(call.data)]
  if (hasOneOf(protectedRoles, given)) throw refused()
  for (const [key, value] of targetsOf(call)) {
    if (hasOneOf(protectedRoles, await rolesOf(key, value))) throw refused()
  }
  return JSON.stringify(call)
}

function read(body: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (isFields(value)) return value
  } catch {
    // Told below.
  }
  throw invalid()
}

function rolesIn(value: unknown): readonly string[] {
  if (!isFields(value) || value.roles === undefined) return []
  const { roles } = value
  if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) throw invalid()
  return roles
}

/** `username` of `users.create` is nobody yet. */
function targetsOf(call: Fields): readonly (readonly ['userId' | 'username', string])[] {
  const names = { userId: 'userId', username: 'username', user: 'username' } as const
  return Object.entries(names).flatMap(([name, key]) => {
    const value = call[name]
    if (value === undefined) return []
    if (typeof value !== 'string') throw invalid()
    return [[key, value] as const]
  })
}

function hasOneOf(wanted: readonly string[], roles: readonly string[]): boolean {
  return roles.some((role) => wanted.includes(role.trim().toLowerCase()))
}

function refused(): RelayFailure {
  return new RelayFailure(
    403,
    'error-not-allowed',
    'This role is not given or changed by the relay',
  )
}

function invalid(): RelayFailure {
  return new RelayFailure(400, 'error-invalid-arguments', 'The body cannot be understood')
}
