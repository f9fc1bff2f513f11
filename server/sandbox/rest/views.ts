/** What REST shows of users and messages: never the whole record. */
import { without, type Message, type Room, type User } from '../world/types'

export function meView(user: User, siteUrl: string): object {
  return {
    _id: user._id,
    username: user.username,
    name: user.name,
    emails: [{ address: user.email, verified: true }],
    status: user.status,
    statusConnection: user.statusConnection,
    statusDefault: user.statusDefault,
    ...(user.statusText === undefined ? {} : { statusText: user.statusText }),
    utcOffset: user.utcOffset,
    active: user.active,
    roles: user.roles,
    settings: { preferences: user.preferences ?? {} },
    ...aboutView(user),
    avatarUrl: `${siteUrl}/avatar/${encodeURIComponent(user.username)}`,
    email: user.email,
  }
}

/** What a user has told of themselves beside their name. */
function aboutView({ nickname, bio, avatarETag }: User): object {
  return {
    ...(nickname === undefined ? {} : { nickname }),
    ...(bio === undefined ? {} : { bio }),
    ...(avatarETag === undefined ? {} : { avatarETag }),
  }
}

export function userView(user: User): object {
  return {
    _id: user._id,
    username: user.username,
    name: user.name,
    status: user.status,
    ...(user.statusText === undefined ? {} : { statusText: user.statusText }),
    utcOffset: user.utcOffset,
    active: user.active,
    roles: user.roles,
    type: user.type,
    ...aboutView(user),
  }
}

/** What those with `view-full-other-user-info` see. */
export function adminUserView(user: User): object {
  return { ...userView(user), emails: [{ address: user.email, verified: true }] }
}

export function presenceView(user: User): object {
  const { _id, username, name, status, statusText = '', utcOffset, avatarETag } = user
  const etag = avatarETag === undefined ? {} : { avatarETag }
  return { _id, username, name, status, statusText, utcOffset, ...etag }
}

/** The room with its last message as the caller sees that. */
export function roomFor(userId: string, room: Room): Room {
  const { lastMessage } = room
  return lastMessage === undefined
    ? room
    : { ...room, lastMessage: messageFor(userId, lastMessage) }
}

/** Of the users who starred it, the caller sees only themselves (§3.4). */
export function messageFor(userId: string, message: Message): Message {
  if (message.starred === undefined) return message
  const starred = message.starred.filter(({ _id }) => _id === userId)
  return { ...without(message, 'starred'), ...(starred.length === 0 ? {} : { starred }) }
}
