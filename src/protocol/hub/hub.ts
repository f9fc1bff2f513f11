/**
 * What goes over the hub between a host application and the chat in its pages: docs/protocol/hub.md, whose rule
 * numbers are quoted here. Names are compared without case (H3).
 */

export const hubVersion = 1

export const hubMethods = {
  openChat: 'openChat',
  watchRoom: 'watchRoom',
  unwatchRoom: 'unwatchRoom',
  watchPresence: 'watchPresence',
  setTyping: 'setTyping',
} as const

export const hubEvents = {
  message: 'getRoomMessageNotification',
  subscription: 'getRoomSubscriptionChangedNotification',
  room: 'getRoomChangedNotification',
  deletion: 'getRoomMessageDeletedNotification',
  typing: 'getRoomTypingNotification',
  read: 'getRoomMessagesReadNotification',
  presence: 'getUserPresenceNotification',
  whisper: 'getUserWhisperNotification',
  session: 'getChatSessionNotification',
} as const

export type HubEventName = (typeof hubEvents)[keyof typeof hubEvents]

/** What became of a record (H11). */
export type RecordMethod = 'insert' | 'update' | 'remove'

export type SessionState = 'lost' | 'restored' | 'ended'

/** Codes at the end of an error's text (H10). */
export type HubErrorCode =
  | 'error-not-ready'
  | 'error-chat-sign-in'
  | 'error-user-inactive'
  | 'error-not-allowed'
  | 'error-not-open'
  | 'error-invalid-arguments'
  | 'error-too-many'

/** `text [code]` (H10). */
export function encodeHubError(text: string, code: HubErrorCode): string {
  return `${text} [${code}]`
}

/** The code that an error's text ends with; null when it has none. */
export function decodeHubErrorCode(text: string): string | null {
  return /\[([\w-]{1,64})\]\s*$/.exec(text)?.[1] ?? null
}
