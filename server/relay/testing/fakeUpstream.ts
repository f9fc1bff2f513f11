/** An upstream that answers what a test wants, for what the sandbox never does. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeUpstream {
  readonly url: string
  /** `GET /path` of everything that came in. */
  readonly received: readonly string[]
  /** Answers below a path in another way than with `{}`. */
  on(path: string, answer: (request: IncomingMessage, response: ServerResponse) => void): void
  stop(): Promise<void>
}

/** Knows every name and password. */
export async function startFakeUpstream(): Promise<FakeUpstream> {
  const received: string[] = []
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    received.push(`${request.method ?? ''} ${path}`)
    const answer = answers.get(path)
    if (answer === undefined) answerJson(response, 200, usual(path))
    else answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    on: (path, answer) => void answers.set(path, answer),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'set-cookie': 'rc_token=secret',
    server: 'the inside',
  })
  response.end(JSON.stringify(body))
}

function usual(path: string): object {
  const login = { data: { userId: 'u1', authToken: 't1' } }
  if (path === '/api/v1/login' || path === '/api/v1/users.createToken') return login
  if (path === '/api/v1/users.info') return { user: { _id: 'u1', username: 'ann' } }
  return { success: true }
}
