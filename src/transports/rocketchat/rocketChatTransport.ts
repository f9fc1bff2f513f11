import {
  ChatError,
  channelId,
  comparePositions,
  defaultServerFacts,
  messageId,
  type Capabilities,
  type Channel,
  type ChannelId,
  type CountedMessages,
  type Me,
  type Membership,
  type Message,
  type Position,
  type ServerFacts,
  type Timestamp,
} from '../../domain'
import type {
  ChannelChanges,
  ChatTransport,
  Credentials,
  HistoryPage,
  Logger,
  MessageChanges,
  OpenSocket,
  OpenStep,
  OutgoingMessage,
  SignedIn,
  Stop,
  TransportListener,
} from '../../ports'
import { createDdpClient, type DdpClient } from './ddpClient'
import { date, isFields, list, object, objects, text, type Fields } from './fields'
import type { HeartbeatTimes } from './heartbeat'
import { createRest, type Rest, type RestDeps } from './rest'
import type { ServerAddress } from './serverAddress'
import { createSite } from './site'
import { translatePresences, translateStream } from './streams'
import { translateChannel, translateMembership } from './translateChannel'
import { translateMessage, translateUserRef } from './translateMessage'

export interface RocketChatDeps extends RestDeps {
  readonly address: ServerAddress
  readonly openSocket: OpenSocket
  readonly logger: Logger
  readonly heartbeat?: HeartbeatTimes
}

const capabilities: Capabilities = {
  presence: 'native',
  typing: 'native',
  markUnread: 'native',
  threads: 'native',
  reactions: 'native',
}

/** A presence subscription watches this many people at most; more would only be paid for, not seen. */
const maxWatchedPeers = 200

const historyRoutes = {
  public: 'channels.history',
  private: 'groups.history',
  direct: 'im.history',
  livechat: null,
} as const

