import {
  answeringNothing,
  channelId,
  messageId,
  plainContent,
  userId,
  type Channel,
  type HistoryPart,
  type Me,
  type Membership,
  type Message,
  type PendingMessage,
  type UserRef,
} from '../domain'

/** Things of the domain with every field filled; a test names only what it is about. */

export const ann: Me = aUser('ann', 'Ann')
export const bob: UserRef = aUser('bob', 'Bob')

export function aUser(username: string, name = username): UserRef {
  return { id: userId(`u-${username}`), username, name, avatarUrl: null }
}

export function aMessage(fields: Partial<Message> = {}): Message {
  const text = fields.text ?? 'hello'
  const createdAt = fields.createdAt ?? 1_000
  return {
    id: messageId(`m${createdAt}`),
    channelId: channelId('c1'),
    author: bob,
    text,
    content: plainContent(text),
    createdAt,
    updatedAt: createdAt,
    editedAt: null,
    system: null,
    isDeleted: false,
    isEncrypted: false,
    rootId: null,
    isInTimeline: true,
    thread: null,
    mentions: [],
    mentionsEveryone: false,
    attachments: [],
    previews: [],
    reactions: [],
    isPinned: false,
    isStarred: false,
    quotedId: null,
    isUnread: false,
    isGroupable: true,
    ...fields,
  }
}

export function aPendingMessage(fields: Partial<PendingMessage> = {}): PendingMessage {
  const id = fields.id ?? messageId('p1')
  return {
    kind: 'send',
    id,
    channelId: channelId('c1'),
    messageId: id,
    text: 'hello',
    ...answeringNothing,
    writtenAfter: 0,
    queuedAt: 0,
    state: 'queued',
    failure: null,
    ...fields,
  }
}

export function aChannel(fields: Partial<Channel> = {}): Channel {
  return {
    id: channelId('c1'),
    kind: 'public',
    name: 'general',
    slug: 'general',
    topic: '',
    announcement: '',
    memberCount: 2,
    avatarUrl: null,
    directUserIds: [],
    directUsernames: [],
    isReadOnly: false,
    isArchived: false,
    isEncrypted: false,
    lastMessage: null,
    lastActivityAt: 0,
    updatedAt: 0,
    ...fields,
  }
}

export function aMembership(fields: Partial<Membership> = {}): Membership {
  return {
    channelId: channelId('c1'),
    name: 'general',
    kind: 'public',
    unread: 0,
    userMentions: 0,
    groupMentions: 0,
    hasAlert: false,
    unreadThreadIds: [],
    readMarkerAt: 0,
    isOpen: true,
    isFavorite: false,
    isMuted: false,
    isUnreadHidden: false,
    notifyAbout: 'default',
    ignoredUserIds: [],
    roles: [],
    updatedAt: 0,
    ...fields,
  }
}

/** Everything there is in a channel. */
export function wholeHistory(messages: readonly Message[]): HistoryPart {
  return { messages, covers: { from: null, to: null } }
}

/** The newest messages of a channel, oldest first, with more before them. */
export function newestPage(messages: readonly Message[]): HistoryPart {
  return { messages, covers: { from: messages[0] ?? null, to: null } }
}
