/** Calls of the server that a client answers with a result (signalr.md §8.9). */
import { encodeInvocation } from './codec'
import type { CompletionFrame } from './frames'
import type { ConnectionSettings } from './options'

interface PendingCall {
  readonly deadline: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export class ClientCalls {
  readonly #send: (record: string) => void
  readonly #settings: ConnectionSettings
  readonly #pending = new Map<string, PendingCall>()
  #count = 0

  constructor(send: (record: string) => void, settings: ConnectionSettings) {
    this.#send = send
    this.#settings = settings
  }

  /** Rejects with the client's error text, when time is up, and when the connection ends. */
  call(target: string, args: readonly unknown[]): Promise<unknown> {
    const { limits, times, now } = this.#settings
    return new Promise((resolve, reject) => {
      if (this.#pending.size >= limits.pendingInvocations) {
        throw new Error('Too many calls wait for this client.')
      }
      this.#count += 1
      const id = `s${this.#count}`
      const record = encodeInvocation(target, args, id)
      this.#pending.set(id, { deadline: now() + times.clientResult, resolve, reject })
      this.#send(record)
    })
  }

  /** Returns false for an unknown id: the answer may just be late. */
  settle(frame: CompletionFrame): boolean {
    const entry = this.#pending.get(frame.id)
    if (entry === undefined) return false
    this.#pending.delete(frame.id)
    if (frame.error === null) entry.resolve(frame.result)
    else entry.reject(new Error(frame.error))
    return true
  }

  tick(nowMs: number): void {
    for (const [id, entry] of this.#pending) {
      if (nowMs < entry.deadline) continue
      this.#pending.delete(id)
      entry.reject(new Error('The client did not answer in time.'))
    }
  }

  stop(): void {
    for (const entry of this.#pending.values()) {
      entry.reject(new Error('The connection has ended.'))
    }
    this.#pending.clear()
  }
}
