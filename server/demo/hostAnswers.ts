/** How the demo's host application reads and answers: JSON in ABP's envelope, to pages of listed origins. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request that ends without success, in words for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  constructor(
    readonly status: number,
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
  }
}

const maxBodyBytes = 16 * 1024

export function succeeded(result: object | null): object {
  return envelope({ result, success: true, error: null, unAuthorizedRequest: false })
}

/** Answers a failure, if nothing was answered yet. Only a Refusal is told in its own words. */
export function failed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const { status, message, retryAfterMs } =
    error instanceof Refusal ? error : new Refusal(500, 'Something went wrong')
  if (retryAfterMs !== null) {
    response.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1000)))
  }
  // What is left of the request's body is not read.
  if (!response.req.complete) response.setHeader('Connection', 'close')
  write(
    response,
    status,
    envelope({
      result: null,
      success: false,
      error: { code: 0, message, details: null, validationErrors: null },
      unAuthorizedRequest: status === 401,
    }),
  )
}

function envelope(fields: {
  readonly result: object | null
  readonly success: boolean
  readonly error: object | null
  readonly unAuthorizedRequest: boolean
}): object {
  return { ...fields, targetUrl: null, __abp: true }
}

/** Null sends no body. */
export function write(response: ServerResponse, status: number, body: object | null): void {
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(body === null ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
  })
  response.end(body === null ? undefined : JSON.stringify(body))
}

/**
 * Refuses pages that are not listed before anything is done, and lets those that are read the answer. Requests
 * without an origin come from no foreign page.
 */
export function refuseForeignOrigin(
  origins: ReadonlySet<string>,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader('Vary', 'Origin')
  const { origin } = headers
  if (origin === undefined) return
  if (!origins.has(origin)) throw new Refusal(403, 'This origin may not call the host application')
  response.setHeader('Access-Control-Allow-Origin', origin)
  response.setHeader('Access-Control-Allow-Methods', 'POST')
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type')
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After')
  response.setHeader('Access-Control-Max-Age', '600')
}

/** The JSON object of a body. Throws a Refusal for anything else. */
export async function readFields(
  request: IncomingMessage,
): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'The body must be JSON')
  }
  const value = parse(await readText(request))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>> // any object has these
  }
  throw new Refusal(400, 'The body must be a JSON object')
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  // A stream that is destroyed takes the connection along, and with it the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = chunk as Buffer // no encoding is set on the stream
    size += bytes.length
    if (size > maxBodyBytes) throw new Refusal(413, 'The body is too long')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
