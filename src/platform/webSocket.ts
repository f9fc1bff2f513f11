import type { OpenSocket } from '../ports'

/** The browser's WebSocket; Node's as well, where it has one. */
export const openWebSocket: OpenSocket = (url, listener) => {
  const socket = new WebSocket(url)
  let isClosedHere = false
  socket.onopen = () => {
    if (!isClosedHere) listener.onOpen()
  }
  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (isClosedHere) return
    if (typeof event.data === 'string') listener.onText(event.data)
    else socket.close(4_003, 'binary frame')
  }
  socket.onclose = (event) => {
    if (!isClosedHere) listener.onClosed({ code: event.code, reason: event.reason })
  }
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
