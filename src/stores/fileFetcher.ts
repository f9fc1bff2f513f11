import { watch } from 'vue'
import type { useChatStore } from './chat'

/** So many are fetched at a time: a page full of pictures leaves room for everything else. */
const mostAtOnce = 4

export type FetchFile = (url: string, maxBytes: number) => Promise<Blob>

/** Files of the chat server, fetched by the session once it is online. See `composables/protectedFiles`. */
export function createFileFetcher(chat: ReturnType<typeof useChatStore>): FetchFile {
  const waiting: (() => void)[] = []
  let running = 0

  /** Resolves when the session is online. */
  function online(): Promise<void> {
    return new Promise((resolve) => {
      const stop = watch(
        () => chat.status.kind === 'online',
        (isOnline) => {
          if (!isOnline) return
          resolve()
          queueMicrotask(() => {
            stop()
          })
        },
        { immediate: true },
      )
    })
  }

  async function inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
    try {
      return await run()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }

  return (url, maxBytes) =>
    inTurn(async () => {
      await online()
      const content = await chat.fetchFile(url, maxBytes)
      if (content instanceof Blob) return content
      throw new Error('signed out')
    })
}
