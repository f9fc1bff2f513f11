import {
  channelId,
  defaultServerFacts,
  messageId,
  parseContent,
  toLastMessage,
  userId,
  type Attachment,
  type Channel,
  type ChannelId,
  type ChannelKind,
  type Me,
  type Membership,
  type Message,
  type MessageId,
  type ServerEvent,
  type ServerFacts,
  type Timestamp,
  type UserId,
  type Findings,
} from '../../domain'
import type { Reader } from '../../ports'
import { createMemoryFiles, type MemoryFiles } from './memoryFiles'
import { findByName } from './memoryDirectory'
import { readByAll, readersOf } from './memoryReceipts'
import { newChannel, newMembership, newMessage } from './memoryRecords'

/** What one connection hears of the world. */
export interface WorldListener {
  onEvent(event: ServerEvent): void
}

interface Room {
  channel: Channel
  readonly creator: Me | null
  readonly createdAt: Timestamp
  description: string
  readonly messages: Message[]
  readonly memberships: Map<UserId, Membership>
  readonly removed: { readonly id: MessageId; readonly at: Timestamp }[]
}

export type RoomDetails = Readonly<Pick<Room, 'creator' | 'createdAt' | 'description'>>

interface Line {
  readonly userId: UserId
  readonly listener: WorldListener
  readonly watched: Set<ChannelId>
}

/**
 * A chat server in memory, for the memory transport: a back end without a network, with the rules of unread that
 * every adapter translates to. All times come from a counter of its own, so two writes never share one.
 */
export interface MemoryWorld {
  readonly facts: ServerFacts
  readonly files: MemoryFiles
  addUser(username: string, name: string): Me
  addChannel(kind: ChannelKind, name: string, members: readonly Me[]): ChannelId
  /** What a channel is, beside its record; its creator is its owner. */
  about(id: ChannelId): RoomDetails | null
  channelNamed(name: string): ChannelId | null
  /** Changes a channel for everybody in it. */
  setChannel(id: ChannelId, fields: Partial<Channel>, description?: string): void
  /** Who but its author has read it, in the order they read. */
  readersOf(message: Message): readonly Reader[]
  user(id: string): Me | null
  userByName(username: string): Me | null
  connect(line: Line): () => void
  channelKind(id: ChannelId): ChannelKind | null
  channelsOf(user: UserId): readonly Channel[]
  membershipsOf(user: UserId): readonly Membership[]
  messagesOf(id: ChannelId, reader: UserId): readonly Message[] | null
  removedSince(id: ChannelId, since: Timestamp): readonly MessageId[]
  find(id: MessageId, reader: UserId): Message | null
  /** null when the author is no member. An id that is known already gives the message that has it. */
  post(
    author: Me,
    channel: ChannelId,
    text: string,
    id?: MessageId,
    attachments?: readonly Attachment[],
  ): Message | null
  edit(id: MessageId, text: string): void
  remove(id: MessageId): void
  react(reader: Me, id: MessageId, emoji: string, isSet: boolean): void
  read(reader: UserId, channel: ChannelId): boolean
  unread(reader: UserId, channel: ChannelId, from: MessageId): boolean
  type(author: Me, channel: ChannelId, until: Timestamp): void
  /** The direct channel of two users, made when there is none. */
  direct(first: Me, second: Me): ChannelId
  /** Changes what a member makes of a channel. False for nobody's. */
  setMembership(member: UserId, channel: ChannelId, fields: Partial<Membership>): boolean
  leave(member: Me, channel: ChannelId): void
  rejoin(member: Me, channel: ChannelId): void
  findByName(reader: UserId, query: string): Findings
  /** The id that the next channel will get. */
  nextChannelId(): ChannelId
  /** Lets time pass without anything being written. */
  skip(ms: number): void
  /** Latest time of any write. */
  now(): Timestamp
}

