/**
 * DDP frames, both directions (rocketchat.md §1). One text frame on the websocket is one JSON object.
 * The reader is tolerant: an unknown `msg` is a value, not an error, because the two server families
 * greet differently and newer servers may say more.
 */

export type ClientFrame =
  | { readonly msg: 'connect'; readonly version: string; readonly support: readonly string[] }
  | { readonly msg: 'ping'; readonly id?: string }
  | { readonly msg: 'pong'; readonly id?: string }
  | {
      readonly msg: 'method'
      readonly id: string
      readonly method: string
      readonly params: readonly unknown[]
    }
  | {
      readonly msg: 'sub'
      readonly id: string
      readonly name: string
      readonly params: readonly unknown[]
    }
  | { readonly msg: 'unsub'; readonly id: string }

/** The six keys of a method or subscription error (§1.4). `error` is a code: text, or a number such as 403. */
export interface DdpError {
  readonly isClientSafe?: boolean
  readonly error: string | number
  readonly reason?: string
  readonly message?: string
  readonly details?: unknown
  readonly errorType?: string
}

export type ServerFrame =
  | { readonly msg: 'connected'; readonly session: string }
  | { readonly msg: 'failed'; readonly version: string }
  | { readonly msg: 'ping'; readonly id?: string }
  | { readonly msg: 'pong'; readonly id?: string }
  | {
      readonly msg: 'result'
      readonly id: string
      readonly result?: unknown
      readonly error?: DdpError
    }
  | { readonly msg: 'updated'; readonly methods: readonly string[] }
  | { readonly msg: 'ready'; readonly subs: readonly string[] }
  | { readonly msg: 'nosub'; readonly id: string; readonly error?: DdpError }
  | {
      readonly msg: 'added' | 'changed'
      readonly collection: string
      readonly id: string
      readonly fields?: Readonly<Record<string, unknown>>
      readonly cleared?: readonly string[]
    }
  | { readonly msg: 'removed'; readonly collection: string; readonly id: string }
  | { readonly msg: 'error'; readonly reason: string; readonly offendingMessage?: unknown }

/** What reading one text frame gave. `unknown` covers greetings such as `server_id`; it is no fault of the line. */
export type DecodedFrame<F> =
  | { readonly kind: 'frame'; readonly frame: F }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'malformed'; readonly reason: string }

export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  return JSON.stringify(frame)
}

/** Reads one frame as the client receives it. Never throws. */
export function decodeServerFrame(text: string): DecodedFrame<ServerFrame> {
  const value = parseObject(text)
  if (value === null) return malformed('not a JSON object')
  const read = typeof value.msg === 'string' ? serverReaders.get(value.msg) : undefined
  if (read === undefined) return { kind: 'unknown' }
  const frame = read(value)
  return frame === null ? malformed(`bad "${String(value.msg)}" frame`) : { kind: 'frame', frame }
}

/** Reads one frame as the server receives it. Never throws. */
export function decodeClientFrame(text: string): DecodedFrame<ClientFrame> {
  const value = parseObject(text)
  if (value === null) return malformed('not a JSON object')
  const read = typeof value.msg === 'string' ? clientReaders.get(value.msg) : undefined
  if (read === undefined) return { kind: 'unknown' }
  const frame = read(value)
  return frame === null ? malformed(`bad "${String(value.msg)}" frame`) : { kind: 'frame', frame }
}

type Fields = Readonly<Record<string, unknown>>
type Reader<F> = (value: Fields) => F | null

const serverReaders: ReadonlyMap<string, Reader<ServerFrame>> = new Map<
  string,
  Reader<ServerFrame>
>([
  ['connected', (v) => (isText(v.session) ? { msg: 'connected', session: v.session } : null)],
  ['failed', (v) => (isText(v.version) ? { msg: 'failed', version: v.version } : null)],
  ['ping', (v) => readHeartbeat('ping', v)],
  ['pong', (v) => readHeartbeat('pong', v)],
  ['result', readResult],
  ['updated', (v) => (isTextList(v.methods) ? { msg: 'updated', methods: v.methods } : null)],
  ['ready', (v) => (isTextList(v.subs) ? { msg: 'ready', subs: v.subs } : null)],
  ['nosub', readNosub],
  ['added', (v) => readDocument('added', v)],
  ['changed', (v) => readDocument('changed', v)],
  [
    'removed',
    (v) =>
      isText(v.collection) && isText(v.id)
        ? { msg: 'removed', collection: v.collection, id: v.id }
        : null,
  ],
  [
    'error',
    (v) => ({
      msg: 'error',
      reason: isText(v.reason) ? v.reason : '',
      offendingMessage: v.offendingMessage,
    }),
  ],
])

const clientReaders: ReadonlyMap<string, Reader<ClientFrame>> = new Map<
  string,
  Reader<ClientFrame>
>([
  ['connect', readConnect],
  ['ping', (v) => readHeartbeat('ping', v)],
  ['pong', (v) => readHeartbeat('pong', v)],
  [
    'method',
    (v) =>
      isText(v.id) && isText(v.method) && isOptionalList(v.params)
        ? { msg: 'method', id: v.id, method: v.method, params: v.params ?? [] }
        : null,
  ],
  [
    'sub',
    (v) =>
      isText(v.id) && isText(v.name) && isOptionalList(v.params)
        ? { msg: 'sub', id: v.id, name: v.name, params: v.params ?? [] }
        : null,
  ],
  ['unsub', (v) => (isText(v.id) ? { msg: 'unsub', id: v.id } : null)],
])

function readConnect(v: Fields): ClientFrame | null {
  if (!isText(v.version)) return null
  return { msg: 'connect', version: v.version, support: isTextList(v.support) ? v.support : [] }
}

function readHeartbeat<M extends 'ping' | 'pong'>(msg: M, v: Fields): { msg: M; id?: string } {
  return isText(v.id) ? { msg, id: v.id } : { msg }
}

function readResult(v: Fields): ServerFrame | null {
  if (!isText(v.id)) return null
  if (v.error === undefined) return { msg: 'result', id: v.id, result: v.result }
  const error = readError(v.error)
  return error === null ? null : { msg: 'result', id: v.id, error }
}

function readNosub(v: Fields): ServerFrame | null {
  if (!isText(v.id)) return null
  if (v.error === undefined) return { msg: 'nosub', id: v.id }
  const error = readError(v.error)
  return error === null ? null : { msg: 'nosub', id: v.id, error }
}

function readDocument(msg: 'added' | 'changed', v: Fields): ServerFrame | null {
  if (!isText(v.collection) || !isText(v.id)) return null
  return {
    msg,
    collection: v.collection,
    id: v.id,
    ...(isObject(v.fields) ? { fields: v.fields } : {}),
    ...(isTextList(v.cleared) ? { cleared: v.cleared } : {}),
  }
}

function readError(value: unknown): DdpError | null {
  if (!isObject(value)) return null
  if (typeof value.error !== 'string' && typeof value.error !== 'number') return null
  return {
    error: value.error,
    ...(isText(value.reason) ? { reason: value.reason } : {}),
    ...(isText(value.message) ? { message: value.message } : {}),
    ...(isText(value.errorType) ? { errorType: value.errorType } : {}),
    ...(typeof value.isClientSafe === 'boolean' ? { isClientSafe: value.isClientSafe } : {}),
    ...(value.details === undefined ? {} : { details: value.details }),
  }
}

function parseObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function malformed(reason: string): { readonly kind: 'malformed'; readonly reason: string } {
  return { kind: 'malformed', reason }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function isOptionalList(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value)
}
