import type { IncomingMessage } from 'node:http'
import { readForm } from './form'
import type { Form } from './route'

export type Body = string | Form

const MAX_BODY_BYTES = 1024 * 1024

/**
 * The body as text, or as a form where one is taken, or null when it is over the limit.
 * `formLimit`: bytes that a file may have, or null where no form is taken.
 */
export async function readBody(
  request: IncomingMessage,
  formLimit: number | null,
): Promise<Body | null> {
  const type = request.headers['content-type'] ?? ''
  const isForm = formLimit !== null && type.toLowerCase().startsWith('multipart/form-data')
  return isForm ? readForm(request, type, formLimit) : readText(request)
}

/** Null when it is over the limit. */
export async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer // no encoding is set on the stream
    size += bytes.length
    if (size > MAX_BODY_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
