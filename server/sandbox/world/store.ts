/**
 * The tables of the model and their indices. Every write of the model passes through the `put…` and
 * `remove…` functions here and nowhere else; `journal.ts` stands before them where writes are to be kept.
 */
import { createTimeline, type Timeline } from './timeline'
import type {
  Avatar,
  CustomEmoji,
  LoginToken,
  JoinCode,
  Message,
  Report,
  Room,
  Subscription,
  TemporaryUpload,
  Tombstone,
  Upload,
  User,
} from './types'

export interface Store {
  readonly users: ReadonlyMap<string, User>
  readonly rooms: ReadonlyMap<string, Room>
  readonly messages: ReadonlyMap<string, Message>
  readonly uploads: ReadonlyMap<string, Upload>
  readonly temporaryUploads: ReadonlyMap<string, TemporaryUpload>
  readonly tokens: ReadonlyMap<string, LoginToken>
  readonly settings: ReadonlyMap<string, unknown>
  readonly reports: ReadonlyMap<string, Report>
  readonly joinCodes: ReadonlyMap<string, JoinCode>
  readonly avatars: ReadonlyMap<string, Avatar>
  readonly customEmoji: ReadonlyMap<string, CustomEmoji>
  /** By name or alias. */
  emojiNamed: (name: string) => CustomEmoji | undefined
  readonly roomTombstones: readonly Tombstone[]
  userByName: (username: string) => User | undefined
  roomByName: (name: string) => Room | undefined
  /** The direct room of exactly these users. */
  directRoom: (userIds: readonly string[]) => Room | undefined
  subscription: (rid: string, userId: string) => Subscription | undefined
  subscriptionsOfRoom: (rid: string) => ReadonlyMap<string, Subscription>
  subscriptionsOfUser: (userId: string) => ReadonlyMap<string, Subscription>
  subscriptionTombstones: (userId: string) => readonly Tombstone[]
  messageTombstones: (rid: string) => readonly Tombstone[]
  /** Hashes of a user's tokens, oldest first. */
  tokensOfUser: (userId: string) => readonly string[]
  timeline: (rid: string) => Timeline
  putUser: (user: User) => void
  removeUser: (userId: string) => void
  putRoom: (room: Room) => void
  removeRoom: (rid: string, at: Date) => Tombstone
  putSubscription: (subscription: Subscription) => void
  removeSubscription: (subscription: Subscription, at: Date) => Tombstone
  putMessage: (message: Message) => void
  removeMessage: (message: Message, at: Date) => Tombstone
  putToken: (token: LoginToken) => void
  removeToken: (hash: string) => void
  putUpload: (upload: Upload) => void
  removeUpload: (id: string) => void
  putTemporaryUpload: (temporary: TemporaryUpload) => void
  removeTemporaryUpload: (id: string) => void
  /** For tables that are filled anew; the `remove…` functions put their own. Oldest first. */
  putRoomTombstone: (tombstone: Tombstone) => void
  putSubscriptionTombstone: (tombstone: Tombstone) => void
  putMessageTombstone: (tombstone: Tombstone) => void
  putSetting: (id: string, value: unknown) => void
  putReport: (report: Report) => void
  putJoinCode: (joinCode: JoinCode) => void
  removeJoinCode: (rid: string) => void
  putAvatar: (avatar: Avatar) => void
  removeAvatar: (userId: string) => void
  putCustomEmoji: (emoji: CustomEmoji) => void
}

const NONE: ReadonlyMap<string, Subscription> = new Map()

export function createStore(): Store {
  const users = createUserTable()
  const rooms = createRoomTable()
  const subscriptions = createSubscriptionTable()
  const messages = createMessageTable()
  const tokens = createTokenTable()
  const settings = new Map<string, unknown>()
  const reports = new Map<string, Report>()
  const joinCodes = new Map<string, JoinCode>()
  return {
    ...users,
    ...rooms,
    ...subscriptions,
    ...messages,
    ...tokens,
    ...createUploadTable(),
    ...createPictureTables(),
    settings,
    putSetting: (id, value) => {
      settings.set(id, value)
    },
    joinCodes,
    putJoinCode: (joinCode) => {
      joinCodes.set(joinCode._id, joinCode)
    },
    removeJoinCode: (rid) => {
      joinCodes.delete(rid)
    },
    reports,
    putReport: (report) => {
      reports.set(report._id, report)
    },
  }
}

function createUserTable() {
  const users = new Map<string, User>()
  const idByName = new Map<string, string>()
  return {
    users,
    userByName(username: string) {
      const id = idByName.get(username.toLowerCase())
      return id === undefined ? undefined : users.get(id)
    },
    putUser(user: User) {
      users.set(user._id, user)
      idByName.set(user.username.toLowerCase(), user._id)
    },
    removeUser(userId: string) {
      const name = users.get(userId)?.username.toLowerCase()
      if (name !== undefined) idByName.delete(name)
      users.delete(userId)
    },
  }
}

