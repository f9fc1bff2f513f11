import type { Me, Membership, Message, Timestamp, UserId } from '../../domain'
import type { Reader } from '../../ports'

/** A channel, by what is read of it. */
interface Reading {
  readonly messages: Message[]
  readonly memberships: ReadonlyMap<UserId, Membership>
}

/** What everybody has read is unread no more. Until when that is, if it became true of a message; else null. */
export function readByAll(
  { messages, memberships }: Reading,
  tick: () => Timestamp,
): Timestamp | null {
  const upTo = Math.min(...[...memberships.values()].map((one) => one.readMarkerAt ?? 0))
  let isNews = false
  for (const [index, message] of messages.entries()) {
    if (!message.isUnread || message.createdAt > upTo) continue
    messages[index] = { ...message, isUnread: false, updatedAt: tick() }
    isNews = true
  }
  return isNews ? upTo : null
}

/** Who but its author has read a message, in the order they read: by the markers, whose time is when somebody read last. */
export function readersOf(
  { author, createdAt }: Message,
  room: Reading | undefined,
  users: ReadonlyMap<string, Me>,
): readonly Reader[] {
  const readers = [...(room?.memberships ?? [])].flatMap(([id, { readMarkerAt: readAt }]) => {
    const user = users.get(id)
    const hasRead = user !== undefined && id !== author.id && (readAt ?? 0) >= createdAt
    return hasRead ? [{ user, readAt }] : []
  })
  return readers.sort((one, other) => (one.readAt ?? 0) - (other.readAt ?? 0))
}
