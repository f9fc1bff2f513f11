import {
  channelEntry,
  ChatError,
  outboxOf,
  showsFile,
  type Message,
  type PendingFile,
} from '../domain'
import type { ChatTransport, FileWatch, Stop } from '../ports'
import type { StateStore } from './store'
import { overlapMs } from './watching'
import type { Delivered } from './wishDelivery'

/** Of an attempt. */
export interface FileProgress {
  onSending(cancel: Stop): void
  /** Resolves when what changed is stored. */
  settled(): Promise<void>
}

/**
 * One attempt to send a file. The client does not choose the id of its message, so before anything is repeated the message is
 * looked for by the id of the bytes (docs/adr/0015).
 */
export async function deliverFile(
  store: StateStore,
  transport: ChatTransport,
  wish: PendingFile,
  isRepeat: boolean,
  progress: FileProgress,
): Promise<Delivered> {
  const known = isRepeat ? await findFile(store, transport, wish) : null
  if (wish.isUnwanted) {
    if (known !== null) await transport.remove(wish.channelId, known.id)
    return { type: 'done' }
  }
  return { type: 'found', message: known ?? (await send(store, transport, wish, progress)) }
}

async function send(
  store: StateStore,
  transport: ChatTransport,
  wish: PendingFile,
  progress: FileProgress,
): Promise<Message> {
  const attempt = (uploadId: string | null): Promise<Message> => {
    const { channelId, rootId, name, content, text } = wish
    const file = { channelId, rootId, name, content, text, uploadId }
    const sending = transport.sendFile(file, watchOf(store, wish, progress))
    progress.onSending(sending.cancel)
    return sending.message
  }
  try {
    return await attempt(wish.uploadId)
  } catch (error) {
    const isGone = error instanceof ChatError && error.code === 'uploadGone'
    if (!isGone || wish.uploadId === null) throw error
    const shown = await findFile(store, transport, wish)
    return shown ?? attempt(null)
  }
}

/** Null for one whose bytes never got there. */
async function findFile(
  { state }: StateStore,
  transport: ChatTransport,
  wish: PendingFile,
): Promise<Message | null> {
  const channel = channelEntry(state, wish.channelId)?.channel ?? null
  if (channel === null || (wish.uploadId === null && !wish.isAtOnce)) return null
  const since = Math.max(0, wish.writtenAfter - overlapMs)
  const { updated } = await transport.fetchMessageChanges(channel, since)
  const { uploadId } = wish
  const isIt = (message: Message): boolean =>
    uploadId === null
      ? message.author.id === state.me?.id && looksLike(message, wish)
      : showsFile(message, uploadId)
  return updated.find(isIt) ?? null
}

function looksLike({ text, createdAt, attachments }: Message, wish: PendingFile): boolean {
  const [shown] = attachments
  return (
    createdAt >= wish.writtenAfter &&
    text === wish.text &&
    shown !== undefined &&
    'fileId' in shown &&
    shown.name === wish.name &&
    shown.sizeBytes === wish.content.size
  )
}

/** Keeps what the server told, and how far it is, with the wish as it is by then. */
function watchOf(
  store: StateStore,
  { id, channelId, content, sentBytes }: PendingFile,
  { settled }: FileProgress,
): FileWatch {
  const revise = (fields: Partial<PendingFile>): void => {
    const now = outboxOf(store.state, channelId).list.find((wish) => wish.id === id)
    if (now?.kind !== 'file') return
    store.dispatch({ type: 'wishRevised', wish: { ...now, ...fields } })
  }
  if (sentBytes > 0) revise({ sentBytes: 0 })
  let shownPercent = 0
  return {
    onProgress(bytes) {
      const percent = Math.floor((100 * bytes) / Math.max(1, content.size))
      if (percent === shownPercent) return
      shownPercent = percent
      revise({ sentBytes: bytes })
    },
    onUploaded: (uploadId) => {
      revise({ uploadId, sentBytes: content.size })
      return settled()
    },
    onAtOnce: () => {
      revise({ isAtOnce: true })
      return settled()
    },
  }
}
