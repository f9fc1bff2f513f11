/** A stream that the client uploads for a call (signalr.md §8.7). */
import { HubError } from './method'

export interface Upload extends AsyncIterable<unknown> {
  push: (item: unknown) => void
  /** @param error the client's text when its stream failed */
  end: (error: string | null) => void
}

/**
 * @param capacity items that may wait before `onFull` is called; `onRoom` follows when they have been taken
 */
export function createUpload(capacity: number, onFull: () => void, onRoom: () => void): Upload {
  const items: unknown[] = []
  let ended = false
  let isFull = false
  let failure: HubError | null = null
  let wake: (() => void) | null = null

  function setFull(value: boolean): void {
    if (isFull === value) return
    isFull = value
    if (value) onFull()
    else onRoom()
  }

  function notify(): void {
    wake?.()
    wake = null
  }

  async function* read(): AsyncGenerator {
    for (;;) {
      if (items.length > 0) {
        const item = items.shift()
        if (items.length === 0) setFull(false)
        yield item
      } else if (ended) {
        if (failure !== null) throw failure
        return
      } else {
        await new Promise<void>((resolve) => (wake = resolve))
      }
    }
  }

  return {
    push(item) {
      if (ended) return
      items.push(item)
      if (items.length >= capacity) setFull(true)
      notify()
    },
    end(error) {
      if (ended) return
      ended = true
      if (error !== null) failure = new HubError(error)
      setFull(false)
      notify()
    },
    [Symbol.asyncIterator]: read,
  }
}
