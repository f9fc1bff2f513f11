import type { Channel, Findings, Me, Membership, UserId } from '../../domain'

interface Room {
  readonly channel: Channel
  readonly memberships: ReadonlyMap<UserId, Membership>
}

/** People, public channels and the reader's own private ones, whose names hold the text. */
export function findByName(
  users: Iterable<Me>,
  rooms: Iterable<Room>,
  reader: UserId,
  query: string,
): Findings {
  const holds = (name: string): boolean => name.toLowerCase().includes(query.toLowerCase())
  const isSeen = ({ channel: { kind }, memberships }: Room): boolean =>
    kind === 'public' || (kind === 'private' && memberships.has(reader))
  return {
    people: [...users].filter((one) => holds(one.name) || holds(one.username)),
    channels: [...rooms]
      .filter((room) => isSeen(room) && holds(room.channel.name))
      .map(({ channel: { id, kind, name, slug } }) => ({ id, kind, name, slug })),
  }
}
