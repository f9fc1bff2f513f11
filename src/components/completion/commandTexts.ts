import type { MessageKey, Translate } from '../../i18n'
import type { SlashCommand } from '../../ports/features'

/** What Rocket.Chat's own commands are for; it names them by keys of texts that stay on the server. */
const described: ReadonlyMap<string, MessageKey> = new Map<string, MessageKey>([
  ['archive', 'command.archive'],
  ['create', 'command.create'],
  ['gimme', 'command.append'],
  ['help', 'command.help'],
  ['hide', 'command.hide'],
  ['invite', 'command.invite'],
  ['invite-all-from', 'command.inviteFrom'],
  ['invite-all-to', 'command.inviteTo'],
  ['join', 'command.join'],
  ['kick', 'command.kick'],
  ['leave', 'command.leave'],
  ['lennyface', 'command.append'],
  ['me', 'command.me'],
  ['msg', 'command.msg'],
  ['mute', 'command.mute'],
  ['part', 'command.leave'],
  ['shrug', 'command.append'],
  ['status', 'command.status'],
  ['tableflip', 'command.append'],
  ['topic', 'command.topic'],
  ['unarchive', 'command.unarchive'],
  ['unflip', 'command.append'],
  ['unmute', 'command.unmute'],
])
/** A key of a text of the server, not words. */
const serverKey = /^\w*_\w*$/

/** In the user's language; empty for what nobody tells. */
export function describeCommand({ name, description }: SlashCommand, text: Translate): string {
  const key = described.get(name)
  if (key !== undefined) return text(key)
  return serverKey.test(description) ? '' : description
}

/** What may follow its name. */
export function commandParams({ params }: SlashCommand, text: Translate): string {
  return serverKey.test(params) ? text('command.text') : params
}
