import {
  safeLinkUrl,
  type Attachment,
  type BlockNode,
  type ChangeRule,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type Content,
  type FileFacts,
  type InlineNode,
  type LastMessage,
  type ListItem,
  type Me,
  type MediaAttachment,
  type Membership,
  type NotifyAbout,
  type Message,
  type MessageId,
  type Reaction,
  type ServerFacts,
  type SystemEvent,
  type UserId,
  type UserRef,
} from '../domain'
import {
  flag,
  listOf,
  malformed,
  nullable,
  number,
  oneOf,
  optional,
  record,
  tagged,
  text,
} from './decode'
import type { Decode } from './decode'

/** What the cache keeps, read field by field: a record that another version left, or somebody changed, is refused whole. */

const longestText = 100_000
const longestList = 1_000
/** Content is deeper than this only when somebody built it so. */
const deepest = 24

const channelId = text<ChannelId>(200)
const messageId = text<MessageId>(200)
const userId = text<UserId>(200)
const line = text(5_000)
const long = text(longestText)
const names = listOf(line, longestList)
const url: Decode<string> = (value) => {
  const address = text(8_192)(value)
  return /^(https?:\/\/|\/(?!\/))/i.test(address) ? address : malformed()
}
const linkUrl: Decode<string> = (value) => {
  const address = text(8_192)(value)
  return safeLinkUrl(address) === address ? address : malformed()
}

const user = record<UserRef>({
  id: userId,
  username: line,
  name: line,
  avatarUrl: nullable(url),
})

export const meOf: Decode<Me> = user

const counted = oneOf<ServerFacts['countsInChannels']>(
  'all',
  'mentions',
  'userMentions',
  'groupMentions',
  'none',
)

const changeRuleOf = record<ChangeRule>({ isAllowed: flag, withinMs: nullable(number) })

export const factsOf = record<ServerFacts>({
  countsInChannels: counted,
  countsInDirect: counted,
  maxMessageLength: number,
  editing: changeRuleOf,
  deleting: changeRuleOf,
  files: nullable(
    record<FileFacts>({
      maxBytes: nullable(number),
      acceptedTypes: names,
      refusedTypes: names,
      isAllowedInDirect: flag,
    }),
  ),
  areFilesProtected: flag,
  readReceipts: oneOf<ServerFacts['readReceipts']>('none', 'counted', 'named'),
})

const kind = oneOf<ChannelKind>('public', 'private', 'direct', 'livechat')

const system = record<SystemEvent>({
  kind: oneOf<SystemEvent['kind']>(
    'joined',
    'left',
    'added',
    'removed',
    'renamed',
    'topicChanged',
    'descriptionChanged',
    'announcementChanged',
    'avatarChanged',
    'privacyChanged',
    'archived',
    'unarchived',
    'readOnlySet',
    'readOnlyRemoved',
    'roleAdded',
    'roleRemoved',
    'muted',
    'unmuted',
    'pinned',
    'discussionCreated',
    'callStarted',
    'other',
  ),
  detail: line,
  role: nullable(line),
})

const lastMessage = record<LastMessage>({
  id: messageId,
  author: user,
  text: long,
  createdAt: number,
  system: nullable(system),
  isDeleted: flag,
  attachmentCount: number,
})

export const channelOf = record<Channel>({
  id: channelId,
  kind,
  name: line,
  slug: line,
  topic: line,
  announcement: line,
  memberCount: nullable(number),
  directUserIds: listOf(userId, longestList),
  directUsernames: names,
  avatarUrl: nullable(url),
  isReadOnly: flag,
  isArchived: flag,
  isEncrypted: flag,
  lastMessage: nullable(lastMessage),
  lastActivityAt: number,
  updatedAt: number,
})

export const membershipOf = record<Membership>({
  channelId,
  name: line,
  kind,
  unread: number,
  userMentions: number,
  groupMentions: number,
  hasAlert: flag,
  unreadThreadIds: listOf(messageId, longestList),
  readMarkerAt: nullable(number),
  isOpen: flag,
  isFavorite: flag,
  isMuted: flag,
  isUnreadHidden: flag,
  notifyAbout: oneOf<NotifyAbout>('default', 'all', 'mentions', 'nothing'),
  ignoredUserIds: listOf(userId, longestList),
  roles: names,
  updatedAt: number,
})

