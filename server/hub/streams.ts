/** Streams from the server to one client (signalr.md §8.6). */
import { setImmediate } from 'node:timers/promises'
import { encodeError, encodeStreamEnd, encodeStreamItem } from './codec'
import { withDetails, type InvocationDeps } from './invocations'
import { HubError } from './method'

interface RunningStream {
  readonly controller: AbortController
  /** Ends the wait for the next item. */
  wake: () => void
}

export interface Streams {
  has: (id: string) => boolean
  /** Sends every item, then one completion. Never rejects. */
  run: (id: string, start: (signal: AbortSignal) => AsyncIterable<unknown>) => Promise<void>
  /** An unknown id is ignored. */
  cancel: (id: string) => void
  stop: () => void
}

/** Items after which others get their turn: a generator that waits for nothing would keep the process to itself. */
const turnItems = 32

type Deps<P> = Pick<InvocationDeps<P>, 'settings' | 'send' | 'sendPaced'>

export function createStreams<P>({ settings, send, sendPaced }: Deps<P>): Streams {
  const streams = new Map<string, RunningStream>()

  function abort(stream: RunningStream): void {
    stream.controller.abort()
    stream.wake()
  }

  /** The next item; null when the stream was cancelled first. */
  function next(iterator: AsyncIterator<unknown>, stream: RunningStream) {
    return new Promise<IteratorResult<unknown> | null>((resolve, reject) => {
      stream.wake = () => resolve(null)
      iterator.next().then(resolve, reject)
    })
  }

  /** Lets a generator clean up; one that has ended does nothing. */
  async function giveUp(iterator: AsyncIterator<unknown>): Promise<void> {
    try {
      await iterator.return?.()
    } catch (error) {
      logFailure(error)
    }
  }

  async function pump(id: string, stream: RunningStream, items: AsyncIterable<unknown>) {
    const iterator = items[Symbol.asyncIterator]()
    const { signal } = stream.controller
    try {
      for (let count = 1; !signal.aborted; count += 1) {
        if (count % turnItems === 0) await setImmediate()
        const step = await next(iterator, stream)
        if (step === null || step.done === true) break
        await sendPaced(encodeStreamItem(id, step.value))
      }
    } finally {
      // A generator that ignores the signal may take its time: the client does not wait for it.
      void giveUp(iterator)
    }
  }

  function logFailure(error: unknown): void {
    if (!(error instanceof HubError)) settings.log('warn', 'A stream failed.', error)
  }

  return {
    has: (id) => streams.has(id),
    async run(id, start) {
      const stream: RunningStream = { controller: new AbortController(), wake: () => undefined }
      streams.set(id, stream)
      try {
        await pump(id, stream, start(stream.controller.signal))
        send(encodeStreamEnd(id))
      } catch (error) {
        logFailure(error)
        const text = 'An error occurred on the server while streaming results.'
        send(encodeError(id, withDetails(text, error, settings.detailedErrors)))
      } finally {
        streams.delete(id)
      }
    },
    cancel(id) {
      const stream = streams.get(id)
      if (stream !== undefined) abort(stream)
    },
    stop: () => streams.forEach(abort),
  }
}
