/** Clients without manners: bare sockets and requests. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export const end = '\u001e'
export const hello = `{"protocol":"json","version":1}${end}`

export interface RawClient {
  readonly socket: WebSocket
  /** Without separators. */
  readonly records: string[]
  readonly closed: Promise<unknown>
  /** Sends records, each an object. */
  send: (...records: readonly object[]) => void
  /** Calls a method and resolves with the completion. */
  call: (target: string, ...args: readonly unknown[]) => Promise<unknown>
  /** The record that fits, now or when it comes. */
  until: (part: string) => Promise<string>
}

export interface RawClients {
  /** Shakes hands, unless the handshake is empty. */
  connect: (query?: string, handshake?: string) => Promise<RawClient>
  post: (path: string, init?: RequestInit) => Promise<Response>
  get: (path: string, init?: RequestInit) => Promise<Response>
  /** The query that addresses a fresh connection. */
  negotiate: (user?: string) => Promise<string>
  stop: () => void
}

function rawClient(socket: WebSocket): RawClient {
  const records: string[] = []
  const waiting = new Set<() => boolean>()
  let calls = 0
  const found = (part: string) => records.find((record) => record.includes(part))
  const client: RawClient = {
    socket,
    records,
    closed: new Promise((resolve) => socket.on('close', resolve)),
    send: (...values) => {
      socket.send(values.map((value) => JSON.stringify(value) + end).join(''))
    },
    async call(target, ...args) {
      calls += 1
      const id = `c${calls}`
      client.send({ type: 1, target, invocationId: id, arguments: args })
      return JSON.parse(await client.until(`"type":3,"invocationId":"${id}"`)) as unknown
    },
    until(part) {
      return new Promise((resolve) => {
        const look = () => {
          const record = found(part)
          if (record !== undefined) resolve(record)
          return record !== undefined
        }
        if (!look()) waiting.add(look)
      })
    },
  }
  socket.on('message', (data: Buffer) => {
    records.push(...data.toString().split(end).slice(0, -1))
    for (const look of waiting) if (look()) waiting.delete(look)
  })
  socket.on('error', () => undefined)
  return client
}

/** @param url the hub's */
export function createRawClients(url: string): RawClients {
  const sockets: WebSocket[] = []
  const clients: RawClients = {
    async connect(query = '', handshake = hello) {
      const socket = new WebSocket(url.replace('http', 'ws') + query)
      sockets.push(socket)
      const client = rawClient(socket)
      await once(socket, 'open')
      if (handshake === '') return client
      socket.send(handshake)
      await client.until('')
      return client
    },
    post: (path, init = {}) => fetch(url + path, { method: 'POST', ...init }),
    get: (path, init = {}) => fetch(url + path, init),
    async negotiate(user = 'ann') {
      const asked = await clients.post(`/negotiate?negotiateVersion=1&access_token=${user}`)
      const { connectionToken } = (await asked.json()) as { connectionToken: string }
      return `?access_token=${user}&id=${connectionToken}`
    },
    stop() {
      for (const socket of sockets) socket.terminate()
    },
  }
  return clients
}
