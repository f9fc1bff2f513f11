import type { Capabilities, ChangeRule, ServerFacts } from './capabilities'
import type { Timestamp } from './ids'
import type { Message, Reaction } from './message'
import { parseContent } from './parseContent'
import type { Me } from './user'
import { hasMyReaction, type MessageChanges, type PendingReaction } from './wish'

/** The message as it will be when what is wished of it has come true. What was refused is not part of it. */
export function withChanges(message: Message, changes: MessageChanges, me: Me): Message {
  const { edit, reactions } = changes
  const isEdited = edit !== null && edit.state !== 'failed'
  const wished = reactions.filter(
    ({ state, emoji, isSet }) => state !== 'failed' && hasMyReaction(me, message, emoji) !== isSet,
  )
  if (!isEdited && wished.length === 0) return message
  return {
    ...message,
    ...(isEdited ? { text: edit.text, content: parseContent(edit.text) } : {}),
    reactions: wished.reduce(
      (all, wish) => withReaction(all, wish, me.username),
      message.reactions,
    ),
  }
}

function withReaction(
  reactions: readonly Reaction[],
  { emoji, isSet }: PendingReaction,
  username: string,
): readonly Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji)
  if (known === undefined) return [...reactions, { emoji, usernames: [username] }]
  const isOther = (one: string | undefined): boolean => one !== username
  const others = known.usernames.filter(isOther)
  const usernames = isSet ? [...others, username] : others
  const names = known.names?.filter((_name, at) => isOther(known.usernames[at])) ?? []
  return reactions.flatMap((one) => {
    if (one !== known) return [one]
    return usernames.length === 0 ? [] : [{ emoji, usernames, names }]
  })
}

/** What the user may ask for. The server decides in the end, and may still refuse. */
export interface MessageRights {
  readonly mayReact: boolean
  /** By a quote, or in its thread. */
  readonly mayReply: boolean
  readonly hasThreads: boolean
  readonly mayEdit: boolean
  readonly mayRemove: boolean
  readonly mayMarkUnread: boolean
  /** With a star. */
  readonly mayMark: boolean
  readonly mayPin: boolean
  readonly mayReport: boolean
  /** Who has read it can be asked. */
  readonly mayListReaders: boolean
}

/** `mayWrite`: the channel is open to this user. `now` by this machine's clock, which only hides what would be refused. */
export function messageRights(
  message: Message,
  { me, facts, capabilities, mayWrite, mayPin, mayRemoveAny, now }: RightsSource,
): MessageRights {
  const isWriting = message.system === null && !message.isDeleted && !message.isEncrypted
  const isOwn = message.author.id === me.id
  const mayAnswer = isWriting && mayWrite
  const mayMark = isWriting && capabilities.marks !== 'none'
  const mayChange = (rule: ChangeRule): boolean =>
    mayAnswer && isOwn && isWithin(rule, message.createdAt, now)
  return {
    mayReact: mayAnswer,
    mayReply: mayAnswer,
    hasThreads: capabilities.threads !== 'none',
    mayEdit: mayChange(facts.editing) && message.attachments.every(({ type }) => type === 'quote'),
    mayRemove: mayChange(facts.deleting) || (mayAnswer && mayRemoveAny),
    mayMarkUnread: isWriting && !isOwn && message.isInTimeline,
    mayMark,
    mayPin: mayMark && mayWrite && mayPin,
    mayReport: mayMark && !isOwn,
    mayListReaders: isWriting && capabilities.receipts !== 'none' && facts.readReceipts === 'named',
  }
}

export interface RightsSource {
  readonly me: Me
  readonly facts: ServerFacts
  readonly capabilities: Capabilities
  readonly mayWrite: boolean
  /** By what the server permits to keep the order of the channel. */
  readonly mayPin: boolean
  readonly mayRemoveAny: boolean
  readonly now: Timestamp
}

function isWithin({ isAllowed, withinMs }: ChangeRule, writtenAt: Timestamp, now: number): boolean {
  return isAllowed && (withinMs === null || now - writtenAt <= withinMs)
}
