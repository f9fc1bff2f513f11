import {
  parseContent,
  type Attachment,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type Me,
  type Membership,
  type Message,
  type MessageId,
  type Timestamp,
  type UserId,
} from '../../domain'

/** A channel in which nothing was written yet. */
export function newChannel(
  id: ChannelId,
  kind: ChannelKind,
  name: string,
  members: readonly Me[],
  at: Timestamp,
): Channel {
  const isDirect = kind === 'direct'
  return {
    id,
    kind,
    name: isDirect ? '' : name,
    slug: isDirect ? '' : name,
    topic: '',
    announcement: '',
    memberCount: members.length,
    avatarUrl: null,
    directUserIds: isDirect ? members.map((member) => member.id) : [],
    directUsernames: isDirect ? members.map((member) => member.username) : [],
    isReadOnly: false,
    isArchived: false,
    isEncrypted: false,
    lastMessage: null,
    lastActivityAt: at,
    updatedAt: at,
  }
}

/** That of somebody who has read everything. */
export function newMembership({ id, kind }: Channel, name: string, at: Timestamp): Membership {
  return {
    channelId: id,
    name,
    kind,
    unread: 0,
    userMentions: 0,
    groupMentions: 0,
    hasAlert: false,
    unreadThreadIds: [],
    readMarkerAt: at,
    isOpen: true,
    isFavorite: false,
    isMuted: false,
    isUnreadHidden: false,
    notifyAbout: 'default',
    ignoredUserIds: [],
    roles: [],
    updatedAt: at,
  }
}

interface Written {
  readonly id: MessageId
  readonly channelId: ChannelId
  readonly author: Me
  readonly text: string
  readonly at: Timestamp
  readonly mentions: readonly UserId[]
  readonly attachments: readonly Attachment[]
  readonly isUnread: boolean
}

/** A message as it is when it was just written. */
export function newMessage(written: Written): Message {
  const { id, channelId: channel, author, text, at, mentions, attachments, isUnread } = written
  return {
    id,
    channelId: channel,
    author,
    text,
    content: parseContent(text),
    createdAt: at,
    updatedAt: at,
    editedAt: null,
    system: null,
    isDeleted: false,
    isEncrypted: false,
    rootId: null,
    isInTimeline: true,
    thread: null,
    mentions,
    mentionsEveryone: /@(all|here)\b/.test(text),
    attachments,
    previews: [],
    reactions: [],
    isPinned: false,
    isStarred: false,
    quotedId: null,
    isUnread,
    isGroupable: true,
  }
}
