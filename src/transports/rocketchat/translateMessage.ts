import {
  channelId,
  emptyContent,
  messageId,
  parseContent,
  safeLinkUrl,
  userId,
  type Attachment,
  type Content,
  type LinkPreview,
  type Message,
  type MessageId,
  type Reaction,
  type SystemEvent,
  type SystemEventKind,
  type ThreadSummary,
  type UserRef,
} from '../../domain'
import {
  count,
  date,
  flag,
  isFields,
  number,
  object,
  objects,
  text,
  texts,
  type Fields,
} from './fields'
import { translateContent } from './translateContent'

/** What translating needs to know of the server. */
export interface Site {
  /** Makes a site-relative address absolute; null for what must not be loaded or linked. */
  resolveUrl(address: string): string | null
  avatarUrl(username: string): string | null
  /** Empty until signed in. */
  readonly myId: string
  readonly myUsername: string
}

const maxAttachments = 32
/** A link to a message that shows nothing by itself: the server makes a quote of it (§6.2). */
const leadingQuote = /^\[ ?\]\(https?:\/\/[^\s()]+[?&]msg=([\w-]+)\)\s*/
const maxReactions = 200

/** The message of a wire document (rocketchat.md §4.3), or null when it has no id, room, author or time. */
export function translateMessage(value: unknown, site: Site): Message | null {
  if (!isFields(value)) return null
  const author = translateUserRef(value.u, site)
  const createdAt = date(value, 'ts')
  const [id, rid] = [text(value, '_id'), text(value, 'rid')]
  if (id === '' || rid === '' || author === null || createdAt === null) return null
  const type = text(value, 't')
  const editedAt = date(value, 'editedAt')
  const isDeleted = type === 'rm'
  const root = text(value, 'tmid')
  const alias = text(value, 'alias')
  const { typed, quotedId } = withoutQuote(text(value, 'msg'))
  const mentionIds = objects(value, 'mentions').map((mention) => text(mention, '_id'))
  return {
    id: messageId(id),
    channelId: channelId(rid),
    author: alias === '' ? author : { ...author, name: alias },
    text: typed,
    content: isDeleted || type === 'e2e' ? emptyContent : contentOf(value, typed),
    createdAt,
    updatedAt: date(value, '_updatedAt') ?? editedAt ?? createdAt,
    editedAt: isDeleted ? null : editedAt,
    system: toSystemEvent(type, value),
    isDeleted,
    isEncrypted: type === 'e2e',
    rootId: root === '' ? null : messageId(root),
    isInTimeline: root === '' || flag(value, 'tshow'),
    thread: toThread(value, site),
    mentions: mentionIds.filter((one) => !isEveryone(one) && one !== '').map(userId),
    mentionsEveryone: mentionIds.some(isEveryone),
    attachments: objects(value, 'attachments')
      .slice(0, maxAttachments)
      .flatMap((one) => translateAttachment(one, site)),
    previews: objects(value, 'urls').flatMap(toPreview),
    reactions: toReactions(object(value, 'reactions')),
    isPinned: flag(value, 'pinned'),
    isStarred: objects(value, 'starred').some((one) => text(one, '_id') === site.myId),
    quotedId,
    isUnread: flag(value, 'unread'),
    isGroupable: value.groupable !== false,
  }
}

function toThread(value: Fields, site: Site): ThreadSummary | null {
  const replyCount = count(value, 'tcount')
  if (replyCount === 0) return null
  const isFollowed = texts(value, 'replies').includes(site.myId)
  return { replyCount, isFollowed, lastReplyAt: date(value, 'tlm') }
}

function withoutQuote(typed: string): { typed: string; quotedId: MessageId | null } {
  const [link, id] = leadingQuote.exec(typed) ?? []
  if (link === undefined || id === undefined) return { typed, quotedId: null }
  return { typed: typed.slice(link.length), quotedId: messageId(id) }
}

export function translateUserRef(value: unknown, site: Site): UserRef | null {
  if (!isFields(value) || text(value, '_id') === '') return null
  const username = text(value, 'username')
  const name = text(value, 'name')
  return {
    id: userId(text(value, '_id')),
    username,
    name: name === '' ? username : name,
    avatarUrl: site.avatarUrl(username),
  }
}

function isEveryone(id: string): boolean {
  return id === 'all' || id === 'here'
}

/** A server may make an empty paragraph of an empty text, such as that of a file. */
function contentOf(value: Fields, typed: string): Content {
  return typed === '' ? emptyContent : (translateContent(value.md) ?? parseContent(typed))
}

