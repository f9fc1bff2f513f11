import { RelayFailure } from '../failure'

/** Runs at most so many at the same time for one user; the next one is refused, not queued. */
export interface Gate {
  run<T>(userName: string, work: () => Promise<T>): Promise<T>
}

const RETRY_MS = 1_000

export function createGate(perUser: number): Gate {
  const running = new Map<string, number>()

  function leave(userName: string): void {
    const left = (running.get(userName) ?? 1) - 1
    if (left > 0) running.set(userName, left)
    else running.delete(userName)
  }

  return {
    async run(userName, work) {
      const count = running.get(userName) ?? 0
      if (count >= perUser) {
        throw new RelayFailure(429, 'error-too-many-requests', 'Too many requests at once', {
          retryAfterMs: RETRY_MS,
        })
      }
      running.set(userName, count + 1)
      try {
        return await work()
      } finally {
        leave(userName)
      }
    },
  }
}
