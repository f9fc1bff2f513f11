import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A stretch of network in front of a server, which a test can cut. */
export interface Line {
  /** Of its near end; without a slash at the end. */
  readonly url: string
  /** Drops every connection and refuses new ones. Idempotent. */
  cut(): Promise<void>
  /** Idempotent. */
  mend(): Promise<void>
}

const host = '127.0.0.1'

/** @param target the server at the far end, as `http://host:port` */
export async function openLine(target: string): Promise<Line> {
  const targetPort = Number(new URL(target).port)
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(targetPort, host)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, host, resolve)
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}`,
    cut: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        for (const socket of sockets) socket.destroy()
      }),
    async mend() {
      if (!server.listening) await listen(port)
    },
  }
}