const systemKinds: ReadonlyMap<string, SystemEventKind> = new Map<string, SystemEventKind>([
  ['uj', 'joined'],
  ['ujt', 'joined'],
  ['ut', 'joined'],
  ['ul', 'left'],
  ['ult', 'left'],
  ['au', 'added'],
  ['added-user-to-team', 'added'],
  ['ru', 'removed'],
  ['removed-user-from-team', 'removed'],
  ['r', 'renamed'],
  ['room_changed_topic', 'topicChanged'],
  ['room_changed_description', 'descriptionChanged'],
  ['room_changed_announcement', 'announcementChanged'],
  ['room_changed_avatar', 'avatarChanged'],
  ['room_changed_privacy', 'privacyChanged'],
  ['room-archived', 'archived'],
  ['room-unarchived', 'unarchived'],
  ['room-set-read-only', 'readOnlySet'],
  ['room-removed-read-only', 'readOnlyRemoved'],
  ['subscription-role-added', 'roleAdded'],
  ['subscription-role-removed', 'roleRemoved'],
  ['user-muted', 'muted'],
  ['user-unmuted', 'unmuted'],
  ['message_pinned', 'pinned'],
  ['message_pinned_e2e', 'pinned'],
  ['discussion-created', 'discussionCreated'],
  ['videoconf', 'callStarted'],
])

/** Types of ordinary messages; every other `t` is a line the system wrote (§4.4). */
const writtenByPeople = new Set(['', 'rm', 'e2e'])

function toSystemEvent(type: string, value: Fields): SystemEvent | null {
  if (writtenByPeople.has(type)) return null
  const role = text(value, 'role')
  return {
    kind: systemKinds.get(type) ?? 'other',
    detail: text(value, 'msg'),
    role: role === '' ? null : role,
  }
}

function translateAttachment(value: Fields, site: Site): readonly Attachment[] {
  if (text(value, 'message_link') !== '') return [toQuote(value)]
  const media = toMedia(value, site)
  if (media !== null) return [media]
  return text(value, 'type') === 'file' ? [toFile(value, site)] : [toCard(value, site)]
}

function toMedia(value: Fields, site: Site): Attachment | null {
  for (const type of ['image', 'audio', 'video'] as const) {
    const url = site.resolveUrl(text(value, `${type}_url`))
    if (url === null) continue
    const size = object(value, 'image_dimensions')
    return {
      type,
      name: text(value, 'title'),
      url,
      sizeBytes: number(value, `${type}_size`),
      width: positive(number(size, 'width')),
      height: positive(number(size, 'height')),
      description: text(value, 'description'),
      fileId: text(value, 'fileId') || null,
    }
  }
  return null
}

function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null
}

function toFile(value: Fields, site: Site): Attachment {
  return {
    type: 'file',
    name: text(value, 'title'),
    url: site.resolveUrl(text(value, 'title_link')),
    sizeBytes: number(value, 'size'),
    description: text(value, 'description'),
    fileId: text(value, 'fileId') || null,
  }
}

function toQuote(value: Fields): Attachment {
  const words = text(value, 'text')
  const content = words === '' ? null : translateContent(value.md)
  return {
    type: 'quote',
    authorName: text(value, 'author_name'),
    content: content ?? parseContent(words || fileWords(value)),
    createdAt: date(value, 'ts'),
  }
}

/** What is said of a quoted message that is a file: its caption, else its name. */
function fileWords(value: Fields): string {
  const [file = {}] = objects(value, 'attachments')
  return text(file, 'description') || text(file, 'title')
}

function toCard(value: Fields, site: Site): Attachment {
  const body = [text(value, 'pretext'), text(value, 'text')].filter((part) => part !== '')
  return {
    type: 'card',
    title: text(value, 'title') || text(value, 'author_name'),
    url: site.resolveUrl(text(value, 'title_link')),
    content: translateContent(value.md) ?? parseContent(body.join('\n')),
    imageUrl: site.resolveUrl(text(value, 'thumb_url')),
    fields: objects(value, 'fields').map((field) => ({
      title: text(field, 'title'),
      value: text(field, 'value'),
      isShort: flag(field, 'short'),
    })),
  }
}

function toPreview(value: Fields): readonly LinkPreview[] {
  const meta = object(value, 'meta')
  const url = safeLinkUrl(text(value, 'url'))
  const title = text(meta, 'ogTitle') || text(meta, 'pageTitle')
  if (url === null || title === '') return []
  return [
    {
      url,
      title,
      description: text(meta, 'ogDescription') || text(meta, 'description'),
      siteName: text(meta, 'ogSiteName'),
    },
  ]
}

function toReactions(value: Fields): readonly Reaction[] {
  return Object.keys(value)
    .slice(0, maxReactions)
    .map((key) => toReaction(key.replace(/^:|:$/g, ''), object(value, key)))
    .filter((reaction) => reaction.usernames.length > 0)
}

/** Names of another number are not those of these users. */
function toReaction(emoji: string, value: Fields): Reaction {
  const [usernames, names] = [texts(value, 'usernames'), texts(value, 'names')]
  return names.length === usernames.length ? { emoji, usernames, names } : { emoji, usernames }
}
