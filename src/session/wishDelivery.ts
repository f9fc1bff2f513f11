import {
  channelEntry,
  hasMyReaction,
  isRetryable,
  messageById,
  timelineOf,
  toChatError,
  type Message,
  type PendingEdit,
  type PendingMessage,
  type PendingReaction,
  type Wish,
  type WishFailure,
} from '../domain'
import type { ChatTransport } from '../ports'
import { deliverFile, type FileProgress } from './fileDelivery'
import type { StateStore } from './store'
import { overlapMs } from './watching'

/** How one attempt ended that the server answered. */
export type Delivered =
  | { readonly type: 'done' }
  /** The newest version of the message, as the server told it. */
  | { readonly type: 'found'; readonly message: Message }
  /** The message is not there any more: there is nothing left to wish of it. */
  | { readonly type: 'gone' }
  | { readonly type: 'refused'; readonly failure: WishFailure }

const done: Delivered = { type: 'done' }
const gone: Delivered = { type: 'gone' }
const found = (message: Message): Delivered => ({ type: 'found', message })
const toDelivered = (message: Message | null): Delivered =>
  message === null ? gone : found(message)

/** The server did not say how the attempt ended. */
export function isUnclear(error: unknown): boolean {
  const { kind } = toChatError(error)
  return isRetryable(error) || kind === 'auth' || kind === 'protocol'
}

/**
 * One attempt to make a wish come true. `isRepeat`: an earlier attempt may have done it, so the server is asked first. Rejects
 * with a ChatError when the server said no, or nothing. `progress` is for a file alone.
 */
export async function deliverWish(
  store: StateStore,
  transport: ChatTransport,
  wish: Wish,
  isRepeat: boolean,
  progress: FileProgress,
): Promise<Delivered> {
  switch (wish.kind) {
    case 'file':
      return deliverFile(store, transport, wish, isRepeat, progress)
    case 'send':
      return deliverMessage(store, transport, wish, isRepeat)
    case 'edit':
      return unlessGone(transport, wish, () => deliverEdit(transport, wish, isRepeat))
    case 'react':
      return unlessGone(transport, wish, () => deliverReaction(store, transport, wish))
    case 'remove':
      return unlessGone(transport, wish, async () => {
        await transport.remove(wish.channelId, wish.messageId)
        return whatIsLeft(transport, wish)
      })
  }
}

async function deliverMessage(
  store: StateStore,
  transport: ChatTransport,
  wish: PendingMessage,
  isRepeat: boolean,
): Promise<Delivered> {
  const { id, channelId, text, rootId, isInTimeline, quotedId } = wish
  const known = isRepeat ? await transport.findMessage(id) : null
  if (known !== null) return found(known)
  if (isRepeat && (await wasRemoved(store, transport, wish))) return gone
  const answering = { rootId, isInTimeline, quotedId }
  return found(await transport.send({ id, channelId, text, answering }))
}

/** Somebody deleted the message before its author heard that it had arrived: sent again, it would come back. */
async function wasRemoved(
  store: StateStore,
  transport: ChatTransport,
  wish: PendingMessage,
): Promise<boolean> {
  const { removedIds } = timelineOf(store.state, wish.channelId)
  const channel = channelEntry(store.state, wish.channelId)?.channel ?? null
  if (removedIds.includes(wish.id)) return true
  if (channel === null) return false
  try {
    const since = Math.max(0, wish.writtenAfter - overlapMs)
    const changes = await transport.fetchMessageChanges(channel, since)
    return changes.removedIds.includes(wish.id)
  } catch (error) {
    if (isUnclear(error)) throw error
    return false
  }
}

/** An edit that came after this one was wished is not overwritten by a late repeat of it. */
async function deliverEdit(
  transport: ChatTransport,
  wish: PendingEdit,
  isRepeat: boolean,
): Promise<Delivered> {
  const { messageId: id, channelId, text, quotedId } = wish
  const known = isRepeat ? await transport.findMessage(id) : null
  if (isRepeat && (known === null || known.isDeleted)) return toDelivered(known)
  if (known !== null && known.text === text) return found(known)
  if (known !== null && known.editedAt !== wish.baseEditedAt) {
    return { type: 'refused', failure: 'changed' }
  }
  return found(await transport.edit({ id, channelId, text, answering: { quotedId } }))
}

/** The server confirms without telling the message: it is asked for, unless its event came before the answer. */
async function deliverReaction(
  store: StateStore,
  transport: ChatTransport,
  wish: PendingReaction,
): Promise<Delivered> {
  const { channelId, messageId, emoji, isSet } = wish
  await transport.react(messageId, emoji, isSet)
  const shown = messageById(timelineOf(store.state, channelId).sequence, messageId)
  if (shown === undefined || hasMyReaction(store.state.me, shown, emoji) === isSet) {
    return done
  }
  return whatIsLeft(transport, wish)
}

/** The message after it was changed. The change is done, also when the server does not tell: then its event will. */
async function whatIsLeft(transport: ChatTransport, { messageId }: Wish): Promise<Delivered> {
  try {
    return toDelivered(await transport.findMessage(messageId))
  } catch (error) {
    if (isUnclear(error)) throw error
    return done
  }
}

/** What is wished of a message that is gone has no meaning any more: it is done with. */
async function unlessGone(
  transport: ChatTransport,
  { messageId }: Wish,
  attempt: () => Promise<Delivered>,
): Promise<Delivered> {
  try {
    return await attempt()
  } catch (error) {
    if (isUnclear(error)) throw error
    const known = await transport.findMessage(messageId)
    if (known === null || known.isDeleted) return toDelivered(known)
    throw error
  }
}