function createRoomTable() {
  const rooms = new Map<string, Room>()
  const idByName = new Map<string, string>()
  const idByMembers = new Map<string, string>()
  const roomTombstones: Tombstone[] = []
  /** A room that somebody has left is not the one of those who were in it. */
  const roomOf = (key: string): Room | undefined => {
    const room = rooms.get(idByMembers.get(key) ?? '')
    return room?.uids !== undefined && membersKey(room.uids) === key ? room : undefined
  }
  return {
    rooms,
    roomTombstones,
    directRoom: (userIds: readonly string[]) => roomOf(membersKey(userIds)),
    roomByName(name: string) {
      const id = idByName.get(name)
      return id === undefined ? undefined : rooms.get(id)
    },
    putRoom(room: Room) {
      const before = rooms.get(room._id)
      if (before?.name !== undefined && before.name !== room.name) idByName.delete(before.name)
      rooms.set(room._id, room)
      if (room.name !== undefined) idByName.set(room.name, room._id)
      if (room.uids === undefined) return
      const key = membersKey(room.uids)
      if (roomOf(key) === undefined) idByMembers.set(key, room._id)
    },
    removeRoom(rid: string, at: Date) {
      const name = rooms.get(rid)?.name
      if (name !== undefined) idByName.delete(name)
      rooms.delete(rid)
      const tombstone = { _id: rid, rid, _deletedAt: at }
      roomTombstones.push(tombstone)
      return tombstone
    },
    putRoomTombstone(tombstone: Tombstone) {
      roomTombstones.push(tombstone)
    },
  }
}

function createSubscriptionTable() {
  const byRoom = new Map<string, Map<string, Subscription>>()
  const byUser = new Map<string, Map<string, Subscription>>()
  const tombstones = new Map<string, Tombstone[]>()
  const bury = (tombstone: Tombstone): void => append(tombstones, tombstone.userId ?? '', tombstone)
  return {
    putSubscriptionTombstone: bury,
    subscription: (rid: string, userId: string) => byUser.get(userId)?.get(rid),
    subscriptionsOfRoom: (rid: string) => byRoom.get(rid) ?? NONE,
    subscriptionsOfUser: (userId: string) => byUser.get(userId) ?? NONE,
    subscriptionTombstones: (userId: string): readonly Tombstone[] => tombstones.get(userId) ?? [],
    putSubscription(subscription: Subscription) {
      inner(byRoom, subscription.rid).set(subscription.u._id, subscription)
      inner(byUser, subscription.u._id).set(subscription.rid, subscription)
    },
    removeSubscription({ _id, rid, u }: Subscription, at: Date) {
      byRoom.get(rid)?.delete(u._id)
      byUser.get(u._id)?.delete(rid)
      const tombstone = { _id, rid, _deletedAt: at, userId: u._id }
      bury(tombstone)
      return tombstone
    },
  }
}

function createMessageTable() {
  const messages = new Map<string, Message>()
  const timelines = new Map<string, Timeline>()
  const tombstones = new Map<string, Tombstone[]>()
  const timeline = (rid: string): Timeline => {
    const known = timelines.get(rid)
    if (known !== undefined) return known
    const created = createTimeline()
    timelines.set(rid, created)
    return created
  }
  const bury = (tombstone: Tombstone): void => append(tombstones, tombstone.rid, tombstone)
  return {
    putMessageTombstone: bury,
    messages,
    timeline,
    messageTombstones: (rid: string): readonly Tombstone[] => tombstones.get(rid) ?? [],
    putMessage(message: Message) {
      const index = timeline(message.rid)
      const isNew = !messages.has(message._id)
      messages.set(message._id, message)
      if (isNew) index.insert({ at: message.ts.getTime(), id: message._id })
      if (message._updatedAt) index.touch({ at: message._updatedAt.getTime(), id: message._id })
    },
    removeMessage({ _id, rid, ts, tmid }: Message, at: Date) {
      messages.delete(_id)
      timeline(rid).remove({ at: ts.getTime(), id: _id })
      const tombstone = { _id, rid, _deletedAt: at, ...(tmid === undefined ? {} : { tmid }) }
      bury(tombstone)
      return tombstone
    },
  }
}

function createUploadTable() {
  const uploads = new Map<string, Upload>()
  const temporaryUploads = new Map<string, TemporaryUpload>()
  return {
    uploads,
    temporaryUploads,
    putUpload(upload: Upload) {
      uploads.set(upload._id, upload)
    },
    removeUpload(id: string) {
      uploads.delete(id)
    },
    putTemporaryUpload(temporary: TemporaryUpload) {
      temporaryUploads.set(temporary._id, temporary)
    },
    removeTemporaryUpload(id: string) {
      temporaryUploads.delete(id)
    },
  }
}

function createPictureTables() {
  const avatars = new Map<string, Avatar>()
  const customEmoji = new Map<string, CustomEmoji>()
  const idByName = new Map<string, string>()
  return {
    avatars,
    customEmoji,
    emojiNamed: (name: string) => customEmoji.get(idByName.get(name) ?? ''),
    putAvatar(avatar: Avatar) {
      avatars.set(avatar._id, avatar)
    },
    removeAvatar(userId: string) {
      avatars.delete(userId)
    },
    putCustomEmoji(emoji: CustomEmoji) {
      customEmoji.set(emoji._id, emoji)
      for (const name of [emoji.name, ...emoji.aliases]) idByName.set(name, emoji._id)
    },
  }
}

function createTokenTable() {
  const tokens = new Map<string, LoginToken>()
  const byUser = new Map<string, string[]>()
  return {
    tokens,
    tokensOfUser: (userId: string): readonly string[] => byUser.get(userId) ?? [],
    putToken(token: LoginToken) {
      tokens.set(token.hash, token)
      append(byUser, token.userId, token.hash)
    },
    removeToken(hash: string) {
      const token = tokens.get(hash)
      if (token === undefined) return
      tokens.delete(hash)
      const rest = (byUser.get(token.userId) ?? []).filter((other) => other !== hash)
      byUser.set(token.userId, rest)
    },
  }
}

function membersKey(userIds: readonly string[]): string {
  return [...userIds].sort().join(' ')
}

function inner<T>(outer: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = outer.get(key)
  if (known !== undefined) return known
  const created = new Map<string, T>()
  outer.set(key, created)
  return created
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
