import type { Clock } from '../../../src/ports'
import { hubError } from './errors'

/** Settles as `work` does; rejects with `error-not-ready` when that takes beyond `untilAt` (epoch ms). */
export function within<T>(clock: Clock, untilAt: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(Math.max(0, untilAt - clock.now()), () => {
      reject(hubError('error-not-ready'))
    })
    work.then(resolve, reject).finally(cancel)
  })
}
