/** One direction of a connection: bytes go in at once and come out when the faults allow, in their order. */
import type { CancelTimer, Clock, Random } from '../../../src/ports'
import type { ActiveFaults } from './activeFaults'

export interface PipeDeps {
  readonly clock: Clock
  readonly random: Random
  readonly faults: ActiveFaults
  /** Whether there is a later connection to wait for. */
  isOvertaken(): boolean
  /** Called with bytes that may pass; they are to be written now. */
  deliver(bytes: Buffer): void
  /** Called after the last bytes. */
  end(): void
  /** The sender is to be held back, or not. */
  setFull(isFull: boolean): void
}

export interface Pipe {
  push(bytes: Buffer): void
  /** No more bytes follow. */
  finish(): void
  /** What waits for a later connection may go. */
  release(): void
  /** The faults have changed. */
  update(): void
  close(): void
}

interface Item {
  bytes: Buffer
  readonly dueAt: number
  heldUntil: number
}

/** The sender is held back when more than this waits. */
const maxWaiting = 256 * 1024

export function createPipe(deps: PipeDeps): Pipe {
  const { clock, faults } = deps
  const items: Item[] = []
  let waitingBytes = 0
  let lastDueAt = 0
  let freeAt = 0
  let isFinished = false
  let isClosed = false
  let cancelTimer: CancelTimer | null = null

  function pump(): void {
    cancelTimer?.()
    cancelTimer = null
    while (!isClosed && !faults.isActive('freeze')) {
      const [next] = items
      if (next === undefined) {
        if (isFinished) finishNow()
        return
      }
      const waitMs = Math.max(next.dueAt, next.heldUntil, freeAt) - clock.now()
      if (waitMs > 0) {
        cancelTimer = clock.after(waitMs, pump)
        return
      }
      deliver(next)
    }
  }

  function finishNow(): void {
    isClosed = true
    deps.end()
  }

  function deliver(item: Item): void {
    const rate = Math.min(Infinity, ...faults.all('throttle').map((one) => one.bytesPerSecond))
    // A tenth of a second at a time.
    const size = rate === Infinity ? item.bytes.length : Math.max(1, Math.floor(rate / 10))
    const bytes = item.bytes.subarray(0, size)
    if (rate !== Infinity) freeAt = clock.now() + (bytes.length * 1_000) / rate
    item.bytes = item.bytes.subarray(bytes.length)
    if (item.bytes.length === 0) items.shift()
    const wasFull = waitingBytes > maxWaiting
    waitingBytes -= bytes.length
    if (wasFull && waitingBytes <= maxWaiting) deps.setFull(false)
    deps.deliver(bytes)
  }

  return {
    push(bytes) {
      if (isClosed || bytes.length === 0) return
      let delayMs = 0
      for (const { ms, jitterMs } of faults.all('delay')) {
        delayMs += ms + (2 * deps.random() - 1) * jitterMs
      }
      lastDueAt = Math.max(lastDueAt, clock.now() + Math.max(0, delayMs))
      const holds = deps.isOvertaken() ? faults.all('reorder').map(({ holdMs }) => holdMs) : []
      const holdMs = Math.max(0, ...holds)
      if (holdMs > 0) faults.count('reorder')
      items.push({ bytes, dueAt: lastDueAt, heldUntil: clock.now() + holdMs })
      waitingBytes += bytes.length
      if (waitingBytes > maxWaiting) deps.setFull(true)
      pump()
    },
    finish() {
      isFinished = true
      pump()
    },
    release() {
      for (const item of items) item.heldUntil = 0
      pump()
    },
    update() {
      if (!faults.isActive('throttle')) freeAt = 0
      if (!faults.isActive('reorder')) for (const item of items) item.heldUntil = 0
      pump()
    },
    close() {
      isClosed = true
      cancelTimer?.()
      items.length = 0
    },
  }
}
