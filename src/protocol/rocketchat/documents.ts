/**
 * The documents of Rocket.Chat as they stand on the wire (rocketchat.md §4). `D` is the form of a date:
 * ISO text over REST, `{"$date": ms}` over DDP. Servers may send more fields than are listed; readers ignore them.
 */
import type { MdRoot } from './md'

export type WireRoomType = 'c' | 'p' | 'd' | 'l'

export interface WireUserRef {
  readonly _id: string
  readonly username?: string
  readonly name?: string
}

export interface WireRoom<D> {
  readonly _id: string
  readonly t: WireRoomType
  readonly name?: string
  readonly fname?: string
  /** Direct rooms only; stale or empty elsewhere (§4.1). */
  readonly usernames?: readonly string[]
  /** Direct rooms only. */
  readonly uids?: readonly string[]
  readonly u?: WireUserRef
  readonly msgs?: number
  readonly usersCount?: number
  readonly ts?: D
  /** Time of the last message. */
  readonly lm?: D
  readonly lastMessage?: WireMessage<D>
  readonly topic?: string
  readonly announcement?: string
  readonly description?: string
  readonly ro?: boolean
  readonly archived?: boolean
  readonly encrypted?: boolean
  readonly prid?: string
  readonly teamId?: string
  readonly teamMain?: boolean
  readonly avatarETag?: string
  readonly _updatedAt?: D
}

export interface WireSubscription<D> {
  readonly _id: string
  readonly rid: string
  readonly u: WireUserRef
  readonly t: WireRoomType
  /** Slug; in a direct room the other user's username, comma-joined in a group. */
  readonly name?: string
  /** Display name; in a direct room the real name. */
  readonly fname?: string
  readonly ts?: D
  /** Last seen: how far this user has read, server clock. */
  readonly ls?: D
  /** Last reply in a followed thread. */
  readonly lr?: D
  readonly open?: boolean
  readonly alert?: boolean
  readonly unread?: number
  readonly userMentions?: number
  readonly groupMentions?: number
  readonly tunread?: readonly string[]
  readonly tunreadUser?: readonly string[]
  readonly tunreadGroup?: readonly string[]
  /** Favourite. */
  readonly f?: boolean
  readonly roles?: readonly string[]
  readonly archived?: boolean
  readonly disableNotifications?: boolean
  readonly hideUnreadStatus?: boolean
  readonly ignored?: readonly string[]
  readonly prid?: string
  readonly _updatedAt?: D
}

export interface WireMention {
  /** A user id, or `all` / `here`. */
  readonly _id: string
  readonly username?: string
  readonly name?: string
  readonly type?: string
}

export interface WireReaction {
  readonly usernames: readonly string[]
  readonly names?: readonly string[]
}

export interface WireFile {
  readonly _id: string
  readonly name?: string
  readonly type?: string
  readonly size?: number
  readonly format?: string
  /** `thumb` for the small copy of a picture. */
  readonly typeGroup?: string
}

export interface WireAttachment<D> {
  readonly type?: string
  readonly title?: string
  readonly title_link?: string
  readonly title_link_download?: boolean
  readonly description?: string
  readonly descriptionMd?: MdRoot
  readonly text?: string
  readonly md?: MdRoot
  readonly pretext?: string
  readonly color?: string
  readonly size?: number
  readonly format?: string
  readonly fileId?: string
  readonly image_url?: string
  readonly image_type?: string
  readonly image_size?: number
  readonly image_dimensions?: { readonly width: number; readonly height: number }
  readonly image_preview?: string
  readonly audio_url?: string
  readonly audio_type?: string
  readonly audio_size?: number
  readonly video_url?: string
  readonly video_type?: string
  readonly video_size?: number
  readonly thumb_url?: string
  readonly message_link?: string
  readonly author_name?: string
  readonly author_link?: string
  readonly author_icon?: string
  readonly ts?: D
  readonly fields?: readonly {
    readonly short?: boolean
    readonly title?: string
    readonly value?: string
  }[]
  readonly attachments?: readonly WireAttachment<D>[]
}

export interface WireUrl {
  readonly url: string
  readonly meta?: Readonly<Record<string, string>>
  readonly ignoreParse?: boolean
}

export interface WireMessage<D> {
  readonly _id: string
  readonly rid: string
  readonly msg: string
  readonly ts: D
  readonly u: WireUserRef
  readonly _updatedAt?: D
  /** Absent for an ordinary message, else a system type (§4.4), `rm` (deleted) or `e2e` (encrypted). */
  readonly t?: string
  readonly md?: MdRoot
  readonly mentions?: readonly WireMention[]
  readonly channels?: readonly { readonly _id: string; readonly name: string }[]
  readonly urls?: readonly WireUrl[]
  readonly attachments?: readonly WireAttachment<D>[]
  readonly file?: WireFile
  readonly files?: readonly WireFile[]
  readonly reactions?: Readonly<Record<string, WireReaction>>
  readonly starred?: readonly { readonly _id: string }[]
  readonly pinned?: boolean
  readonly editedAt?: D
  readonly editedBy?: WireUserRef
  /** Root of the thread this message replies in. */
  readonly tmid?: string
  /** A thread reply that is shown in the room as well. */
  readonly tshow?: boolean
  readonly tcount?: number
  readonly tlm?: D
  readonly replies?: readonly string[]
  readonly drid?: string
  readonly role?: string
  readonly alias?: string
  readonly avatar?: string
  readonly emoji?: string
  readonly groupable?: boolean
  readonly bot?: unknown
  readonly private?: boolean
}

export type WireUserStatus = 'online' | 'away' | 'busy' | 'offline' | 'disabled'

export interface WireUser {
  readonly _id: string
  readonly username?: string
  readonly name?: string
  readonly status?: WireUserStatus
  readonly statusText?: string
  readonly utcOffset?: number
  readonly avatarETag?: string
  readonly active?: boolean
  readonly roles?: readonly string[]
  readonly type?: string
}
