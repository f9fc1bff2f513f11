import { WebSocket } from 'ws'
import type { OpenSocket } from '../ports'

/** A real websocket for tests that run in Node. */
export const openNodeSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url)
  let isClosedHere = false
  socket.on('open', () => {
    if (!isClosedHere) listener.onOpen()
  })
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isClosedHere && !isBinary) listener.onText(data.toString('utf8'))
  })
  socket.on('error', () => undefined)
  socket.on('close', (code, reason) => {
    if (!isClosedHere) listener.onClosed({ code, reason: reason.toString('utf8') })
  })
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close() {
      isClosedHere = true
      socket.close()
    },
  }
}
