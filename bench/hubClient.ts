/** The other end of `hubServer.ts`: starts it, opens connections to it, counts what they receive. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import type { Answer, Order } from './hubServer'

export interface HubServer {
  /** CPU time in microseconds, or the heap in bytes. */
  ask: (order: Order) => Promise<number>
  /** Resident set in bytes, as of the last answer. */
  rss: () => number
  /** `/hub` or `/raw`. */
  connect: (path: string, count: number) => Promise<void>
  /** Messages on all connections, handshakes not counted. */
  received: () => number
  untilReceived: (count: number) => Promise<void>
  stop: () => void
}

const handshake = '{"protocol":"json","version":1}\u001e'

/** Starts the measured process. */
export async function startHubServer(): Promise<HubServer> {
  const child = fork(fileURLToPath(new URL('hubServer.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  })
  const [port] = (await once(child, 'message')) as [number]
  let received = 0
  let wake = (): void => undefined
  let rss = 0

  function count(): void {
    received += 1
    wake()
  }

  async function connectOne(path: string): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false })
    await once(socket, 'open')
    if (path === '/hub') {
      socket.send(handshake)
      await once(socket, 'message')
    }
    socket.on('message', count)
  }

  return {
    async ask(order) {
      child.send(order)
      const [answer] = (await once(child, 'message')) as [Answer]
      rss = answer.rss
      return answer.value
    },
    rss: () => rss,
    async connect(path, total) {
      for (let done = 0; done < total; done += 100) {
        const size = Math.min(100, total - done)
        await Promise.all(Array.from({ length: size }, () => connectOne(path)))
      }
    },
    received: () => received,
    untilReceived: (total) =>
      new Promise((resolve) => {
        wake = () => {
          if (received >= total) resolve()
        }
        wake()
      }),
    stop: () => child.disconnect(),
  }
}
