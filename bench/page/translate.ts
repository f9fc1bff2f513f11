import {
  channelId,
  messageId,
  parseContent,
  userId,
  type Attachment,
  type Channel,
  type ChannelEntry,
  type Me,
  type Membership,
  type Message,
} from '../../src/domain'
import { aChannel, aMembership, aMessage } from '../../src/testing/builders'
import type { BenchChannel, BenchMessage } from './contract'

export const benchChannelId = channelId('bench')
export const benchMe: Me = { id: userId('me'), username: 'me', name: 'Me', avatarUrl: null }

/** `version` rises with every change of a message. */
export function toMessage(from: BenchMessage, version = 0): Message {
  const author = from.own
    ? benchMe
    : {
        id: userId(from.user.id),
        username: from.user.username,
        name: from.user.name,
        avatarUrl: from.user.avatar === '' ? null : from.user.avatar,
      }
  return aMessage({
    id: messageId(from.id),
    channelId: benchChannelId,
    author,
    text: from.text,
    content: parseContent(from.text),
    createdAt: from.ts,
    updatedAt: from.ts + version,
    editedAt: from.edited ? from.ts : null,
    system: from.kind === 'system' ? { kind: 'other', detail: from.text, role: null } : null,
    attachments: [...toQuote(from), ...toImage(from)],
    reactions: from.reactions.map(({ emoji, users }) => ({ emoji, usernames: users })),
  })
}

function toQuote({ replyTo }: BenchMessage): readonly Attachment[] {
  if (replyTo === null) return []
  return [
    {
      type: 'quote',
      authorName: replyTo.name,
      content: parseContent(replyTo.text),
      createdAt: null,
    },
  ]
}

function toImage({ image }: BenchMessage): readonly Attachment[] {
  if (image === null) return []
  return [
    {
      type: 'image',
      name: image.name,
      url: image.src,
      sizeBytes: null,
      width: image.w > 0 ? image.w : null,
      height: image.h > 0 ? image.h : null,
      description: '',
      fileId: null,
    },
  ]
}

export function toChannel(from: BenchChannel): Channel {
  return aChannel({
    id: channelId(from.id),
    name: from.name,
    slug: from.name,
    lastMessage: toLast(from.id, from.last),
    lastActivityAt: from.last.ts,
    updatedAt: from.last.ts,
  })
}

function toLast(id: string, last: BenchChannel['last']): Channel['lastMessage'] {
  return {
    id: messageId(`${id}:${last.ts}`),
    author: { id: userId(last.user), username: last.user, name: last.user, avatarUrl: null },
    text: last.text,
    createdAt: last.ts,
    system: null,
    isDeleted: false,
    attachmentCount: 0,
  }
}

export function toMembership(from: BenchChannel): Membership {
  return aMembership({
    channelId: channelId(from.id),
    name: from.name,
    unread: from.unread,
    userMentions: from.mention ? 1 : 0,
    hasAlert: from.unread > 0,
    updatedAt: from.last.ts,
  })
}

/** What a new message does to a channel and to my membership of it. */
export function bumped(
  entry: ChannelEntry,
  last: BenchChannel['last'],
): { readonly channel: Channel; readonly membership: Membership } | null {
  if (entry.channel === null || entry.membership === null) return null
  const at = Math.max(last.ts, entry.channel.updatedAt + 1)
  return {
    channel: {
      ...entry.channel,
      lastMessage: toLast(entry.id, last),
      lastActivityAt: at,
      updatedAt: at,
    },
    membership: {
      ...entry.membership,
      unread: entry.membership.unread + 1,
      hasAlert: true,
      updatedAt: at,
    },
  }
}
