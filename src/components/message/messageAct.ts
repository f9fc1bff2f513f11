import type { Message } from '../../domain'

/** What the user asks of a message of the transcript. */
export type MessageAct =
  | {
      readonly type: 'react'
      readonly message: Message
      readonly emoji: string
      readonly isSet: boolean
    }
  | {
      readonly type: 'edit' | 'remove' | 'quote' | 'openThread'
      readonly message: Message
    }
  | { readonly type: 'markUnread'; readonly message: Message }
  | { readonly type: 'pin' | 'star'; readonly message: Message; readonly isSet: boolean }
  | { readonly type: 'report'; readonly message: Message; readonly reason: string }
  /** Any emoji, from a list beside the button. */
  | { readonly type: 'pickReaction'; readonly message: Message; readonly anchor: HTMLElement }
  /** About what was wished of it before. */
  | { readonly type: 'retry' | 'discard'; readonly wishId: string }
