import type { MessageId, Timestamp, UserRef } from '../../domain'

export interface Reader {
  readonly user: UserRef
  /** null: unknown. */
  readonly readAt: Timestamp | null
}

export interface Receipts {
  /** Who has read a message, in the order they read it. */
  readers(id: MessageId): Promise<readonly Reader[]>
}
