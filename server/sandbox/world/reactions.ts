/** `chat.react` (rocketchat.md §5.7). */
import { EMOJI } from '../md/emoji'
import { requireMessage, requireRoom, requireUser, writeMessage, type Core } from './core'
import { WorldError } from './errors'
import { may } from './permissions'
import { without, type Message } from './types'

/**
 * Adds or takes back a reaction; without `wanted` it toggles.
 * @param emoji with or without colons
 * @throws WorldError `error-not-allowed` for an unknown emoji or message
 */
export function react(
  core: Core,
  userId: string,
  messageId: string,
  emoji: string,
  wanted: boolean | undefined,
): Message {
  const message = requireMessage(core, userId, messageId, 'setReaction')
  const { username, name } = requireUser(core, userId)
  const code = emoji.replaceAll(':', '')
  if (!EMOJI.has(code) && core.store.emojiNamed(code) === undefined) {
    throw new WorldError('error-not-allowed', 'Invalid emoji provided.', { method: 'setReaction' })
  }
  const key = `:${code}:`
  const users = message.reactions?.[key]?.usernames ?? []
  const has = users.includes(username)
  if (has === (wanted ?? !has)) return message
  checkMayReact(core, message.rid, userId)
  return has ? takeBack(core, message, key, username) : add(core, message, key, username, name)
}

/** As for writing, but that a read-only room may let its members react. */
function checkMayReact(core: Core, rid: string, userId: string): void {
  const room = requireRoom(core, rid)
  const user = requireUser(core, userId)
  if (room.muted?.includes(user.username) === true) {
    throw new WorldError('error-not-allowed', 'You_have_been_muted', { rid })
  }
  const isFree = room.ro !== true || room.reactWhenReadOnly === true
  const isUnmuted = room.unmuted?.includes(user.username) === true
  if (isFree || isUnmuted || may(core, user, 'post-readonly', rid)) return
  throw new WorldError(null, "You can't send messages because the room is readonly.")
}

function add(core: Core, message: Message, key: string, username: string, name: string): Message {
  const { usernames = [], names = [] } = message.reactions?.[key] ?? {}
  const reaction = { usernames: [...usernames, username], names: [...names, name] }
  return writeMessage(core, { ...message, reactions: { ...message.reactions, [key]: reaction } })
}

function takeBack(core: Core, message: Message, key: string, username: string): Message {
  const { usernames = [], names = [] } = message.reactions?.[key] ?? {}
  const kept = usernames.flatMap((other, index) => (other === username ? [] : [index]))
  const reactions = new Map(Object.entries(message.reactions ?? {}))
  if (kept.length === 0) reactions.delete(key)
  else {
    reactions.set(key, {
      usernames: kept.map((index) => usernames[index] ?? ''),
      names: kept.map((index) => names[index] ?? ''),
    })
  }
  const rest = without(message, 'reactions')
  if (reactions.size === 0) return writeMessage(core, rest)
  return writeMessage(core, { ...rest, reactions: Object.fromEntries(reactions) })
}
