/** Bodies of the REST calls that Parley makes (rocketchat.md §2 and §5). Dates are ISO text. */
import type { WireMessage, WireRoom, WireSubscription, WireUser, WireUserRef } from './documents'

export type IsoDate = string

export type RestRoom = WireRoom<IsoDate>
export type RestSubscription = WireSubscription<IsoDate>
export type RestMessage = WireMessage<IsoDate>

export type LoginBody =
  | { readonly user: string; readonly password: string; readonly code?: string }
  | { readonly resume: string }

export interface LoginAnswer {
  readonly status: 'success'
  readonly data: {
    readonly userId: string
    readonly authToken: string
    readonly me: WireUser
  }
}

/** Every failure of §5.1. `errorType` may be missing; then the code stands in brackets at the end of `error`. */
export interface RestFailure {
  readonly success: false
  readonly status?: 'error'
  readonly error?: string
  readonly message?: string
  readonly errorType?: string
  readonly details?: unknown
}

export interface Tombstone {
  readonly _id: string
  readonly _deletedAt: IsoDate
}

export interface DeltaAnswer<T> {
  readonly update: readonly T[]
  readonly remove: readonly Tombstone[]
}

export interface HistoryAnswer {
  /** Newest first. */
  readonly messages: readonly RestMessage[]
  readonly firstUnread?: RestMessage
  readonly unreadNotLoaded?: number
}

export interface SendMessageBody {
  readonly message: {
    readonly _id?: string
    readonly rid: string
    readonly msg: string
    readonly tmid?: string
    readonly tshow?: boolean
  }
}

export interface MessageAnswer {
  readonly message: RestMessage
}

/** `chat.syncMessages`, mode A (§5.6). */
export interface SyncMessagesAnswer {
  readonly result: {
    readonly updated: readonly RestMessage[]
    readonly deleted: readonly Tombstone[]
  }
}

export interface ImCreateAnswer {
  readonly room: {
    readonly t: 'd'
    readonly rid: string
    readonly _id: string
    readonly usernames: readonly string[]
  }
}

export interface SettingsAnswer {
  readonly settings: readonly { readonly _id: string; readonly value: unknown }[]
  readonly count: number
  readonly offset: number
  readonly total: number
}

export interface UserAnswer {
  readonly user: WireUser
}

export interface InfoAnswer {
  readonly version: string
}

export type { WireUserRef }
