/** What can go wrong on a line, in words. */

/** One way in which a line misbehaves for a while. `chance` is that of each answer or frame, 0 to 1. */
export type Fault =
  /** New connections are reset at once. */
  | { readonly kind: 'refuse' }
  /** Every chunk of bytes comes later; order within a connection is kept. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs: number }
  /** Of each connection, in each direction. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Half-open: connections stay and are made, no byte passes. */
  | { readonly kind: 'freeze' }
  /** What an earlier connection sends to the client waits until a later one has sent something, at most `holdMs`. */
  | { readonly kind: 'reorder'; readonly holdMs: number }
  /** Half of a frame or of an answer's body passes, then the connection is reset. */
  | { readonly kind: 'truncate'; readonly chance: number; readonly match?: Match }
  /** A whole frame comes to the client twice. */
  | { readonly kind: 'duplicate'; readonly chance: number }
  /** A whole frame never comes to the client. When the fault ends the line is cut: no real line loses only its middle. */
  | { readonly kind: 'drop'; readonly chance: number }
  /** The answer comes from the proxy; the target does not hear of the request. */
  | {
      readonly kind: 'status'
      readonly status: ErrorStatus
      readonly chance: number
      readonly match?: Match
    }
  /** The request is performed, and answered with something that is no JSON. */
  | { readonly kind: 'wrongJson'; readonly chance: number; readonly match?: Match }
  /** The request is performed, and the connection reset instead of answering. */
  | { readonly kind: 'lostAnswer'; readonly chance: number; readonly match?: Match }

export type ErrorStatus = 401 | 403 | 429 | 500 | 502

/** Part of `"POST /api/v1/chat.sendMessage"`, or an expression tested on it. */
export type Match = string | RegExp

/** What a schedule may hold; `cut` is over as soon as it has begun. */
export const faultKinds = [
  'cut',
  'refuse',
  'delay',
  'throttle',
  'freeze',
  'reorder',
  'truncate',
  'duplicate',
  'drop',
  'status401',
  'status403',
  'status429',
  'status500',
  'status502',
  'wrongJson',
  'lostAnswer',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** How often each kind took effect: connections, answers or frames; `delay`, `throttle` and `freeze` count when they begin. */
export type FaultCounts = Readonly<Record<FaultKind, number>>

/** The name under which a fault is counted. */
export function kindOf(fault: Fault): FaultKind {
  return fault.kind === 'status' ? `status${fault.status}` : fault.kind
}

/** A fault of this kind as a schedule means it; null for `cut`, which lasts no time. */
export function typicalFault(kind: FaultKind): Fault | null {
  switch (kind) {
    case 'cut':
      return null
    case 'refuse':
    case 'freeze':
      return { kind }
    case 'delay':
      return { kind, ms: 800, jitterMs: 700 }
    case 'throttle':
      return { kind, bytesPerSecond: 4_000 }
    case 'reorder':
      return { kind, holdMs: 2_000 }
    case 'truncate':
      return { kind, chance: 0.1 }
    case 'duplicate':
      return { kind, chance: 0.5 }
    case 'drop':
    case 'wrongJson':
    case 'lostAnswer':
      return { kind, chance: 0.3 }
    case 'status401':
      return { kind: 'status', status: 401, chance: 0.1 }
    case 'status403':
      return { kind: 'status', status: 403, chance: 0.1 }
    case 'status429':
      return { kind: 'status', status: 429, chance: 0.2 }
    case 'status500':
      return { kind: 'status', status: 500, chance: 0.3 }
    case 'status502':
      return { kind: 'status', status: 502, chance: 0.3 }
  }
}
