import {
  channelId,
  entriesOf,
  messageId,
  type ChannelId,
  type PendingMessage,
  type PersistentMap,
  type SendFailure,
} from '../domain'
import type { KeyValueStorage } from '../ports'

type Outgoing = PersistentMap<ChannelId, readonly PendingMessage[]>

/** Where unsent messages outlive the page. */
export interface OutboxStorage {
  /** What was kept, in the order it was written. Nothing that cannot be read is returned. */
  load(): readonly PendingMessage[]
  save(outgoing: Outgoing): void
  channelsOf(outgoing: Outgoing): readonly ChannelId[]
}

const failures: ReadonlySet<unknown> = new Set<SendFailure>(['notAllowed', 'tooLong', 'rejected'])

/** Keeps unsent messages under a key that names server and user, so that nobody sends as somebody else. */
export function createOutboxStorage(storage: KeyValueStorage, owner: string): OutboxStorage {
  const key = `outbox:${owner}`
  return {
    load: () => readPending(storage.read(key)),
    save(outgoing) {
      const pending = [...entriesOf(outgoing)].flatMap(([, list]) => list)
      if (pending.length === 0) storage.remove(key)
      else storage.write(key, JSON.stringify(pending))
    },
    channelsOf: (outgoing) => [...entriesOf(outgoing)].map(([id]) => id),
  }
}

function readPending(text: string | null): readonly PendingMessage[] {
  if (text === null) return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value.flatMap(toPending) : []
  } catch {
    return []
  }
}

function toPending(value: unknown): readonly PendingMessage[] {
  if (typeof value !== 'object' || value === null) return []
  const {
    id,
    channelId: channel,
    text,
    queuedAt,
    state,
    failure,
  } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof channel !== 'string' || typeof text !== 'string') return []
  return [
    {
      id: messageId(id),
      channelId: channelId(channel),
      text,
      queuedAt: typeof queuedAt === 'number' ? queuedAt : 0,
      state: state === 'failed' ? 'failed' : 'queued',
      failure: failures.has(failure) ? (failure as SendFailure) : null,
    },
  ]
}
