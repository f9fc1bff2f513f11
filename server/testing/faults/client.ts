/** One open chat of one user, whatever runs it: a session in this process, or a tab of a browser. */
export interface FaultClient {
  /** `ann/1`. */
  readonly name: string
  readonly userName: string
  start(): Promise<void>
  /** Does one thing that users do. Rejects only for a mistake of the harness: what fails because of a fault is a result. */
  act(action: Action): Promise<void>
  /** Tries again what the page offers to try again: failed messages, failed pages, a new sign-in. */
  recover(): Promise<void>
  report(): Promise<ClientReport>
  stop(): Promise<void>
}

export type Action =
  /** Enters the channel and attends to it, as whoever writes does, and writes in one go. */
  | { readonly kind: 'send'; readonly channelId: string; readonly texts: readonly string[] }
  | { readonly kind: 'enter'; readonly channelId: string }
  /** Looks at the end of the current channel, or looks away. */
  | { readonly kind: 'attend'; readonly isAttended: boolean }
  | { readonly kind: 'markRead'; readonly channelId: string }
  /** Towards the oldest message of the current channel, where more loads, or back to the newest. */
  | { readonly kind: 'scroll'; readonly isUp: boolean }
  /** From the newest message but `back` of somebody else in the current channel. */
  | { readonly kind: 'markUnread'; readonly back: number }
  /** Of the messages that this client sent, each the newest but `back`. */
  | { readonly kind: 'edit'; readonly back: number; readonly text: string }
  | { readonly kind: 'remove'; readonly back: number }
  | {
      readonly kind: 'react'
      readonly back: number
      readonly emoji: string
      readonly isSet: boolean
    }
  | { readonly kind: 'type'; readonly channelId: string }
  /** The machine may have slept. */
  | { readonly kind: 'checkLine' }

export interface ClientReport {
  readonly isOnline: boolean
  readonly currentId: string | null
  /** In the order they were written. */
  readonly sent: readonly SentMessage[]
  /** Messages on their way, as far as this client shows them. */
  readonly pending: number
  readonly channels: ReadonlyMap<string, ChannelReport>
}

export interface SentMessage {
  readonly channelId: string
  /** As it was edited last. */
  readonly text: string
  /** Its author deleted it. */
  readonly isRemoved?: boolean
  /** It was refused at least once and tried again by hand: its place among the others is no promise. */
  readonly hasFailed: boolean
}

export interface ChannelReport {
  /** Null where the badge tells of mentions alone. */
  readonly count: number | null
  readonly mentions: number
  readonly hasAlert: boolean
  /** Null when it is not loaded, loads, or its end is not shown. Oldest first. */
  readonly timeline: readonly ShownMessage[] | null
}

export interface ShownMessage {
  readonly id: string
  readonly text: string
  /** In one form for all, see `reactionsText`; left out where it is not known. */
  readonly reactions?: string
}

export function reactionsText(
  reactions: readonly { readonly emoji: string; readonly usernames: readonly string[] }[],
): string {
  return reactions
    .map(({ emoji, usernames }) => `${emoji} ${[...usernames].sort().join(' ')}`)
    .sort()
    .join(', ')
}
