/** How a socket ended. `code` is the websocket close code, 1006 when the line was lost. */
export interface SocketClosed {
  readonly code: number
  readonly reason: string
}

export interface SocketListener {
  onOpen(): void
  /** One text frame. Binary frames end the socket: no protocol here uses them. */
  onText(text: string): void
  /** Exactly once, also when the connection could not be made. Nothing is called after it. */
  onClosed(closed: SocketClosed): void
}

/** The raw pipe. */
export interface Socket {
  /** Sends one text frame. Does nothing once the socket is closing. */
  send(text: string): void
  /** Ends the pipe. `onClosed` is not called after a close from this side. Idempotent. */
  close(): void
}

/** Starts to connect at once; tells the listener how it goes. Throws for an address that is none. */
export type OpenSocket = (url: string, listener: SocketListener) => Socket
