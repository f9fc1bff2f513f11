import {
  decodeFrame,
  embedVersion,
  versionOf,
  type EmbedFrame,
  type Hello,
} from '../protocol/embed'
import { createPortCalls, type PortCalls } from './portCalls'

export interface BridgeDeps {
  /** The frame's own window. */
  readonly win: Window
  /** Exactly these pages may hold the frame. */
  readonly origins: readonly string[]
  /** Epoch milliseconds. */
  now(): number
  after(run: () => void, ms: number): void
}

export interface BridgeListener {
  onCall(name: string, data: unknown): Promise<unknown>
  onEvent(name: string, data: unknown): void
  /** The host says more than is listened to; once for each second in which it does. */
  onFlood(): void
}

/** The frame's end of the connection to the host page (docs/protocol/embed.md). */
export interface Bridge extends PortCalls {
  /** Comes back to the loader in `ready`. */
  readonly nonce: string
  /** Of the host page. */
  readonly origin: string
}

/** So many messages of the host are looked at in one second (B10). */
const messagesPerSecond = 200
const secondMs = 1_000

/**
 * Says hello to the page around the frame and takes the first port that comes from one of `origins` (E7). Rejects when the frame
 * stands in no page, or in one that is not listed; where the browser does not tell which page it is, it stays pending then.
 */
export function openBridge(
  { win, origins, now, after }: BridgeDeps,
  { onCall, onEvent, onFlood }: BridgeListener,
): Promise<Bridge> {
  const { parent, location } = win
  if (parent === win) return Promise.reject(new Error('This page is for frames of other pages.'))
  const around = (location as Partial<Location>).ancestorOrigins?.[0]
  if (around !== undefined && !origins.includes(around)) {
    return Promise.reject(new Error(`${around} is not among the origins that may show this app.`))
  }
  const decode = createGuard(now, onFlood)
  return new Promise((resolve) => {
    const onMessage = ({ source, origin, data, ports }: MessageEvent): void => {
      const [port] = ports
      const v = versionOf(data, 'init')
      const isHost = source === parent && origins.includes(origin)
      if (!isHost || port === undefined || v === null || v > embedVersion) return
      win.removeEventListener('message', onMessage)
      const { nonce } = data as { readonly nonce?: unknown }
      const calls = createPortCalls(port, { decode, onCall, onEvent }, after)
      resolve({ ...calls, nonce: typeof nonce === 'string' ? nonce : '', origin })
    }
    win.addEventListener('message', onMessage)
    const hello: Hello = { parley: 'hello', v: embedVersion }
    for (const origin of around === undefined ? origins : [around])
      parent.postMessage(hello, origin)
  })
}

function createGuard(now: () => number, onFlood: () => void): (text: unknown) => EmbedFrame | null {
  let second = 0
  let count = 0
  return (text) => {
    const current = Math.floor(now() / secondMs)
    count = current === second ? count + 1 : 1
    second = current
    if (count === messagesPerSecond + 1) onFlood()
    return count > messagesPerSecond ? null : decodeFrame(text)
  }
}
