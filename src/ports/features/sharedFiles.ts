import type { Timestamp, UserRef } from '../../domain'
import type { ChannelRef } from './members'
import type { Page } from './page'

export interface SharedFile {
  readonly id: string
  readonly name: string
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  readonly sizeBytes: number | null
  /** Absolute; null where the server gave no safe one. */
  readonly url: string | null
  readonly sharedAt: Timestamp | null
  readonly author: UserRef | null
}

export interface SharedFiles {
  /** Those whose names hold the text, the newest first. */
  list(channel: ChannelRef, text: string, offset: number): Promise<Page<SharedFile>>
}