export function createMemoryWorld(facts: ServerFacts = defaultServerFacts): MemoryWorld {
  const users = new Map<string, Me>()
  const rooms = new Map<ChannelId, Room>()
  const lines = new Set<Line>()
  let time = 1_700_000_000_000
  let lastId = 0

  function tick(): Timestamp {
    time += 1
    return time
  }

  function nextId(prefix: string): string {
    lastId += 1
    return `${prefix}${lastId}`
  }

  function tell(room: Room, event: ServerEvent, isWatchersOnly: boolean): void {
    for (const line of [...lines]) {
      if (!room.memberships.has(line.userId)) continue
      if (isWatchersOnly && !line.watched.has(room.channel.id)) continue
      line.listener.onEvent(event)
    }
  }

  function tellUser(id: UserId, event: ServerEvent): void {
    for (const line of [...lines]) if (line.userId === id) line.listener.onEvent(event)
  }

  function addUser(username: string, name: string): Me {
    const me: Me = { id: userId(nextId('u')), username, name, avatarUrl: null }
    users.set(me.id, me)
    return me
  }

  function addChannel(kind: ChannelKind, name: string, members: readonly Me[]): ChannelId {
    const id = channelId(nextId('c'))
    const at = tick()
    const isDirect = kind === 'direct'
    const room: Room = {
      channel: newChannel(id, kind, name, members, at),
      creator: members[0] ?? null,
      createdAt: at,
      description: '',
      messages: [],
      memberships: new Map(),
      removed: [],
    }
    rooms.set(id, room)
    for (const member of members) join(room, member, isDirect ? peerName(members, member) : name)
    tell(room, { type: 'channelUpserted', channel: room.channel }, false)
    return id
  }

  function join(room: Room, member: Me, name: string): void {
    putMembership(room, member.id, newMembership(room.channel, name, time))
  }

  function putMembership(room: Room, id: UserId, membership: Membership): void {
    const next = { ...membership, updatedAt: tick() }
    room.memberships.set(id, next)
    tellUser(id, { type: 'membershipUpserted', membership: next })
  }

  function post(
    author: Me,
    channel: ChannelId,
    text: string,
    id?: MessageId,
    attachments: readonly Attachment[] = [],
  ): Message | null {
    const room = rooms.get(channel)
    if (room?.memberships.has(author.id) !== true || room.channel.isArchived) return null
    const known = id === undefined ? undefined : room.messages.find((one) => one.id === id)
    if (known !== undefined) return known
    const at = tick()
    const isUnread = facts.readReceipts !== 'none'
    const message = newMessage({
      isUnread,
      id: id ?? messageId(nextId('m')),
      channelId: channel,
      author,
      text,
      at,
      mentions: mentioned([...users.values()], text),
      attachments,
    })
    room.messages.push(message)
    tell(room, { type: 'messageUpserted', message }, true)
    announce(room, message)
    return message
  }

  function announce(room: Room, message: Message): void {
    room.channel = {
      ...room.channel,
      lastMessage: toLastMessage(message),
      lastActivityAt: message.createdAt,
      updatedAt: tick(),
    }
    tell(room, { type: 'channelUpserted', channel: room.channel }, false)
    for (const [id, membership] of [...room.memberships]) {
      if (id !== message.author.id) putMembership(room, id, counted(facts, membership, id, message))
    }
  }

  function change(id: MessageId, apply: (room: Room, index: number) => void): void {
    for (const room of rooms.values()) {
      const index = room.messages.findIndex((one) => one.id === id)
      if (index >= 0) apply(room, index)
    }
  }

  function edit(id: MessageId, text: string): void {
    replace(id, (known, at) => ({ ...known, text, content: parseContent(text), editedAt: at }))
  }

  /** Nothing is told of what comes back as it was. */
  function replace(id: MessageId, next: (known: Message, at: Timestamp) => Message): void {
    change(id, (room, index) => {
      const known = room.messages[index]
      const at = tick()
      const changed = known === undefined ? undefined : next(known, at)
      if (changed === undefined || changed === known) return
      const message = { ...changed, updatedAt: at }
      room.messages[index] = message
      tell(room, { type: 'messageUpserted', message }, true)
    })
  }

  function remove(id: MessageId): void {
    change(id, (room, index) => {
      room.messages.splice(index, 1)
      room.removed.push({ id, at: tick() })
      const event = { type: 'messageRemoved', channelId: room.channel.id, messageId: id } as const
      tell(room, event, true)
    })
  }

  function react(reader: Me, id: MessageId, emoji: string, isSet: boolean): void {
    replace(id, (known) => reactedBy(reader, known, emoji, isSet))
  }

  function withMembership(
    reader: UserId,
    channel: ChannelId,
    next: (membership: Membership, room: Room) => Membership | null,
  ): boolean {
    const room = rooms.get(channel)
    const membership = room?.memberships.get(reader)
    const changed = room && membership ? next(membership, room) : null
    if (room === undefined || changed === null) return false
    putMembership(room, reader, changed)
    return true
  }

  function setMembership(member: UserId, channel: ChannelId, fields: Partial<Membership>): boolean {
    return withMembership(member, channel, (membership) => ({ ...membership, ...fields }))
  }

  function read(reader: UserId, channel: ChannelId): boolean {
    const isMine = setMembership(reader, channel, {
      unread: 0,
      userMentions: 0,
      groupMentions: 0,
      hasAlert: false,
      readMarkerAt: tick(),
    })
    const room = rooms.get(channel)
    const upTo = room === undefined ? null : readByAll(room, tick)
    if (room !== undefined && upTo !== null) {
      tell(room, { type: 'messagesRead', channelId: channel, upTo, rootId: null }, true)
    }
    return isMine
  }

  function unread(reader: UserId, channel: ChannelId, from: MessageId): boolean {
    return withMembership(reader, channel, (membership, room) => {
      const first = room.messages.find((one) => one.id === from)
      if (first === undefined || first.author.id === reader) return null
      return { ...membership, hasAlert: true, readMarkerAt: first.createdAt - 1 }
    })
  }

  function direct(first: Me, second: Me): ChannelId {
    for (const room of rooms.values()) {
      const { kind, directUserIds, id } = room.channel
      const isTheirs = [first.id, second.id].every((one) => directUserIds.includes(one))
      if (kind === 'direct' && directUserIds.length === 2 && isTheirs) return id
    }
    return addChannel('direct', '', [first, second])
  }

  function mine(reader: UserId): readonly Room[] {
    return [...rooms.values()].filter((room) => room.memberships.has(reader))
  }

  return {
    facts,
    files: createMemoryFiles(() => nextId('f')),
    addUser,
    addChannel,
    about: (id) => rooms.get(id) ?? null,
    channelNamed: (name) =>
      [...rooms.values()].find(({ channel }) => channel.slug === name)?.channel.id ?? null,
    setChannel(id, fields, description) {
      const room = rooms.get(id)
      if (room === undefined) return
      room.description = description ?? room.description
      room.channel = { ...room.channel, ...fields, updatedAt: tick() }
      tell(room, { type: 'channelUpserted', channel: room.channel }, false)
    },
    readersOf: (message) => readersOf(message, rooms.get(message.channelId), users),
    user: (id) => users.get(id) ?? null,
    userByName: (username) => [...users.values()].find((one) => one.username === username) ?? null,
    connect(line) {
      lines.add(line)
      return () => lines.delete(line)
    },
    channelKind: (id) => rooms.get(id)?.channel.kind ?? null,
    channelsOf: (reader) => mine(reader).map((room) => room.channel),
    membershipsOf: (reader) => mine(reader).flatMap((room) => room.memberships.get(reader) ?? []),
    messagesOf(id, reader) {
      const room = rooms.get(id)
      return room?.memberships.has(reader) === true ? room.messages : null
    },
    removedSince: (id, since) =>
      (rooms.get(id)?.removed ?? []).filter((one) => one.at > since).map((one) => one.id),
    find(id, reader) {
      for (const room of mine(reader)) {
        const found = room.messages.find((one) => one.id === id)
        if (found !== undefined) return found
      }
      return null
    },
    post,
    edit,
    remove,
    react,
    read,
    unread,
    type(author, channel, until) {
      const room = rooms.get(channel)
      const typist = { name: author.username, until }
      if (room) tell(room, { type: 'typingChanged', channelId: channel, typist }, true)
    },
    direct,
    setMembership,
    leave(member, channel) {
      if (rooms.get(channel)?.memberships.delete(member.id) !== true) return
      tellUser(member.id, { type: 'membershipRemoved', channelId: channel })
    },
    rejoin(member, channel) {
      const room = rooms.get(channel)
      if (room) join(room, member, room.channel.name)
    },
    findByName: (reader, query) => findByName(users.values(), rooms.values(), reader, query),
    nextChannelId: () => channelId(`c${lastId + 1}`),
    skip: (ms) => {
      time += ms
    },
    now: () => time,
  }
}