/** A decoder of a tree that knows how deep it is. */
type Deep<T> = (depth: number) => Decode<T>

const inlines: Deep<readonly InlineNode[]> = (depth) => listOf(inline(depth), 10_000)

const inline: Deep<InlineNode> = (depth) => (value) => {
  if (depth > deepest) return malformed()
  const children: Decode<readonly InlineNode[]> = (nodes) => inlines(depth + 1)(nodes)
  const wrapped = <Type extends 'bold' | 'italic' | 'strike' | 'spoiler'>(type: Type) =>
    record<{ readonly type: Type; readonly children: readonly InlineNode[] }>({
      type: () => type,
      children,
    })
  return tagged<InlineNode>({
    text: record({ type: () => 'text', text: long }),
    bold: wrapped('bold'),
    italic: wrapped('italic'),
    strike: wrapped('strike'),
    spoiler: wrapped('spoiler'),
    code: record({ type: () => 'code', text: long }),
    link: record({ type: () => 'link', url: linkUrl, children }),
    userMention: record({ type: () => 'userMention', name: line }),
    channelMention: record({ type: () => 'channelMention', name: line }),
    emoji: record({ type: () => 'emoji', shortCode: line, text: nullable(line) }),
    lineBreak: record({ type: () => 'lineBreak' }),
  })(value)
}

const item: Deep<ListItem> = (depth) =>
  record<ListItem>({ isDone: nullable(flag), children: inlines(depth) })

const blocks: Deep<Content> = (depth) => listOf(block(depth), 10_000)

const block: Deep<BlockNode> = (depth) => (value) => {
  if (depth > deepest) return malformed()
  const children = inlines(depth + 1)
  return tagged<BlockNode>({
    paragraph: record({ type: () => 'paragraph', children }),
    heading: record({ type: () => 'heading', level: oneOf<1 | 2 | 3 | 4>(1, 2, 3, 4), children }),
    quote: record({ type: () => 'quote', children: (nodes) => blocks(depth + 1)(nodes) }),
    codeBlock: record({ type: () => 'codeBlock', language: nullable(line), text: long }),
    list: record({
      type: () => 'list',
      start: nullable(number),
      items: listOf(item(depth + 1), 10_000),
    }),
    bigEmoji: record({ type: () => 'bigEmoji', children }),
    rule: record({ type: () => 'rule' }),
  })(value)
}

const content = blocks(0)

const media = <Type extends MediaAttachment['type']>(type: Type) =>
  record<Omit<MediaAttachment, 'type'> & { readonly type: Type }>({
    type: () => type,
    name: line,
    url,
    sizeBytes: nullable(number),
    width: nullable(number),
    height: nullable(number),
    description: line,
    fileId: nullable(line),
  })

const attachment = tagged<Attachment>({
  file: record({
    type: () => 'file',
    name: line,
    url: nullable(url),
    sizeBytes: nullable(number),
    description: line,
    fileId: nullable(line),
  }),
  image: media('image'),
  audio: media('audio'),
  video: media('video'),
  quote: record({
    type: () => 'quote',
    authorName: line,
    content,
    createdAt: nullable(number),
  }),
  card: record({
    type: () => 'card',
    title: line,
    url: nullable(linkUrl),
    content,
    imageUrl: nullable(url),
    fields: listOf(record({ title: line, value: long, isShort: flag }), longestList),
  }),
})

export const messageOf = record<Message>({
  id: messageId,
  channelId,
  author: user,
  text: long,
  content,
  createdAt: number,
  updatedAt: number,
  editedAt: nullable(number),
  system: nullable(system),
  isDeleted: flag,
  isEncrypted: flag,
  rootId: nullable(messageId),
  isInTimeline: flag,
  thread: nullable(record({ replyCount: number, isFollowed: flag, lastReplyAt: nullable(number) })),
  mentions: listOf(userId, longestList),
  mentionsEveryone: flag,
  attachments: listOf(attachment, longestList),
  previews: listOf(
    record({ url: linkUrl, title: line, description: long, siteName: line }),
    longestList,
  ),
  reactions: listOf(
    record<Reaction>({ emoji: line, usernames: names, names: optional(names) }),
    longestList,
  ),
  isPinned: flag,
  isStarred: flag,
  quotedId: nullable(messageId),
  isUnread: flag,
  isGroupable: flag,
})
