/** Time-outs of what is waited for besides connections, looked at by the hub's one timer. */

export interface Deadlines {
  /** Settles as the promise does; rejects with `late()` when that takes longer. */
  within: <T>(ms: number, promise: Promise<T>, late: () => Error) => Promise<T>
  tick: (nowMs: number) => void
}

interface Deadline {
  readonly at: number
  readonly expire: () => void
}

export function createDeadlines(now: () => number): Deadlines {
  const pending = new Set<Deadline>()
  return {
    within(ms, promise, late) {
      return new Promise((resolve, reject) => {
        const deadline = { at: now() + ms, expire: () => reject(late()) }
        pending.add(deadline)
        void promise.finally(() => pending.delete(deadline)).then(resolve, reject)
      })
    },
    tick(nowMs) {
      for (const deadline of pending) {
        if (nowMs < deadline.at) continue
        pending.delete(deadline)
        deadline.expire()
      }
    },
  }
}
