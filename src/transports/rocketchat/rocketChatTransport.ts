import {
  ChatError,
  channelId,
  defaultServerFacts,
  messageId,
  toChatError,
  type Channel,
  type ChannelId,
  type Me,
  type Membership,
  type Message,
  type ServerEvent,
  type ServerFacts,
  type Timestamp,
} from '../../domain'
import type {
  ChannelChanges,
  ChatTransport,
  Clock,
  Logger,
  MessageChanges,
  OpenStep,
  OutgoingMessage,
  SignedIn,
  TransportListener,
} from '../../ports'
import { lostLine } from './errors'
import { date, isFields, list, object, objects, text, type Fields } from './fields'
import type { UploadMemory } from './fileSender'
import { createLazyFiles } from './lazyFiles'
import { createHistory } from './history'
import { createPeerFollower } from './peers'
import type { FilePlatform } from './transfers'
import type { CreateRealtime, Realtime } from './realtime'
import type { AbortHandle, Rest } from './rest'
import { settingIds, toFacts, toSettings } from './settings'
import { createSite } from './site'
import { translateStream } from './streams'
import { translateChannel, translateMembership } from './translateChannel'
import { translateMessage, translateUserRef } from './translateMessage'

export interface RocketChatDeps {
  readonly clock: Clock
  readonly logger: Logger
  /** Root of REST, files and avatars, without a slash at the end. */
  readonly rootUrl: string
  /** REST calls of the user; one for each connection. */
  createRest(): Rest
  readonly createRealtime: CreateRealtime
  newAbort(): AbortHandle
  readonly files: FilePlatform
}

/** Records of one moment may become visible later than a newer one was heard of (C3). */
const overlapMs = 30_000

/** What one user's connections know from each other. */
interface Memory {
  /** Membership ids, because the server names a removed one by its id alone (§5.3). */
  readonly channelByMembershipId: Map<string, ChannelId>
  /** The people in my direct channels: a fetch of changes does not name them again. */
  readonly peerIds: Set<string>
  /** Latest time the server was heard to write. */
  latestAt: Timestamp
  readonly spanById: Map<ChannelId, number>
  facts: ServerFacts
  /** Typists are told by real name (`UI_Use_Real_Name`). */
  usesRealNames: boolean
  /** By which the server knows links to its own messages. */
  siteUrl: string
  readonly uploads: UploadMemory
}

/**
 * Rocket.Chat 6 to 9 (rocketchat.md): a stream for events and typing, REST for everything else. Gives a new transport
 * for every connection of one signed-in user.
 */
export function createRocketChatTransports(deps: RocketChatDeps): () => ChatTransport {
  const memory: Memory = {
    channelByMembershipId: new Map(),
    peerIds: new Set(),
    latestAt: 0,
    spanById: new Map(),
    facts: defaultServerFacts,
    usesRealNames: false,
    siteUrl: deps.rootUrl,
    uploads: { takesOneStep: false },
  }
  return () => createRocketChatTransport(deps, memory)
}

