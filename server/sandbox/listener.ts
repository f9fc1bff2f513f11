/** Listening on one port, again and again: after the first time always on the port that was got then. */
import type { Server } from 'node:http'

export interface Address {
  readonly url: string
  readonly port: number
}

export interface Listener {
  /** Rejects with node's error untouched, `EADDRINUSE` above all. */
  open: () => Promise<Address>
  /** Stops listening and drops every connection; resolves when the port is free. */
  close: () => Promise<void>
}

/** @param dropSockets ends the upgraded connections, which the HTTP server has lost sight of */
export function createListener(
  server: Server,
  host: string,
  wishedPort: number,
  dropSockets: () => void,
): Listener {
  let port = wishedPort
  return {
    async open() {
      await listen(server, host, port)
      const address = server.address()
      if (typeof address === 'object' && address !== null) port = address.port
      const name = host.includes(':') ? `[${host}]` : host
      return { url: `http://${name}:${port}`, port }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        dropSockets()
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
