/** The one place that knows the package that reads forms. */
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import type { IncomingMessage } from 'node:http'
import type { Form, FormFile } from './route'

const MIB = 1024 * 1024
/** Files are kept in memory, so that there is a limit even where the settings name none. */
const MOST_FILE_BYTES = 256 * MIB
const LIMITS = { fields: 32, fieldSize: MIB, files: 2, parts: 34, headerPairs: 50 }
/** A body that goes on after its file is over the limit is read to its end, so that the answer arrives; up to here. */
const MOST_BODY_BYTES = 2 * MOST_FILE_BYTES

/**
 * Reads a whole form; a file with more than `fileLimit` bytes keeps none. What is no proper form is one
 * without fields and files. Null when the body is endless.
 */
export async function readForm(
  request: IncomingMessage,
  contentType: string,
  fileLimit: number,
): Promise<Form | null> {
  const fileSize = Math.min(fileLimit, MOST_FILE_BYTES)
  const collected = createCollector()
  const parser = createParser(contentType, fileSize)
  if (parser === null) return drained(request, EMPTY)
  const parsed = new Promise<boolean>((resolve) => {
    parser.once('finish', () => resolve(true))
    parser.once('error', () => resolve(false))
  })
  parser.on('field', collected.field)
  parser.on('file', collected.file)
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer // no encoding is set on the stream
    size += bytes.length
    if (size > MOST_BODY_BYTES) return null
    if (!parser.destroyed) parser.write(bytes)
  }
  parser.end()
  return (await parsed) ? collected.form() : EMPTY
}

const EMPTY: Form = { fields: {}, files: [] }

/** Null when the content type names no boundary. */
function createParser(contentType: string, fileSize: number) {
  try {
    const headers = { 'content-type': contentType }
    // One byte more, so that a file of just the limit is not taken for one over it.
    return new Busboy({ headers, limits: { ...LIMITS, fileSize: fileSize + 1 } })
  } catch {
    return null
  }
}

async function drained(request: IncomingMessage, form: Form): Promise<Form | null> {
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MOST_BODY_BYTES) return null
  }
  return form
}

function createCollector() {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  const files: FormFile[] = []
  return {
    field: (name: string, value: string) => {
      fields[name] = value
    },
    file(field: string, stream: BusboyFileStream, name: string, _encoding: string, type: string) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('limit', () => (chunks.length = 0))
      stream.on('error', () => (chunks.length = 0)) // cut off: it does not end, and so is no file
      stream.on('end', () => {
        const isTooLarge = stream.truncated
        const content = isTooLarge ? new Uint8Array() : Buffer.concat(chunks)
        files.push({ field, name, type, content, isTooLarge })
      })
    },
    form: (): Form => ({ fields: { ...fields }, files }),
  }
}
