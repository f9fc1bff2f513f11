import type { MessageAct } from '../components/message/messageAct'
import {
  messageRights,
  toChatError,
  type ChannelId,
  type ChatErrorKind,
  type Message,
  type MessageId,
  type MessageRights,
} from '../domain'
import { createRights, placeOf } from '../composables/rights'
import type { useChatStore } from '../stores/chat'

/** Where messages are edited and quoted. */
export interface ActDesk {
  edit(message: Message): Promise<void>
  quote(message: Message): Promise<void>
  noteTaken(isTaken: boolean): void
  pickReaction(message: Message, anchor: HTMLElement): void
}

export interface MessageActsDeps {
  channelId(): ChannelId | null
  /** The channel is open to this user. */
  mayWrite(): boolean
  /** By this machine's clock. */
  now(): number
  desk(): ActDesk | null
  openThread(rootId: MessageId): void
  /** Why the last thing asked did not work; null: it did, or is under way. */
  onFailure(kind: ChatErrorKind | null): void
}

export interface MessageActs {
  act(wanted: MessageAct): Promise<void>
  rightsOf(message: Message): MessageRights
}

const noRights: MessageRights = {
  mayReact: false,
  mayReply: false,
  hasThreads: false,
  mayEdit: false,
  mayRemove: false,
  mayMarkUnread: false,
  mayMark: false,
  mayPin: false,
  mayReport: false,
  mayListReaders: false,
}

/** What can be done with the messages of a channel, or of one of its threads. Loads after the first screen. */
export function createMessageActs(
  chat: ReturnType<typeof useChatStore>,
  deps: MessageActsDeps,
): MessageActs {
  const { may, learn } = createRights(() => chat.features())

  async function act(wanted: MessageAct): Promise<void> {
    const id = deps.channelId()
    if (id === null) return
    switch (wanted.type) {
      case 'react': {
        const { message, emoji, isSet } = wanted
        deps.desk()?.noteTaken(chat.react(id, message.id, emoji, isSet))
        return
      }
      case 'remove':
        deps.desk()?.noteTaken(chat.remove(id, wanted.message.id))
        return
      case 'edit':
        return deps.desk()?.edit(wanted.message)
      case 'quote':
        return deps.desk()?.quote(wanted.message)
      case 'pickReaction':
        deps.desk()?.pickReaction(wanted.message, wanted.anchor)
        return
      case 'openThread':
        deps.openThread(wanted.message.rootId ?? wanted.message.id)
        return
      case 'retry':
        chat.retry(id, wanted.wishId)
        return
      case 'discard':
        chat.discard(id, wanted.wishId)
        return
      case 'markUnread':
        return tried(() => chat.markUnread(id, wanted.message.id))
      default:
        return tried(() => mark(wanted))
    }
  }

  async function mark(wanted: Extract<MessageAct, { type: 'pin' | 'star' | 'report' }>) {
    const { marks } = await chat.features()
    const { id } = wanted.message
    if (wanted.type === 'report') await marks.report(id, wanted.reason)
    else if (wanted.type === 'pin') await marks.setPinned(id, wanted.isSet)
    else await marks.setStarred(id, wanted.isSet)
  }

  async function tried(attempt: () => Promise<void>): Promise<void> {
    deps.onFailure(null)
    try {
      await attempt()
    } catch (error) {
      deps.onFailure(toChatError(error).kind)
    }
  }

  function rightsOf(message: Message): MessageRights {
    const { me, facts, state } = chat
    if (me === null || chat.current === null) return noRights
    const place = placeOf(chat.current)
    learn()
    const { capabilities } = state
    return messageRights(message, {
      me,
      facts,
      capabilities,
      mayWrite: deps.mayWrite(),
      mayPin: may.value('pin', place),
      mayRemoveAny: may.value('removeMessages', place),
      now: deps.now(),
    })
  }

  return { act, rightsOf }
}
