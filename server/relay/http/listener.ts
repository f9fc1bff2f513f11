import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../../src/ports'
import type { Hub } from '../../hub'
import type { Handler } from './handler'

export interface Listener {
  /** Without a slash at the end. */
  readonly url: string
  /** Takes no more requests, lets those that run finish, for `timeoutMs` at the longest. */
  stop(timeoutMs: number): Promise<void>
}

const HEADERS_TIMEOUT_MS = 10_000
const MAX_HEADER_BYTES = 16 * 1024
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly clock: Clock
  /** How long the body of a request may take to come in. */
  bodyTimeoutMs(request: IncomingMessage): number
  /** Asked first. It stops by itself, before the listener does. */
  readonly hub: Pick<Hub<unknown>, 'handleRequest' | 'handleUpgrade'>
}

/** Rejects with node's error when the port is taken. */
export async function listen(handler: Handler, options: ListenOptions): Promise<Listener> {
  let isStopping = false
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      // The time for a body depends on the request.
      requestTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => {
      response.once('close', () => {
        // Idle from the next turn on: a kept connection must not hold up the stop.
        if (isStopping) setImmediate(() => server.closeIdleConnections())
      })
      const cancel = options.clock.after(options.bodyTimeoutMs(request), () => {
        if (!request.complete) request.destroy()
      })
      response.once('close', cancel)
      if (!options.hub.handleRequest(request, response)) void handler(request, response)
    },
  )
  server.on('upgrade', (request, socket, head) => {
    if (!options.hub.handleUpgrade(request, socket, head)) socket.end(NOT_FOUND)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}`,
    stop: (timeoutMs) =>
      new Promise((resolve) => {
        isStopping = true
        const cancel = options.clock.after(timeoutMs, () => {
          server.closeAllConnections()
        })
        server.close(() => {
          cancel()
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
