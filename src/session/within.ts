import type { Clock } from '../ports'

/** Settles as the promise does, or rejects when that takes longer. What comes later is not used. */
export function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      reject(new Error('it took too long'))
    })
    void promise.then(resolve, reject).finally(cancel)
  })
}
