/** Faults on demand, and the record of what came in (rocketchat.md §9.17). Both shells ask here. */
import { createFrameFaults, type FrameFaults } from './frameFaults'
import { matches, type Match } from './match'

export type Received =
  | {
      readonly kind: 'rest'
      /** Epoch ms, by the sandbox's clock. */
      readonly at: number
      readonly method: string
      /** With the query. */
      readonly path: string
      readonly userId: string | null
      /** Passwords and tokens are left out. */
      readonly body: unknown
    }
  | {
      readonly kind: 'ddp'
      readonly at: number
      readonly sessionId: string
      readonly userId: string | null
      readonly frame: unknown
    }

/** A `match` is tested on `"POST /api/v1/chat.sendMessage"`. */
export interface Faults extends FrameFaults {
  isFrozen: () => boolean
  freeze: () => void
  thaw: () => void
  /** Resolves at once, or when a freeze ends. */
  whenThawed: () => Promise<void>
  /** Calls `run` at each thaw. Returns the function that ends it. */
  onThaw: (run: () => void) => () => void
  failNext: (count: number, status: number, match?: Match) => void
  loseNext: (match?: Match) => void
  /** The status this call is to fail with, or null. Uses the fault up. */
  takeFailure: (call: string) => number | null
  takeLoss: (call: string) => boolean
  /** Ends every fault that has not been used up, a freeze too. */
  clear: () => void
  note: (entry: Received) => void
  received: () => readonly Received[]
}

const RECORD_SIZE = 5_000
const SECRETS = new Set(['password', 'pass', 'resume', 'digest', 'token', 'authToken', 'code'])
const MAX_DEPTH = 6

export function createFaults(): Faults {
  const record: Received[] = []
  const freezer = createFreezer()
  const frames = createFrameFaults()
  const calls = createRestFaults()
  return {
    ...freezer,
    ...frames,
    ...calls,
    clear() {
      frames.clearFrameFaults()
      calls.clearCallFaults()
      freezer.thaw()
    },
    note(entry) {
      record.push(entry)
      if (record.length > 2 * RECORD_SIZE) record.splice(0, RECORD_SIZE)
    },
    received: () => record.slice(-RECORD_SIZE),
  }
}

function createFreezer() {
  let isFrozen = false
  const thawing = new Set<() => void>()
  const onThaw = (run: () => void): (() => void) => {
    thawing.add(run)
    return () => void thawing.delete(run)
  }
  return {
    isFrozen: () => isFrozen,
    freeze: () => {
      isFrozen = true
    },
    thaw() {
      isFrozen = false
      for (const run of [...thawing]) run()
    },
    onThaw,
    whenThawed: () =>
      new Promise<void>((resolve) => {
        if (!isFrozen) {
          resolve()
          return
        }
        const stop = onThaw(() => {
          stop()
          resolve()
        })
      }),
  }
}

function createRestFaults() {
  const failures: { left: number; readonly status: number; readonly match: Match }[] = []
  const losses: Match[] = []
  return {
    clearCallFaults() {
      failures.length = 0
      losses.length = 0
    },
    failNext(count: number, status: number, match: Match = '') {
      failures.push({ left: count, status, match })
    },
    loseNext(match: Match = '') {
      losses.push(match)
    },
    takeFailure(call: string): number | null {
      const fault = failures.find(({ left, match }) => left > 0 && matches(match, call))
      if (fault === undefined) return null
      fault.left -= 1
      return fault.status
    },
    takeLoss(call: string): boolean {
      const index = losses.findIndex((match) => matches(match, call))
      if (index >= 0) losses.splice(index, 1)
      return index >= 0
    },
  }
}

/** A copy without passwords and tokens. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return '…'
  if (Array.isArray(value)) return value.map((item) => redacted(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      SECRETS.has(key) ? '(secret)' : redacted(item, depth + 1),
    ]),
  )
}
