/** What goes through the port between loader and frame, as JSON: docs/protocol/embed.md, B7 to B11. */

export type EmbedFrame =
  | readonly [kind: 'call', id: number, name: string, data?: unknown]
  | readonly [kind: 'result', id: number, data?: unknown]
  | readonly [kind: 'failure', id: number, code: string, message: string]
  /** Its number says nothing. */
  | readonly [kind: 'event', id: number, name: string, data?: unknown]

/** UTF-16 units that the text of a frame may have: 64 KB (B8). */
export const maxFrameLength = 32_768

const kinds: readonly unknown[] = ['call', 'result', 'failure', 'event']

/** Null for whatever is no frame, or too long: it is ignored (B9). */
export function decodeFrame(text: unknown): EmbedFrame | null {
  if (typeof text !== 'string' || text.length > maxFrameLength) return null
  const value = parse(text)
  if (!Array.isArray(value) || value.length > maxParts) return null
  const [kind, id, name, data] = value as unknown[]
  if (!kinds.includes(kind) || !Number.isSafeInteger(id)) return null
  const isNamed = kind === 'result' || typeof name === 'string'
  const isTold = kind !== 'failure' || typeof data === 'string'
  return isNamed && isTold ? (value as unknown as EmbedFrame) : null
}

const maxParts = 4

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
