import type { Message } from '../../domain'

/** What the user asks of a message of the transcript. */
export type MessageAct =
  | {
      readonly type: 'react'
      readonly message: Message
      readonly emoji: string
      readonly isSet: boolean
    }
  | { readonly type: 'edit' | 'remove' | 'markUnread'; readonly message: Message }
  /** About what was wished of it before. */
  | { readonly type: 'retry' | 'discard'; readonly wishId: string }
