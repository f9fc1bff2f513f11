import type { Capabilities, ChatError } from '../../domain'
import type { OpenStep, Stop } from '../../ports'
import type { Fields } from './fields'

/** What Rocket.Chat can do, where all of its streams arrive. */
export const allNative: Capabilities = {
  presence: 'native',
  typing: 'native',
  markUnread: 'native',
  threads: 'native',
  reactions: 'native',
  files: 'native',
  directory: 'native',
  marks: 'native',
  membership: 'native',
  governing: 'native',
  receipts: 'native',
  commands: 'native',
}

/** What a server tells of its rooms, by its settings. */
export interface RoomEvents {
  /** That everybody has read. */
  readonly hasReceipts: boolean
}

export interface RealtimeListener {
  /** One event of a stream, as Rocket.Chat's `changed` frame tells it (rocketchat.md §3). */
  onStream(collection: string, id: string, fields: Fields): void
  /** Channels or memberships changed in a way that no event tells: fetches what changed. Rejects with a ChatError. */
  fetchChanged(): Promise<void>
  /** The line ended without `close`. At most once, and only after `connect` resolved. */
  onLost(error: ChatError): void
}

/**
 * Where the events of one connection come from: Rocket.Chat's own websocket, or a host application that forwards them.
 * Connects once and retries nothing; every rejection is a ChatError.
 */
export interface Realtime {
  /** What it can tell; may shrink while it connects. */
  readonly capabilities: Capabilities
  /** Connects and proves who the user is. */
  connect(onStep: (step: OpenStep) => void): Promise<void>
  /** Makes what concerns the user arrive. Resolves when the server has acknowledged it. */
  subscribeUser(): Promise<void>
  /** Makes what happens in one room arrive, as far as the server tells it. Resolves when acknowledged; the stop ends it. */
  watchRoom(rid: string, told: RoomEvents): Promise<Stop>
  /** Makes the presence of these people arrive, besides those of earlier calls. */
  watchPeople(userIds: readonly string[]): Promise<void>
  /** Fire and forget. `name` is what the server knows the user by. */
  setTyping(rid: string, name: string, isTyping: boolean): void
  /** Asks for a sign of life now; `onLost` follows when there is none. */
  checkLine(): void
  /** Idempotent; calls in flight reject, no listener is called afterwards. */
  close(): void
}

export type CreateRealtime = (listener: RealtimeListener) => Realtime
