import { maxFrameLength, type EmbedFrame } from '../protocol/embed'

/** One end of a channel of messages: a `MessagePort`. */
export interface Port {
  postMessage(text: string): void
  onmessage: ((this: never, event: never) => unknown) | null
  close(): void
}

export interface PortListener {
  /** Null for what is ignored. */
  decode(text: never): EmbedFrame | null
  /** Rejecting answers with a failure; an error's `code` goes along. */
  onCall(name: string, data: unknown): Promise<unknown>
  onEvent(name: string, data: unknown): void
}

/** Calls and events in both directions through one port (B7 to B11). */
export interface PortCalls {
  /** Rejects with an `EmbedError`: what the other side says, `timeout`, `too-large` or `closed`. */
  call(name: string, data?: unknown, timeoutMs?: number): Promise<unknown>
  /** Nothing is told that is too long (B8) or after `close`. */
  tell(name: string, data?: unknown): void
  /** Ends the calls that wait. Idempotent. */
  close(): void
}

/** Why something asked for through the port, or by the host page, was not done. */
export class EmbedError extends Error {
  constructor(
    readonly code: string,
    message: string = code,
  ) {
    super(message)
  }
}

const defaultTimeoutMs = 10_000

/** @param after runs once after so many milliseconds */
export function createPortCalls(
  port: Port,
  { decode, onCall, onEvent }: PortListener,
  after: (run: () => void, ms: number) => void,
): PortCalls {
  const waiting = new Map<number, readonly [(data: unknown) => void, (error: Error) => void]>()
  let lastId = 0
  let isOpen = true

  function post(...frame: EmbedFrame): boolean {
    const text = JSON.stringify(frame)
    const isTold = isOpen && text.length <= maxFrameLength
    if (isTold) port.postMessage(text)
    return isTold
  }

  function end(id: number, code: string, message?: string): void {
    waiting.get(id)?.[1](new EmbedError(code, message))
    waiting.delete(id)
  }

  async function answer(id: number, name: string, data: unknown): Promise<void> {
    try {
      if (!post('result', id, await onCall(name, data))) throw new EmbedError('too-large')
    } catch (error) {
      const { code = 'failed', message = '' } = error as Partial<EmbedError>
      post('failure', id, code, message)
    }
  }

  port.onmessage = ({ data: text }: { readonly data: never }) => {
    const frame = isOpen && decode(text)
    if (!frame) return
    const [kind, id, name, data] = frame
    if (kind === 'call') void answer(id, name, data)
    else if (kind === 'event') onEvent(name, data)
    else if (kind === 'failure') end(id, name, data)
    else {
      waiting.get(id)?.[0](name)
      waiting.delete(id)
    }
  }

  return {
    call: (name, data, timeoutMs = defaultTimeoutMs) =>
      new Promise((...ways) => {
        lastId += 1
        const id = lastId
        waiting.set(id, ways)
        if (!post('call', id, name, data)) end(id, isOpen ? 'too-large' : 'closed')
        after(() => {
          end(id, 'timeout')
        }, timeoutMs)
      }),
    tell(name, data) {
      post('event', 0, name, data)
    },
    close() {
      isOpen = false
      port.close()
      for (const id of waiting.keys()) end(id, 'closed')
    },
  }
}
