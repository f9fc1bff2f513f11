/** The JSON hub protocol (signalr.md §5 to §7): records in, records out. */
import type { ClientFrame, HandshakeRequest } from './frames'

/** Ends every record. It cannot occur inside JSON text, where strings escape it. */
export const recordSeparator = '\u001e'

/** A record that breaks the protocol; it costs the connection. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

type Json = Readonly<Record<string, unknown>>

function parseObject(text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new ProtocolError('A record is not JSON.', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('A record is not an object.')
  }
  return value as Json
}

function requiredString(record: Json, key: string): string {
  const value = record[key]
  if (typeof value !== 'string') throw new ProtocolError(`'${key}' is not a string.`)
  return value
}

function optionalString(record: Json, key: string): string | null {
  return record[key] === undefined || record[key] === null ? null : requiredString(record, key)
}

function list(record: Json, key: string): readonly unknown[] {
  const value = record[key]
  if (!Array.isArray(value)) throw new ProtocolError(`'${key}' is not an array.`)
  return value
}

function streamIds(record: Json): readonly string[] {
  if (record['streamIds'] === undefined || record['streamIds'] === null) return []
  const ids = list(record, 'streamIds')
  if (!ids.every((id) => typeof id === 'string')) {
    throw new ProtocolError("'streamIds' holds something else than strings.")
  }
  return ids
}

function call(record: Json) {
  return {
    target: requiredString(record, 'target'),
    args: list(record, 'arguments'),
    streamIds: streamIds(record),
  }
}

function completion(record: Json): ClientFrame {
  const error = optionalString(record, 'error')
  if (error !== null && record['result'] !== undefined) {
    throw new ProtocolError("A completion has both 'result' and 'error'.")
  }
  const id = requiredString(record, 'invocationId')
  return { kind: 'completion', id, error, result: record['result'] }
}

/**
 * Reads one record without its separator.
 * @throws {ProtocolError} when it is no JSON object or a known type lacks what it must have
 */
export function decodeFrame(text: string): ClientFrame {
  const record = parseObject(text)
  const type = record['type']
  if (typeof type !== 'number') throw new ProtocolError("'type' is not a number.")
  switch (type) {
    case 1:
      return { kind: 'invocation', id: optionalString(record, 'invocationId'), ...call(record) }
    case 2: {
      const id = requiredString(record, 'invocationId')
      return { kind: 'streamItem', id, item: record['item'] }
    }
    case 3:
      return completion(record)
    case 4: {
      const id = requiredString(record, 'invocationId')
      return { kind: 'streamInvocation', id, ...call(record) }
    }
    case 5:
      return { kind: 'cancel', id: requiredString(record, 'invocationId') }
    case 6:
      return { kind: 'ping' }
    case 7:
      return { kind: 'close', error: optionalString(record, 'error') }
    default:
      return { kind: 'unknown', type }
  }
}

/**
 * Reads the first record of a client (signalr.md §5).
 * @throws {ProtocolError} when it is none
 */
export function decodeHandshake(text: string): HandshakeRequest {
  const record = parseObject(text)
  const version = record['version']
  if (typeof version !== 'number') throw new ProtocolError("'version' is not a number.")
  return { protocol: requiredString(record, 'protocol'), version }
}

function encode(record: Json): string {
  return JSON.stringify(record) + recordSeparator
}

/** The ping; no answer to it is due (signalr.md §9). */
export const pingRecord = encode({ type: 6 })

/** Accepts the handshake, or refuses it with the text that the client shows. */
export function encodeHandshakeResponse(error: string | null): string {
  return encode(error === null ? {} : { error })
}

/**
 * An event for a client, or with `id` a call that asks for a result.
 * @throws {TypeError} when the arguments cannot be written as JSON
 */
export function encodeInvocation(target: string, args: readonly unknown[], id?: string): string {
  return encode({ type: 1, invocationId: id, target, arguments: args })
}

/** One item of a stream. @throws {TypeError} as above */
export function encodeStreamItem(id: string, item: unknown): string {
  return encode({ type: 2, invocationId: id, item: item === undefined ? null : item })
}

/** Answers a call; nothing counts as null (signalr.md §8.2). @throws {TypeError} as above */
export function encodeResult(id: string, result: unknown): string {
  return encode({ type: 3, invocationId: id, result: result === undefined ? null : result })
}

/** Answers a call or ends a stream with an error. */
export function encodeError(id: string, error: string): string {
  return encode({ type: 3, invocationId: id, error })
}

/** Ends a stream: a completion without result (signalr.md §8.6). */
export function encodeStreamEnd(id: string): string {
  return encode({ type: 3, invocationId: id })
}

export interface CloseReason {
  /** Shown to the client; without it the connection ends without an error. */
  readonly error?: string | undefined
  /** True lets a client with automatic reconnect come back (signalr.md §10). */
  readonly allowReconnect?: boolean | undefined
}

/** Says that the server is about to end the connection. */
export function encodeClose(reason: CloseReason): string {
  return encode({
    type: 7,
    error: reason.error,
    allowReconnect: reason.allowReconnect === true ? true : undefined,
  })
}
