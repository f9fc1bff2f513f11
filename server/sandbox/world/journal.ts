/**
 * Where the model's writes are kept. The model itself only names its changes, one list per operation;
 * what becomes of them is the business of whoever is behind this port. The default forgets them.
 */
import type { Store } from './store'
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

export interface Documents {
  readonly users: User
  readonly rooms: Room
  readonly subscriptions: Subscription
  readonly messages: Message
  readonly tokens: LoginToken
  readonly uploads: Upload
  readonly temporaryUploads: TemporaryUpload
  readonly settings: { readonly _id: string; readonly value: unknown }
  readonly reports: Report
  readonly joinCodes: JoinCode
  readonly avatars: Avatar
  readonly customEmoji: CustomEmoji
  readonly roomTombstones: Tombstone
  readonly subscriptionTombstones: Tombstone
  readonly messageTombstones: Tombstone
}

export type TableName = keyof Documents

/** The document that now stands under `id`; null when none does. */
export type Change = {
  readonly [T in TableName]: {
    readonly table: T
    readonly id: string
    readonly doc: Documents[T] | null
  }
}[TableName]

export interface Journal {
  /** Everything that was kept, each document once, in the order in which they first came. */
  load: () => Iterable<Change>
  /**
   * Keeps all of these changes or none; no two are of one document. When it returns, they outlive the
   * process. @throws when they could not be kept
   */
  commit: (changes: readonly Change[]) => void
}

export const FORGETFUL: Journal = { load: () => [], commit: () => undefined }

/** The same tables, except that each write is recorded too. */
export function recorded(store: Store, record: (change: Change) => void): Store {
  return {
    ...store,
    putUser(user) {
      store.putUser(user)
      record({ table: 'users', id: user._id, doc: user })
    },
    removeUser(userId) {
      store.removeUser(userId)
      record({ table: 'users', id: userId, doc: null })
    },
    putRoom(room) {
      store.putRoom(room)
      record({ table: 'rooms', id: room._id, doc: room })
    },
    removeRoom(rid, at) {
      const tombstone = store.removeRoom(rid, at)
      record({ table: 'rooms', id: rid, doc: null })
      record({ table: 'roomTombstones', id: rid, doc: tombstone })
      return tombstone
    },
    putSubscription(subscription) {
      store.putSubscription(subscription)
      record({ table: 'subscriptions', id: subscription._id, doc: subscription })
    },
    removeSubscription(subscription, at) {
      const tombstone = store.removeSubscription(subscription, at)
      record({ table: 'subscriptions', id: subscription._id, doc: null })
      record({ table: 'subscriptionTombstones', id: subscription._id, doc: tombstone })
      return tombstone
    },
    putMessage(message) {
      store.putMessage(message)
      record({ table: 'messages', id: message._id, doc: message })
    },
    removeMessage(message, at) {
      const tombstone = store.removeMessage(message, at)
      record({ table: 'messages', id: message._id, doc: null })
      record({ table: 'messageTombstones', id: message._id, doc: tombstone })
      return tombstone
    },
    putToken(token) {
      store.putToken(token)
      record({ table: 'tokens', id: token.hash, doc: token })
    },
    removeToken(hash) {
      store.removeToken(hash)
      record({ table: 'tokens', id: hash, doc: null })
    },
    putUpload(upload) {
      store.putUpload(upload)
      record({ table: 'uploads', id: upload._id, doc: upload })
    },
    removeUpload(id) {
      store.removeUpload(id)
      record({ table: 'uploads', id, doc: null })
    },
    putTemporaryUpload(temporary) {
      store.putTemporaryUpload(temporary)
      record({ table: 'temporaryUploads', id: temporary._id, doc: temporary })
    },
    removeTemporaryUpload(id) {
      store.removeTemporaryUpload(id)
      record({ table: 'temporaryUploads', id, doc: null })
    },
    putSetting(id, value) {
      store.putSetting(id, value)
      record({ table: 'settings', id, doc: { _id: id, value } })
    },
    putAvatar(avatar) {
      store.putAvatar(avatar)
      record({ table: 'avatars', id: avatar._id, doc: avatar })
    },
    removeAvatar(userId) {
      store.removeAvatar(userId)
      record({ table: 'avatars', id: userId, doc: null })
    },
    putCustomEmoji(emoji) {
      store.putCustomEmoji(emoji)
      record({ table: 'customEmoji', id: emoji._id, doc: emoji })
    },
    putJoinCode(joinCode) {
      store.putJoinCode(joinCode)
      record({ table: 'joinCodes', id: joinCode._id, doc: joinCode })
    },
    removeJoinCode(rid) {
      store.removeJoinCode(rid)
      record({ table: 'joinCodes', id: rid, doc: null })
    },
    putReport(report) {
      store.putReport(report)
      record({ table: 'reports', id: report._id, doc: report })
    },
  }
}
