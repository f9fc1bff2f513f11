/** HTTP requests: passed on, or answered wrongly. */
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { ActiveFaults } from './activeFaults'
import type { ErrorStatus } from './fault'

const hopHeaders: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-connection'])

const json = 'application/json'
const html = 'text/html'
const errorBodies: Readonly<Record<ErrorStatus, { readonly type: string; readonly body: string }>> =
  {
    401: {
      type: json,
      body: '{"status":"error","message":"You must be logged in to do this."}',
    },
    403: { type: json, body: '{"success":false,"error":"Forbidden"}' },
    429: {
      type: json,
      body: '{"success":false,"error":"Error, too many requests. Please slow down. You must wait 1 seconds before trying this endpoint again. [error-too-many-requests]"}',
    },
    500: { type: json, body: '{"success":false,"error":"Internal server error"}' },
    502: { type: html, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  }

/** What faults are matched with. */
export function callOf({ method = '', url = '' }: IncomingMessage): string {
  return `${method} ${url}`
}

/** The whole answer as text, for a connection that no response object stands for. */
export function rawAnswer(status: ErrorStatus): string {
  const { type, body } = errorBodies[status]
  return (
    `HTTP/1.1 ${status} Fault\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n` +
    `Connection: close\r\n\r\n${body}`
  )
}

/** Answers one request, from the target or as the active faults have it. */
export function answer(
  target: URL,
  faults: ActiveFaults,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const call = callOf(request)
  const refusal = faults.strikes('status', call)
  if (refusal !== null) {
    const { type, body } = errorBodies[refusal.status]
    request.resume()
    response.writeHead(refusal.status, { 'Content-Type': type }).end(body)
    return
  }
  const far = httpRequest({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path: request.url,
    headers: kept(request.rawHeaders),
    agent: false,
  })
  far.on('response', (found) => {
    if (faults.strikes('lostAnswer', call) !== null) {
      found.destroy()
      request.socket.destroy()
    } else if (faults.strikes('wrongJson', call) !== null) {
      found.resume()
      response.writeHead(200, { 'Content-Type': json }).end('{"success": tru')
    } else passOn(found, response, faults.strikes('truncate', call) !== null)
  })
  far.on('error', () => request.socket.destroy())
  response.on('close', () => far.destroy())
  request.on('error', () => far.destroy())
  request.pipe(far)
}

function passOn(found: IncomingMessage, response: ServerResponse, isTruncated: boolean): void {
  response.writeHead(found.statusCode ?? 502, kept(found.rawHeaders))
  response.flushHeaders()
  found.on('error', () => response.destroy())
  found.on('aborted', () => response.destroy())
  if (!isTruncated) {
    found.pipe(response)
    return
  }
  found.once('data', (chunk: Buffer) => {
    found.destroy()
    response.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => response.destroy())
  })
  found.once('end', () => response.destroy())
}

/** What concerns one connection only is left out. */
function kept(rawHeaders: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase()
    const value = rawHeaders[index + 1] ?? ''
    const before = headers[name]
    if (!hopHeaders.has(name)) headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
