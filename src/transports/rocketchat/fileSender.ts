import { ChatError, type Message } from '../../domain'
import type { FileSending, FileWatch, OutgoingFile, Stop } from '../../ports'
import { object, text, type Fields } from './fields'
import type { Rest } from './rest'
import type { FilePlatform, Transfers } from './transfers'
import { translateMessage, type Site } from './translateMessage'

export interface FileSenderDeps {
  readonly rest: Rest
  readonly transfers: Transfers
  readonly site: Site
  readonly files: FilePlatform
  /** Shared by the connections of one user. */
  readonly server: UploadMemory
}

/** What is known of how this server takes files. */
export interface UploadMemory {
  /** Before 6.10 a file and its message went at once (rocketchat.md §5.8). */
  takesOneStep: boolean
}

type SendFile = (file: OutgoingFile, watch: FileWatch) => FileSending

/** Sends files: the bytes, and then the message that shows them. */
export function createFileSender({
  rest,
  transfers,
  site,
  files,
  server,
}: FileSenderDeps): SendFile {
  function send(file: OutgoingFile, watch: FileWatch): FileSending {
    const rid = encodeURIComponent(file.channelId)
    const sending: { isCancelled: boolean; readonly cancel: Stop[] } = {
      isCancelled: false,
      cancel: [],
    }

    const isCancelled = (): boolean => sending.isCancelled
    const said: Readonly<Record<string, string>> = {
      ...(file.text === '' ? {} : { msg: file.text }),
      ...(typeof file.rootId === 'string' ? { tmid: file.rootId } : {}),
    }

    async function post(route: string, fields: Readonly<Record<string, string>>): Promise<Fields> {
      if (isCancelled()) throw new ChatError('connection', 'cancelled')
      const form = files.toForm(file.content, file.name, fields)
      const step = transfers.upload(`${route}/${rid}`, form, (bytes) => {
        watch.onProgress(Math.min(bytes, file.content.size))
      })
      sending.cancel.push(step.cancel)
      try {
        return await step.answer
      } catch (error) {
        if (isCancelled() || (await files.isReadable(file.content))) throw error
        throw new ChatError('validation', 'the file cannot be read', { code: 'fileUnreadable' })
      }
    }

    async function run(): Promise<Message> {
      if (file.uploadId !== null) return confirm(file.uploadId)
      const uploadId = server.takesOneStep ? null : await upload()
      if (uploadId !== null) {
        await watch.onUploaded(uploadId)
        return confirm(uploadId)
      }
      const message = await atOnce()
      server.takesOneStep = true
      return message
    }

    /** null when the server does not know of two steps. */
    async function upload(): Promise<string | null> {
      try {
        const uploadId = text(object(await post('rooms.media', {}), 'file'), '_id')
        if (uploadId === '') throw new ChatError('protocol', 'no file in the answer')
        return uploadId
      } catch (error) {
        if (error instanceof ChatError && error.kind === 'notFound') return null
        throw error
      }
    }

    async function atOnce(): Promise<Message> {
      await watch.onAtOnce()
      return toMessage(await post('rooms.upload', said))
    }

    /** Not broken off: what it did would stay unknown. */
    async function confirm(uploadId: string): Promise<Message> {
      if (isCancelled()) throw new ChatError('connection', 'cancelled')
      const route = `rooms.mediaConfirm/${rid}/${encodeURIComponent(uploadId)}`
      return toMessage(await rest.post(route, said))
    }

    return {
      message: run(),
      cancel() {
        sending.isCancelled = true
        for (const cancel of sending.cancel) cancel()
      },
    }
  }

  function toMessage(answer: Fields): Message {
    const message = translateMessage(answer.message, site)
    if (message === null) throw new ChatError('protocol', 'no message in the answer')
    return message
  }

  return send
}
