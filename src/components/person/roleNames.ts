import type { MessageKey, Translate } from '../../i18n'

/** Everybody has it. */
const untold = 'user'
const known: Readonly<Record<string, MessageKey>> = {
  owner: 'role.owner',
  moderator: 'role.moderator',
  leader: 'role.leader',
  admin: 'role.admin',
  bot: 'role.bot',
  guest: 'role.guest',
}

/** Roles in words; those a workspace made for itself as they are called there. */
export function roleNames(roles: readonly string[], text: Translate): readonly string[] {
  return [...new Set(roles)]
    .filter((role) => role !== untold)
    .map((role) => {
      const key = Object.hasOwn(known, role) ? known[role] : undefined
      return key === undefined ? role : text(key)
    })
}