/** What a message makes of the membership of somebody who did not write it (R2). */
function counted(
  facts: ServerFacts,
  membership: Membership,
  id: UserId,
  message: Message,
): Membership {
  const isUser = message.mentions.includes(id)
  const isGroup = !isUser && message.mentionsEveryone
  const policy = membership.kind === 'direct' ? facts.countsInDirect : facts.countsInChannels
  const isNumbered =
    policy === 'all' ||
    (isUser && (policy === 'mentions' || policy === 'userMentions')) ||
    (isGroup && (policy === 'mentions' || policy === 'groupMentions'))
  return {
    ...membership,
    unread: membership.unread + (isNumbered ? 1 : 0),
    userMentions: membership.userMentions + (isUser ? 1 : 0),
    groupMentions: membership.groupMentions + (isGroup ? 1 : 0),
    hasAlert: true,
    isOpen: true,
  }
}

function peerName(members: readonly Me[], me: Me): string {
  return members.find((member) => member.id !== me.id)?.name ?? me.name
}

function mentioned(users: readonly Me[], text: string): readonly UserId[] {
  const names = [...text.matchAll(/@([\w.-]+)/g)].map((match) => match[1])
  return users.filter((user) => names.includes(user.username)).map((one) => one.id)
}

/** The same message when it is so already. */
function reactedBy(user: Me, message: Message, emoji: string, isSet: boolean): Message {
  const { reactions } = message
  const { usernames: known = [], names: called = [] } =
    reactions.find((one) => one.emoji === emoji) ?? {}
  if (known.includes(user.username) === isSet) return message
  const isOther = (_one: string, at: number): boolean => known[at] !== user.username
  const usernames = isSet ? [...known, user.username] : known.filter(isOther)
  const names = isSet ? [...called, user.name] : called.filter(isOther)
  const others = reactions.filter((one) => one.emoji !== emoji)
  const kept = usernames.length === 0 ? [] : [{ emoji, usernames, names }]
  return { ...message, reactions: [...others, ...kept] }
}