/** Rocket.Chat 6 to 9 (rocketchat.md): DDP for events and typing, REST for everything else. */
export function createRocketChatTransport(
  deps: RocketChatDeps,
  credentials: Credentials,
): ChatTransport {
  const { clock, logger } = deps
  const rest: Rest = createRest(deps, credentials)
  const site = createSite(deps.address)
  /** Membership ids, because the server names a removed one by its id alone (§5.3). */
  const channelByMembershipId = new Map<string, ChannelId>()
  let latestAt: Timestamp = 0
  let listener: TransportListener | null = null
  let ddp: DdpClient | null = null
  let me: Me | null = null

  function onChanged(collection: string, id: string, fields: Fields): void {
    const events = translateStream(collection, id, fields, {
      site,
      latestAt: () => latestAt,
      now: () => clock.now(),
    })
    if (events === 'malformed') {
      logger.warn('an event that cannot be read was skipped', { collection })
      return
    }
    if (collection === 'stream-notify-user') rememberMembership(list(fields, 'args')[1])
    for (const event of events) listener?.onEvent(event)
  }

  function rememberMembership(value: unknown): void {
    if (!isFields(value) || text(value, 'rid') === '') return
    channelByMembershipId.set(text(value, '_id'), channelId(text(value, 'rid')))
    latestAt = Math.max(latestAt, date(value, '_updatedAt') ?? 0)
  }

  async function open(
    next: TransportListener,
    onStep: (step: OpenStep) => void,
  ): Promise<SignedIn> {
    const client = createDdpClient(deps, {
      onChanged,
      onLost: (error) => listener?.onLost(error),
    })
    ddp = client
    try {
      onStep('connecting')
      await client.connect(deps.address.webSocketUrl)
      onStep('authenticating')
      await client.call('login', [{ resume: credentials.token }])
      listener = next
      onStep('subscribing')
      const [signedIn] = await Promise.all([fetchSignedIn(), subscribeUser(client)])
      return signedIn
    } catch (error) {
      close()
      throw error
    }
  }

  async function subscribeUser(client: DdpClient): Promise<void> {
    const names = ['subscriptions-changed', 'rooms-changed']
    await Promise.all(
      names.map((name) =>
        client.subscribe('stream-notify-user', [`${credentials.userId}/${name}`, streamOptions]),
      ),
    )
  }

  async function fetchSignedIn(): Promise<SignedIn> {
    const [user, facts] = await Promise.all([rest.get('me'), fetchFacts()])
    const found = translateUserRef(user, site)
    if (found === null) throw new ChatError('protocol', 'me is no user')
    me = found
    site.myUsername = found.username
    return { me: found, facts }
  }

  /** Without its settings the server's defaults are a good guess; a refusal must not keep anybody out. */
  async function fetchFacts(): Promise<ServerFacts> {
    const ids = 'Unread_Count,Unread_Count_DM,Message_MaxAllowedSize'
    try {
      return toFacts(await rest.get('settings.public', { _id: ids }))
    } catch (error) {
      logger.warn('the settings could not be read', { error })
      return defaultServerFacts
    }
  }

  async function fetchChannels(since: Timestamp | null): Promise<ChannelChanges> {
    const query = since === null ? {} : { updatedSince: new Date(since).toISOString() }
    const [rooms, subscriptions] = await Promise.all([
      rest.get('rooms.get', query),
      rest.get('subscriptions.get', query),
    ])
    for (const record of objects(subscriptions, 'update')) rememberMembership(record)
    const channels = present(objects(rooms, 'update').map((room) => translateChannel(room, site)))
    const memberships = present(
      objects(subscriptions, 'update').map((one) => translateMembership(one, latestAt)),
    )
    for (const channel of channels) latestAt = Math.max(latestAt, channel.updatedAt)
    followPeers(channels)
    return {
      channels,
      memberships,
      removedChannelIds: [
        ...removedRooms(rooms),
        ...removedMemberships(subscriptions, memberships),
      ],
      syncedAt: latestAt,
    }
  }

  function removedMemberships(answer: Fields, kept: readonly Membership[]): readonly ChannelId[] {
    const keptIds = new Set(kept.map((membership) => membership.channelId))
    return present(
      objects(answer, 'remove').map((one) => channelByMembershipId.get(text(one, '_id')) ?? null),
    ).filter((id) => !keptIds.has(id))
  }

  /** Presence of the people I have direct channels with. A server that refuses leaves presence unknown. */
  function followPeers(channels: readonly Channel[]): void {
    const client = ddp
    const ids = [...new Set(channels.flatMap((channel) => channel.directUserIds))]
      .filter((id) => id !== credentials.userId)
      .slice(0, maxWatchedPeers)
    if (client === null || ids.length === 0) return
    const watching = client
      .subscribe('stream-user-presence', ['', { added: ids }])
      .then(() => rest.get('users.presence', { ids: ids.join(',') }))
      .then((answer) => {
        for (const event of translatePresences(answer)) listener?.onEvent(event)
      })
    watching.catch((error: unknown) => {
      logger.debug('presence is not available', { error })
    })
  }

  async function watchChannel(channel: Channel): Promise<Stop> {
    const client = connected()
    const stops = await Promise.all([
      client.subscribe('stream-room-messages', [channel.id, streamOptions]),
      ...['deleteMessage', 'deleteMessageBulk', 'user-activity'].map((name) =>
        client.subscribe('stream-notify-room', [`${channel.id}/${name}`, streamOptions]),
      ),
    ])
    return () => {
      for (const stop of stops) stop()
    }
  }

  async function fetchHistory(
    channel: Channel,
    before: Position | null,
    limit: number,
  ): Promise<HistoryPage> {
    const route = historyRoutes[channel.kind]
    if (route === null) throw new ChatError('notFound', 'no history for this kind of channel')
    const answer = await rest.get(route, {
      roomId: channel.id,
      count: limit,
      showThreadMessages: 'false',
      ...(before === null
        ? {}
        : { latest: new Date(before.createdAt).toISOString(), inclusive: 'true' }),
    })
    const messages = readMessages(objects(answer, 'messages'))
    const older =
      before === null ? messages : messages.filter((one) => comparePositions(one, before) < 0)
    return { messages: older, isStartReached: older.length === 0 }
  }

  async function fetchMessageChanges(channel: Channel, since: Timestamp): Promise<MessageChanges> {
    const answer = await rest.get('chat.syncMessages', {
      roomId: channel.id,
      lastUpdate: new Date(since).toISOString(),
    })
    const result = object(answer, 'result')
    return {
      updated: readMessages(objects(result, 'updated')),
      removedIds: objects(result, 'deleted')
        .map((one) => text(one, '_id'))
        .filter((id) => id !== '')
        .map(messageId),
    }
  }

  function readMessages(records: readonly Fields[]): readonly Message[] {
    const messages = present(records.map((record) => translateMessage(record, site)))
    const skipped = records.length - messages.length
    if (skipped > 0) logger.warn('messages that cannot be read were skipped', { skipped })
    return messages
  }

  /** Unknown and forbidden ids both answer 400 without saying which (§5.7). */
  async function findMessage(id: Message['id']): Promise<Message | null> {
    try {
      return translateMessage((await rest.get('chat.getMessage', { msgId: id })).message, site)
    } catch (error) {
      const isRefused = error instanceof ChatError && refusals.has(error.kind)
      if (isRefused) return null
      throw error
    }
  }

  /** A second sending of an id fails without a reason of its own (§6.3): then the message that is there is the answer. */
  async function send(message: OutgoingMessage): Promise<Message> {
    const body = { message: { _id: message.id, rid: message.channelId, msg: message.text } }
    try {
      const answer = await rest.post('chat.sendMessage', body)
      const sent = translateMessage(answer.message, site)
      if (sent === null) throw new ChatError('protocol', 'no message in the answer')
      return sent
    } catch (error) {
      const isUnclear = error instanceof ChatError && error.kind === 'validation'
      const found = isUnclear && error.code === 'other' ? await findMessage(message.id) : null
      if (found === null) throw error
      return found
    }
  }

  function setTyping(id: ChannelId, isTyping: boolean): void {
    if (ddp === null || me === null) return
    const activities = isTyping ? ['user-typing'] : []
    ddp
      .call('stream-notify-room', [`${id}/user-activity`, me.username, activities, {}])
      .catch((error: unknown) => {
        logger.debug('typing was not told', { error })
      })
  }

  function connected(): DdpClient {
    if (ddp === null) throw new ChatError('connection', 'not open')
    return ddp
  }

  function close(): void {
    listener = null
    ddp?.close()
    rest.abort()
  }

  return {
    capabilities,
    open,
    fetchChannels,
    watchChannel,
    fetchHistory,
    fetchMessageChanges,
    findMessage,
    send,
    markRead: async (id) => {
      await rest.post('subscriptions.read', { rid: id })
    },
    markUnread: async (_id, from) => {
      await rest.post('subscriptions.unread', { firstUnreadMessage: { _id: from } })
    },
    setTyping,
    openDirect: async (username) => {
      const room = object(await rest.post('im.create', { username }), 'room')
      const id = text(room, 'rid') || text(room, '_id')
      if (id === '') throw new ChatError('protocol', 'no channel in the answer')
      return channelId(id)
    },
    checkLine: () => ddp?.checkLine(),
    close,
  }
}

