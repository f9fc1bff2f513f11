import type { Attachment, ChannelId, FileContent, UserId } from '../../domain'

export interface MemoryFile {
  readonly ownerId: UserId
  readonly channelId: ChannelId
  readonly name: string
  readonly content: FileContent
}

/** The files of a world: each waits until one message shows it. */
export interface MemoryFiles {
  /** The message is made at once with the bytes, as older servers do. */
  areAtOnce: boolean
  add(file: MemoryFile): string
  /** null for one that is shown or was never added. */
  waiting(id: string): MemoryFile | null
  show(id: string): void
  /** Its time is over: it does not wait any more. */
  forget(id: string): void
  contentAt(url: string): FileContent | null
}

const root = 'memory:/files/'

export function createMemoryFiles(newId: () => string): MemoryFiles {
  const files = new Map<string, MemoryFile>()
  const waitingIds = new Set<string>()
  return {
    areAtOnce: false,
    add(file) {
      const id = newId()
      files.set(id, file)
      waitingIds.add(id)
      return id
    },
    waiting: (id) => (waitingIds.has(id) ? (files.get(id) ?? null) : null),
    show: (id) => waitingIds.delete(id),
    forget: (id) => waitingIds.delete(id),
    contentAt: (url) => files.get(url.slice(root.length))?.content ?? null,
  }
}

export function toAttachment(fileId: string, { name, content }: MemoryFile): Attachment {
  const common = { name, url: root + fileId, sizeBytes: content.size, description: '', fileId }
  return content.type.startsWith('image/')
    ? { ...common, type: 'image', width: null, height: null }
    : { ...common, type: 'file' }
}
