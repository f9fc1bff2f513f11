/** Fills empty tables with what a journal has kept. */
import type { WorldClock } from './clock'
import type { Change, Documents, TableName } from './journal'
import type { Store } from './store'

type Kept = { readonly [T in TableName]: Documents[T][] }

/** The indices want messages in the order of their last write, and deletions in theirs. */
export function restore(store: Store, clock: WorldClock, changes: Iterable<Change>): void {
  const kept = collect(changes)
  kept.users.forEach(store.putUser)
  kept.rooms.forEach(store.putRoom)
  kept.subscriptions.forEach(store.putSubscription)
  kept.tokens.forEach(store.putToken)
  kept.uploads.forEach(store.putUpload)
  kept.temporaryUploads.forEach(store.putTemporaryUpload)
  kept.reports.forEach(store.putReport)
  kept.joinCodes.forEach(store.putJoinCode)
  kept.avatars.forEach(store.putAvatar)
  kept.customEmoji.forEach(store.putCustomEmoji)
  for (const { _id, value } of kept.settings) store.putSetting(_id, value)
  sorted(kept.messages, ({ _updatedAt, ts }) => _updatedAt ?? ts).forEach(store.putMessage)
  const deletion = ({ _deletedAt }: { readonly _deletedAt: Date }): Date => _deletedAt
  sorted(kept.roomTombstones, deletion).forEach(store.putRoomTombstone)
  sorted(kept.subscriptionTombstones, deletion).forEach(store.putSubscriptionTombstone)
  sorted(kept.messageTombstones, deletion).forEach(store.putMessageTombstone)
  windOn(clock, kept)
}

function collect(changes: Iterable<Change>): Kept {
  const kept: Kept = {
    users: [],
    rooms: [],
    subscriptions: [],
    messages: [],
    tokens: [],
    uploads: [],
    temporaryUploads: [],
    settings: [],
    reports: [],
    joinCodes: [],
    avatars: [],
    customEmoji: [],
    roomTombstones: [],
    subscriptionTombstones: [],
    messageTombstones: [],
  }
  for (const { table, doc } of changes) {
    if (doc !== null) (kept[table] as (typeof doc)[]).push(doc) // a change names its own table
  }
  return kept
}

function sorted<T>(docs: readonly T[], timeOf: (doc: T) => Date): readonly T[] {
  return docs.toSorted((a, b) => timeOf(a).getTime() - timeOf(b).getTime())
}

/** No write stamp may come twice, whatever the machine's clock says now. */
function windOn(clock: WorldClock, kept: Kept): void {
  const { users, rooms, subscriptions, messages } = kept
  const writes = [...users, ...rooms, ...subscriptions, ...messages]
  const deletions = [
    ...kept.roomTombstones,
    ...kept.subscriptionTombstones,
    ...kept.messageTombstones,
  ]
  for (const { _updatedAt } of writes) if (_updatedAt) clock.observe(_updatedAt.getTime())
  for (const { _deletedAt } of deletions) clock.observe(_deletedAt.getTime())
}
