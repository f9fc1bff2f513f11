/** Calls of the server that a client answers with a result (signalr.md §8.9). */
import { encodeInvocation } from './codec'
import type { CompletionFrame } from './frames'

interface PendingCall {
  readonly deadline: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export interface ClientCalls {
  /** Rejects with the client's error text, when time is up, and when the connection ends. */
  call: (target: string, args: readonly unknown[]) => Promise<unknown>
  /** An answer to an unknown id is ignored: it may just be late. */
  settle: (frame: CompletionFrame) => void
  tick: (nowMs: number) => void
  stop: () => void
}

interface Deps {
  readonly send: (record: string) => void
  readonly now: () => number
  readonly timeoutMs: number
  readonly maxPending: number
}

export function createClientCalls(deps: Deps): ClientCalls {
  const pending = new Map<string, PendingCall>()
  let count = 0

  return {
    call(target, args) {
      return new Promise((resolve, reject) => {
        if (pending.size >= deps.maxPending) throw new Error('Too many calls wait for this client.')
        count += 1
        const id = `s${count}`
        const record = encodeInvocation(target, args, id)
        pending.set(id, { deadline: deps.now() + deps.timeoutMs, resolve, reject })
        deps.send(record)
      })
    },
    settle(frame) {
      const entry = pending.get(frame.id)
      if (entry === undefined) return
      pending.delete(frame.id)
      if (frame.error === null) entry.resolve(frame.result)
      else entry.reject(new Error(frame.error))
    },
    tick(nowMs) {
      for (const [id, entry] of pending) {
        if (nowMs < entry.deadline) continue
        pending.delete(id)
        entry.reject(new Error('The client did not answer in time.'))
      }
    },
    stop() {
      for (const entry of pending.values()) entry.reject(new Error('The connection has ended.'))
      pending.clear()
    },
  }
}
