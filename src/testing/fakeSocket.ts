import type { OpenSocket, SocketListener } from '../ports'

export interface FakeServerSide {
  readonly url: string
  /** What the client sent, as parsed JSON. */
  readonly sent: readonly Readonly<Record<string, unknown>>[]
  readonly isClosedByClient: boolean
  open(): void
  say(frame: unknown): void
  sayText(text: string): void
  drop(code?: number): void
}

/** A socket whose other end is the test. Each opening gets a server side of its own. */
export function createFakeSockets(): {
  readonly openSocket: OpenSocket
  readonly servers: readonly FakeServerSide[]
} {
  const servers: FakeServerSide[] = []
  return {
    servers,
    openSocket: (url, listener) => {
      const { server, socket } = createPair(url, listener)
      servers.push(server)
      return socket
    },
  }
}

function createPair(
  url: string,
  listener: SocketListener,
): { server: FakeServerSide; socket: ReturnType<OpenSocket> } {
  const sent: Readonly<Record<string, unknown>>[] = []
  let isClosed = false
  let isClosedByClient = false
  const server: FakeServerSide = {
    url,
    sent,
    get isClosedByClient() {
      return isClosedByClient
    },
    open: () => {
      listener.onOpen()
    },
    say: (frame) => {
      server.sayText(JSON.stringify(frame))
    },
    sayText: (text) => {
      if (!isClosed) listener.onText(text)
    },
    drop: (code = 1_006) => {
      if (isClosed) return
      isClosed = true
      listener.onClosed({ code, reason: '' })
    },
  }
  const socket = {
    send: (text: string) => {
      if (!isClosed) sent.push(JSON.parse(text) as Readonly<Record<string, unknown>>)
    },
    close: () => {
      isClosed = true
      isClosedByClient = true
    },
  }
  return { server, socket }
}
