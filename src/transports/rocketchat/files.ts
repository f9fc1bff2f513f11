import { ChatError, type FileContent } from '../../domain'
import type { FileSending, FileWatch, OutgoingFile } from '../../ports'
import { createFileSender, type FileSenderDeps } from './fileSender'
import { createTransfers, type TransferDeps } from './transfers'

export interface FileDeps extends TransferDeps, Omit<FileSenderDeps, 'transfers'> {
  /** Without a slash at the end. */
  readonly rootUrl: string
}

/** What `ChatTransport` promises of files; loaded with the first one. */
export interface Files {
  sendFile(file: OutgoingFile, watch: FileWatch): FileSending
  fetchFile(url: string, maxBytes: number): Promise<FileContent>
}

export function createFiles(deps: FileDeps): Files {
  const { rootUrl } = deps
  const transfers = createTransfers(deps, deps.rest)
  return {
    sendFile: createFileSender({ ...deps, transfers }),
    /** Only what this server keeps: the user's token goes nowhere else. */
    async fetchFile(url, maxBytes) {
      if (!url.startsWith(`${rootUrl}/file-upload/`)) {
        throw new ChatError('notFound', 'no file of this server')
      }
      return transfers.download(url.slice(rootUrl.length), maxBytes)
    },
  }
}
