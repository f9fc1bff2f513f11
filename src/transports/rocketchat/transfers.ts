import type { AxiosRequestConfig } from 'axios'
import type { FileContent } from '../../domain'
import type { CancelTimer, Clock, Stop } from '../../ports'
import type { Fields } from './fields'
import { bodyOf, routeName, type AbortHandle, type Rest } from './rest'

/** What the platform has for files, and the core no name for. */
export interface FilePlatform {
  /** A form with one file in the field `file`: what `multipart/form-data` is made of. */
  toForm(content: FileContent, name: string, fields: Readonly<Record<string, string>>): unknown
  /** False when the file was changed, moved or deleted since it was chosen. */
  isReadable(content: FileContent): Promise<boolean>
  toContent(bytes: ArrayBuffer, type: string): FileContent
}

export interface Uploading {
  readonly answer: Promise<Fields>
  /** Breaks it off: the answer rejects with `connection`. */
  readonly cancel: Stop
}

/** Calls that take as long as they take, as long as they get on. */
export interface Transfers {
  /** Sends a form. `onProgress` is told of the bytes that have left, the form's own among them. */
  upload(route: string, form: unknown, onProgress: (sentBytes: number) => void): Uploading
  /** What is at a path below the root. One that has more than `maxBytes` is broken off. */
  download(path: string, maxBytes: number): Promise<FileContent>
}

export interface TransferDeps {
  readonly clock: Clock
  newAbort(): AbortHandle
  readonly files: FilePlatform
}

/** What has not moved for so long is broken off. */
const stallMs = 60_000

export function createTransfers(deps: TransferDeps, rest: Rest): Transfers {
  function upload(
    route: string,
    form: unknown,
    onProgress: (sentBytes: number) => void,
  ): Uploading {
    const handle = deps.newAbort()
    const watch = watchStalls(deps.clock, handle)
    const config: AxiosRequestConfig<unknown> = {
      method: 'post',
      url: `/api/v1/${route}`,
      data: form,
      timeout: 0,
      onUploadProgress({ loaded }) {
        watch.moved()
        onProgress(loaded)
      },
    }
    const answer = rest
      .transfer({ route: routeName(route), config }, handle)
      .then(({ data }) => bodyOf(route, data))
      .finally(watch.stop)
    return {
      answer,
      cancel: () => {
        handle.abort()
      },
    }
  }

  async function download(path: string, maxBytes: number): Promise<FileContent> {
    const handle = deps.newAbort()
    const watch = watchStalls(deps.clock, handle)
    const config: AxiosRequestConfig<unknown> = {
      url: path,
      responseType: 'arraybuffer',
      timeout: 0,
      onDownloadProgress({ loaded }) {
        watch.moved()
        if (loaded > maxBytes) handle.abort()
      },
    }
    try {
      const { data, headers } = await rest.transfer({ route: 'file-upload', config }, handle)
      const type: unknown = headers['content-type']
      const bytes = data as ArrayBuffer // as was asked for
      return deps.files.toContent(bytes, typeof type === 'string' ? type : '')
    } finally {
      watch.stop()
    }
  }

  return { upload, download }
}

function watchStalls(clock: Clock, handle: AbortHandle): { moved(): void; readonly stop: Stop } {
  const wait = (): CancelTimer =>
    clock.after(stallMs, () => {
      handle.abort()
    })
  let cancel = wait()
  return {
    moved() {
      cancel()
      cancel = wait()
    },
    stop: () => {
      cancel()
    },
  }
}
