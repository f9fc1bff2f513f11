import { WebSocket } from 'ws'
import type { Clock, OpenSocket } from '../../../src/ports'

/** One frame of Rocket.Chat's; its largest are records of channels, some kilobytes. */
const MAX_FRAME_BYTES = 4 * 1024 * 1024
/** What may wait to be sent: subscriptions and typing only, so more means that nobody reads. */
const MAX_WAITING_BYTES = 1024 * 1024
const HANDSHAKE_TIMEOUT_MS = 10_000
const CLOSE_TIMEOUT_MS = 2_000

/** Sockets of a server to another server: everything that could grow or hang has a limit. */
export function createOpenSocket(clock: Clock): OpenSocket {
  return (url, listener) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    })
    let isClosedHere = false
    socket.on('open', () => {
      if (!isClosedHere) listener.onOpen()
    })
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isClosedHere) return
      if (isBinary) socket.terminate()
      else listener.onText(data.toString('utf8'))
    })
    // The end is told by `close`, which follows.
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      if (!isClosedHere) listener.onClosed({ code, reason: reason.toString('utf8') })
    })
    return {
      send(text) {
        if (socket.readyState !== WebSocket.OPEN) return
        if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate()
        else socket.send(text)
      },
      close() {
        if (isClosedHere) return
        isClosedHere = true
        const cancel = clock.after(CLOSE_TIMEOUT_MS, () => {
          socket.terminate()
        })
        socket.once('close', cancel)
        socket.close()
      },
    }
  }
}
