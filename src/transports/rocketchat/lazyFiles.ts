import type { FileSending, FileWatch, OutgoingFile } from '../../ports'
import { lostLine } from './errors'
import type { FileDeps, Files } from './files'

/** `Files`, of which the code comes with the first file. */
export function createLazyFiles(deps: FileDeps): Files {
  async function load(): Promise<Files> {
    const { createFiles } = await import('./files').catch(() => {
      throw lostLine('the code for files could not be loaded')
    })
    return createFiles(deps)
  }

  function sendFile(file: OutgoingFile, watch: FileWatch): FileSending {
    const state = { isCancelled: false }
    const sending = load().then((files) => {
      if (state.isCancelled) throw lostLine('cancelled')
      return files.sendFile(file, watch)
    })
    return {
      message: sending.then(({ message }) => message),
      cancel() {
        state.isCancelled = true
        sending.then(
          ({ cancel }) => {
            cancel()
          },
          () => undefined,
        )
      },
    }
  }

  return {
    sendFile,
    fetchFile: async (url, maxBytes) => (await load()).fetchFile(url, maxBytes),
  }
}
