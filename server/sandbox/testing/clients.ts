/** Small clients for the tests: REST by fetch, DDP by a raw websocket. They know nothing of `src`. */
import { WebSocket } from 'ws'

export interface RestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export interface RestClient {
  readonly userId: string
  readonly token: string
  get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<RestAnswer>
  post: (path: string, body?: unknown) => Promise<RestAnswer>
}

/** One call below `/api/v1/`. A body makes it a POST. */
export async function request(
  url: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RestAnswer> {
  const isPost = 'body' in options
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: isPost ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', ...options.headers },
    ...(isPost ? { body: JSON.stringify(options.body) } : {}),
  })
  const text = await response.text()
  const body: unknown = text === '' ? null : JSON.parse(text)
  return { status: response.status, headers: response.headers, body }
}

/** Signs in; the demo's passwords equal the usernames. */
export async function signIn(url: string, user: string, password = user): Promise<RestClient> {
  const { body } = await request(url, 'login', { body: { user, password } })
  const { data } = body as { data: { userId: string; authToken: string } }
  return withToken(url, data.userId, data.authToken)
}

/** Goes on with a sign-in that was had before. */
export function withToken(url: string, userId: string, token: string): RestClient {
  const headers = { 'x-user-id': userId, 'x-auth-token': token }
  return {
    userId,
    token,
    get: (path, more) => request(url, path, { headers: { ...headers, ...more } }),
    post: (path, body = {}) => request(url, path, { body, headers }),
  }
}

/** Sends a file in its two steps; resolves with the answer of the second, or of the first when that is refused. */
export async function sendFile(
  url: string,
  { userId, token, post }: RestClient,
  rid: string,
  file: { readonly name: string; readonly type: string; readonly content: Uint8Array<ArrayBuffer> },
): Promise<RestAnswer> {
  const form = new FormData()
  form.append('file', new Blob([file.content], { type: file.type }), file.name)
  const headers = { 'x-user-id': userId, 'x-auth-token': token }
  const first = await fetch(`${url}/api/v1/rooms.media/${rid}`, {
    method: 'POST',
    headers,
    body: form,
  })
  const body: unknown = await first.json()
  if (!first.ok) return { status: first.status, headers: first.headers, body }
  return post(`rooms.mediaConfirm/${rid}/${(body as { file: { _id: string } }).file._id}`)
}

export type Frame = Readonly<Record<string, unknown>>

export interface DdpClient {
  send: (frame: object | string) => void
  /** The next frame not taken yet that is like this; waits for it. */
  next: (like: Frame) => Promise<Frame>
  /** Everything that came in so far. */
  frames: () => readonly Frame[]
  /** Resolves when all that was sent before has been answered. */
  settled: () => Promise<void>
  /** The close code. */
  closed: Promise<number>
  close: () => void
  readonly socket: WebSocket
}

export async function openDdp(url: string): Promise<DdpClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/websocket`)
  const inbox = createInbox()
  socket.on('message', (data) => {
    inbox.add(JSON.parse((data as Buffer).toString()) as Frame)
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  let pings = 0
  const send = (frame: object | string): void => {
    socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }
  return {
    socket,
    send,
    next: inbox.next,
    frames: inbox.all,
    async settled() {
      pings += 1
      send({ msg: 'ping', id: `settle-${pings}` })
      await inbox.next({ msg: 'pong', id: `settle-${pings}` })
    },
    closed,
    close: () => socket.close(),
  }
}

function createInbox() {
  const all: Frame[] = []
  const fresh: Frame[] = []
  const waiting: { readonly like: Frame; readonly resolve: (frame: Frame) => void }[] = []
  return {
    all: () => all,
    add(frame: Frame) {
      all.push(frame)
      const index = waiting.findIndex(({ like }) => isLike(frame, like))
      const [waiter] = index < 0 ? [] : waiting.splice(index, 1)
      if (waiter === undefined) fresh.push(frame)
      else waiter.resolve(frame)
    },
    next(like: Frame): Promise<Frame> {
      const index = fresh.findIndex((frame) => isLike(frame, like))
      const [found] = index < 0 ? [] : fresh.splice(index, 1)
      if (found !== undefined) return Promise.resolve(found)
      return new Promise((resolve) => waiting.push({ like, resolve }))
    },
  }
}

function isLike(value: unknown, like: unknown): boolean {
  if (typeof like !== 'object' || like === null) return value === like
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(like).every(([key, item]) => isLike((value as Frame)[key], item))
}

/** Connects and logs in with a resume token. */
export async function openSession(url: string, token: string): Promise<DdpClient> {
  const client = await openDdp(url)
  client.send({ msg: 'connect', version: '1', support: ['1'] })
  client.send({ msg: 'method', id: 'login', method: 'login', params: [{ resume: token }] })
  await client.next({ msg: 'result', id: 'login' })
  return client
}

/** Subscribes and waits until it is ready. */
export async function subscribe(
  client: DdpClient,
  id: string,
  stream: string,
  event: string,
): Promise<void> {
  client.send({ msg: 'sub', id, name: `stream-${stream}`, params: [event, false] })
  await client.next({ msg: 'ready', subs: [id] })
}
