import { watch } from 'vue'
import {
  changedKeys,
  channelTitle,
  getIn,
  hasNews,
  oncePerChunk,
  type ChannelEntry,
  type SectionedChannels,
} from '../domain'
import type { PortCalls } from '../embed/portCalls'
import type { EmbedHost } from '../protocol/embed'
import type { useChatStore } from '../stores/chat'

export interface FactDeps {
  readonly chat: ReturnType<typeof useChatStore>
  readonly tell: PortCalls['tell']
  host(): EmbedHost
}

/** Channels that `unread` names at most, the first of those with news. */
const mostNamed = 100

/** Tells the host page what becomes of the chat (E5, E6). Everything it starts ends with its scope. */
export function tellFacts({ chat, tell, host }: FactDeps): { state(): unknown } {
  let seq = 0

  function tellUnread(): void {
    seq += 1
    tell('unread', unread())
  }

  function unread() {
    const { personal, mentions, activeChannels } = chat.totals
    return {
      seq,
      total: personal,
      mentions,
      channels: activeChannels,
      activity: activeChannels > 0,
      ...(host().perChannel ? { perChannel: perChannel(chat.sections) } : {}),
    }
  }

  function channel() {
    const { current } = chat
    return current === null ? null : { id: current.id, name: channelTitle(current) }
  }

  function state() {
    return {
      isOpen: host().isOpen,
      isReady: chat.isLoaded,
      connection: connectionOf(chat.status.kind, chat.me !== null),
      user: chat.me?.username ?? null,
      channel: channel(),
      unread: unread(),
    }
  }

  watch(
    [() => chat.totals, () => (host().perChannel ? chat.sections : null), () => chat.isLoaded],
    tellUnread,
  )
  watch(
    () => [chat.currentId, channel()?.name ?? ''].join(' '),
    () => {
      tell('channel', channel())
    },
  )
  watch(
    () => [chat.isLoaded, chat.status.kind, chat.me?.username, host().isOpen].join(' '),
    () => {
      tell('state', state())
    },
  )
  watch(
    () => chat.state.channels,
    (after, before) => {
      if (!host().events.includes('message') || !chat.state.isComplete) return
      for (const id of changedKeys(before, after)) {
        const entry = getIn(after, id)
        if (entry !== undefined) tellMessage(getIn(before, id), entry)
      }
    },
  )

  /** The newest one of a channel, by somebody else. */
  function tellMessage(before: ChannelEntry | undefined, after: ChannelEntry): void {
    const message = after.channel?.lastMessage ?? null
    const known = before?.channel?.lastMessage ?? null
    if (before === undefined || message === null || message.id === known?.id) return
    if (message.author.username === chat.me?.username) return
    if (known !== null && known.createdAt > message.createdAt) return
    const body = host().includeBody ? { body: message.text, author: message.author.name } : {}
    tell('message', { channelId: after.id, messageId: message.id, ...body })
  }

  return { state }
}

/** Looked at once for each chunk of the list: a change of one channel costs one chunk. */
const newsOf = oncePerChunk((entries: readonly ChannelEntry[]) =>
  entries.filter(hasNews).map((entry) => ({
    id: entry.id,
    name: channelTitle(entry),
    unread: entry.unread.count,
    mentions: entry.unread.mentions,
  })),
)

function perChannel(sections: SectionedChannels): unknown[] {
  return Object.values(sections)
    .flatMap(({ chunks }) => chunks.flatMap(newsOf))
    .slice(0, mostNamed)
}

function connectionOf(kind: string, isSignedIn: boolean): string {
  if (!isSignedIn && kind === 'idle') return 'signedOut'
  if (kind === 'online') return 'online'
  return kind === 'closed' ? 'offline' : 'connecting'
}