function createRocketChatTransport(deps: RocketChatDeps, memory: Memory): ChatTransport {
  const { clock, logger } = deps
  const rest = deps.createRest()
  const site = createSite(deps.rootUrl)
  let listener: TransportListener | null = null
  let me: Me | null = null
  const realtime: Realtime = deps.createRealtime({
    onStream,
    fetchChanged,
    onLost: (error) => listener?.onLost(error),
  })
  const history = createHistory({
    rest,
    readMessages,
    latestAt: () => memory.latestAt,
    spanById: memory.spanById,
  })
  const peers = createPeerFollower({
    rest,
    realtime,
    peerIds: memory.peerIds,
    onEvent: tell,
  })

  function tell(event: ServerEvent): void {
    listener?.onEvent(event)
  }

  function onStream(collection: string, id: string, fields: Fields): void {
    const events = translateStream(collection, id, fields, {
      site,
      latestAt: () => memory.latestAt,
      now: () => clock.now(),
    })
    if (events === 'malformed') {
      logger.warn('an event that cannot be read was skipped', { collection })
      return
    }
    if (collection === 'stream-notify-user') rememberMembership(list(fields, 'args')[1])
    for (const event of events) {
      noteTime(event)
      tell(event)
    }
  }

  function noteTime(event: ServerEvent): void {
    if (event.type === 'messageUpserted') heardOf(event.message.updatedAt)
    else if (event.type === 'channelUpserted') heardOf(event.channel.updatedAt)
  }

  function heardOf(at: Timestamp): void {
    memory.latestAt = Math.max(memory.latestAt, at)
  }

  function rememberMembership(value: unknown): void {
    if (!isFields(value) || text(value, 'rid') === '') return
    memory.channelByMembershipId.set(text(value, '_id'), channelId(text(value, 'rid')))
    heardOf(date(value, '_updatedAt') ?? 0)
  }

  async function fetchChanged(): Promise<void> {
    const changes = await fetchChannels(Math.max(0, memory.latestAt - overlapMs))
    for (const id of changes.removedChannelIds) tell({ type: 'channelRemoved', channelId: id })
    for (const channel of changes.channels) tell({ type: 'channelUpserted', channel })
    for (const membership of changes.memberships) tell({ type: 'membershipUpserted', membership })
  }

  async function open(
    next: TransportListener,
    onStep: (step: OpenStep) => void,
  ): Promise<SignedIn> {
    try {
      await realtime.connect(onStep)
      listener = next
      onStep('subscribing')
      const [signedIn] = await Promise.all([fetchSignedIn(), realtime.subscribeUser()])
      return signedIn
    } catch (error) {
      close()
      throw error
    }
  }

  async function fetchSignedIn(): Promise<SignedIn> {
    const [user, facts] = await Promise.all([rest.get('me'), fetchFacts()])
    const found = translateUserRef(user, site)
    if (found === null) throw new ChatError('protocol', 'me is no user')
    me = found
    site.myId = found.id
    site.myUsername = found.username
    return { me: found, facts }
  }

  /** A refusal must not keep anybody out: then what was known before, or the server's defaults, has to do. */
  async function fetchFacts(): Promise<ServerFacts> {
    try {
      const settings = toSettings(await rest.get('settings.public', { _id: settingIds.join(',') }))
      memory.facts = toFacts(settings)
      memory.usesRealNames = settings.get('UI_Use_Real_Name') === true
      memory.siteUrl = text(Object.fromEntries(settings), 'Site_Url') || deps.rootUrl
    } catch (error) {
      logger.warn('the settings could not be read', describe(error))
    }
    return memory.facts
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
      objects(subscriptions, 'update').map((one) => translateMembership(one, memory.latestAt)),
    )
    for (const channel of channels) heardOf(channel.updatedAt)
    followPeers(channels)
    return {
      channels,
      memberships,
      removedChannelIds: [
        ...removedRooms(rooms),
        ...removedMemberships(subscriptions, memberships),
      ],
      syncedAt: memory.latestAt,
    }
  }

  function removedMemberships(answer: Fields, kept: readonly Membership[]): readonly ChannelId[] {
    const keptIds = new Set(kept.map((membership) => membership.channelId))
    return present(
      objects(answer, 'remove').map(
        (one) => memory.channelByMembershipId.get(text(one, '_id')) ?? null,
      ),
    ).filter((id) => !keptIds.has(id))
  }

  /** A server that refuses leaves presence unknown. */
  function followPeers(channels: readonly Channel[]): void {
    peers.follow(me?.id ?? '', channels).catch((error: unknown) => {
      logger.debug('presence is not available', describe(error))
    })
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

  /** Unknown and forbidden ids both answer 400 without saying which (§5.7). No other answer says that it is not there. */
  async function findMessage(id: Message['id']): Promise<Message | null> {
    try {
      return readMessage(await rest.get('chat.getMessage', { msgId: id }))
    } catch (error) {
      if (error instanceof ChatError && error.kind === 'validation') return null
      throw error
    }
  }

  function readMessage(answer: Fields): Message {
    const message = translateMessage(answer.message, site)
    if (message === null) throw new ChatError('protocol', 'no message in the answer')
    return message
  }

  /** A second sending of an id fails without a reason of its own (§6.3): then the message that is there is the answer. */
  async function send(message: OutgoingMessage): Promise<Message> {
    const { rootId = null, isInTimeline = true } = message.answering ?? {}
    const thread = rootId === null ? {} : { tmid: rootId, tshow: isInTimeline }
    const body = {
      message: { _id: message.id, rid: message.channelId, msg: quoting(message), ...thread },
    }
    try {
      return readMessage(await rest.post('chat.sendMessage', body))
    } catch (error) {
      const isUnclear = error instanceof ChatError && error.kind === 'validation'
      const found = isUnclear && error.code === 'other' ? await findMessage(message.id) : null
      if (found === null) throw error
      return found
    }
  }

  /** The server makes a quote of a link to a message, by its parameter `msg` alone (§6.2). */
  function quoting({ channelId: id, text: typed, answering }: OutgoingMessage): string {
    const quoted = answering?.quotedId ?? null
    return quoted === null
      ? typed
      : `[ ](${memory.siteUrl.replace(/\/$/, '')}/channel/${id}?msg=${quoted}) ${typed}`
  }

  async function edit(message: OutgoingMessage): Promise<Message> {
    const body = { roomId: message.channelId, msgId: message.id, text: quoting(message) }
    return readMessage(await rest.post('chat.update', body))
  }

  function setTyping(id: ChannelId, isTyping: boolean): void {
    if (me === null) return
    realtime.setTyping(id, memory.usesRealNames ? me.name : me.username, isTyping)
  }

  function close(): void {
    listener = null
    realtime.close()
    rest.abort()
  }

  return {
    get capabilities() {
      const { capabilities } = realtime
      return memory.facts.readReceipts === 'none'
        ? { ...capabilities, receipts: 'none' as const }
        : capabilities
    },
    open,
    fetchChannels,
    watchChannel: (channel) =>
      realtime.watchRoom(channel.id, { hasReceipts: memory.facts.readReceipts !== 'none' }),
    fetchHistory: history.fetchHistory,
    fetchNewer: history.fetchNewer,
    fetchMessageChanges,
    findMessage,
    send,
    ...createLazyFiles({ ...deps, rest, site, server: memory.uploads }),
    edit,
    remove: async (id, message) => {
      await rest.post('chat.delete', { roomId: id, msgId: message })
    },
    /** Without `shouldReact` the server would toggle, and a repeat undo it (§5.7). */
    react: async (message, emoji, isSet) => {
      await rest.post('chat.react', {
        messageId: message,
        emoji: `:${emoji}:`,
        shouldReact: isSet,
      })
    },
    markRead: async (id) => {
      await rest.post('subscriptions.read', { rid: id })
    },
    markUnread: async (_id, from) => {
      await rest.post('subscriptions.unread', { firstUnreadMessage: { _id: from } })
    },
    setTyping,
    async features() {
      const { createFeatures } = await import('./features').catch(() => {
        throw lostLine('the code for features could not be loaded')
      })
      return createFeatures({ rest, site, readMessages })
    },
    checkLine: realtime.checkLine,
    close,
  }
}

function removedRooms(answer: Fields): readonly ChannelId[] {
  return objects(answer, 'remove')
    .map((one) => text(one, '_id'))
    .filter((id) => id !== '')
    .map(channelId)
}

/** What a log may say of an error. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  const { kind, message } = toChatError(error)
  return { kind, reason: message }
}

function present<T>(values: readonly (T | null)[]): T[] {
  return values.filter((value) => value !== null)
}
