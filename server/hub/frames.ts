/** What a client may send after the handshake (signalr.md §7), decoded. */

/** A call of a hub method; `id` is null when the caller wants no answer, not even an error. */
export interface InvocationFrame {
  readonly kind: 'invocation'
  readonly id: string | null
  readonly target: string
  readonly args: readonly unknown[]
  /** Ids of the streams that the client is about to upload for this call. */
  readonly streamIds: readonly string[]
}

/** A call of a hub method that answers with a stream. */
export interface StreamInvocationFrame {
  readonly kind: 'streamInvocation'
  readonly id: string
  readonly target: string
  readonly args: readonly unknown[]
  readonly streamIds: readonly string[]
}

export interface StreamItemFrame {
  readonly kind: 'streamItem'
  readonly id: string
  readonly item: unknown
}

/** The end of an uploaded stream, or the client's answer to a call of the server. */
export interface CompletionFrame {
  readonly kind: 'completion'
  readonly id: string
  /** Null when it went well. */
  readonly error: string | null
  /** Undefined when there is none; null is a result. */
  readonly result: unknown
}

export interface CancelFrame {
  readonly kind: 'cancel'
  readonly id: string
}

export interface PingFrame {
  readonly kind: 'ping'
}

export interface CloseFrame {
  readonly kind: 'close'
  readonly error: string | null
}

/** A type that this version does not know: to be logged and skipped (signalr.md §6). */
export interface UnknownFrame {
  readonly kind: 'unknown'
  readonly type: number
}

export type ClientFrame =
  | InvocationFrame
  | StreamInvocationFrame
  | StreamItemFrame
  | CompletionFrame
  | CancelFrame
  | PingFrame
  | CloseFrame
  | UnknownFrame

/** The first record of a client (signalr.md §5). */
export interface HandshakeRequest {
  readonly protocol: string
  readonly version: number
}
