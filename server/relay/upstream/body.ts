import { Transform, type Readable } from 'node:stream'

/** A JSON object that nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** For a body that nobody wants. Its end before the last byte is told as an error, which would end the process unheard. */
export function discard(body: Readable): void {
  body.on('error', () => undefined).destroy()
}

/** Null, and the stream destroyed, when there is more than `maxBytes`. Rejects when the stream breaks. */
export async function readAll(stream: Readable, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes = chunk as Buffer // no encoding is set on the stream
    size += bytes.length
    if (size > maxBytes) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Null when it is not a JSON object, is too long, or breaks off. */
export async function readFields(stream: Readable, maxBytes: number): Promise<Fields | null> {
  try {
    const bytes = await readAll(stream, maxBytes)
    const value: unknown = bytes === null ? null : JSON.parse(bytes.toString('utf8'))
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

/** Passes bytes on; fails with what `tooMany` makes when there are more. */
export function atMost(maxBytes: number, tooMany: () => Error): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > maxBytes) done(tooMany())
      else done(null, chunk)
    },
  })
}