const streamOptions = { useCollection: false, args: [] }

const refusals: ReadonlySet<string> = new Set(['validation', 'permission', 'notFound'])

function removedRooms(answer: Fields): readonly ChannelId[] {
  return objects(answer, 'remove')
    .map((one) => text(one, '_id'))
    .filter((id) => id !== '')
    .map(channelId)
}

const countedBySetting: ReadonlyMap<unknown, CountedMessages> = new Map<unknown, CountedMessages>([
  ['all_messages', 'all'],
  ['user_mentions_only', 'userMentions'],
  ['group_mentions_only', 'groupMentions'],
  ['user_and_group_mentions_only', 'mentions'],
  ['mentions_only', 'userMentions'],
])

function toFacts(answer: Fields): ServerFacts {
  const values = new Map(objects(answer, 'settings').map((one) => [text(one, '_id'), one.value]))
  const limit = values.get('Message_MaxAllowedSize')
  return {
    countsInChannels:
      countedBySetting.get(values.get('Unread_Count')) ?? defaultServerFacts.countsInChannels,
    countsInDirect:
      countedBySetting.get(values.get('Unread_Count_DM')) ?? defaultServerFacts.countsInDirect,
    maxMessageLength:
      typeof limit === 'number' && limit > 0 ? limit : defaultServerFacts.maxMessageLength,
  }
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
