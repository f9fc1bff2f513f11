import { toChatError, type ChatError } from '../../domain'
import type { Clock } from '../../ports'
import { lostLine } from '../rocketchat'

/** What is under way on one line: all of it rejects when the line ends (C7). */
export interface InFlight {
  /** Settles as `answer` does, unless the line ends or `withinMs` pass before. Rejects with a ChatError. */
  until<T>(answer: Promise<T>, withinMs?: number): Promise<T>
  /** Rejects all that waits. */
  end(error: ChatError): void
}

export function createInFlight(clock: Clock): InFlight {
  const waiting = new Set<(error: ChatError) => void>()
  return {
    until: (answer, withinMs) =>
      new Promise((resolve, reject) => {
        const fail = (error: ChatError): void => {
          settle()
          reject(error)
        }
        const cancel =
          withinMs === undefined
            ? null
            : clock.after(withinMs, () => {
                fail(lostLine('no answer in time'))
              })
        const settle = (): void => {
          cancel?.()
          waiting.delete(fail)
        }
        waiting.add(fail)
        answer.then(
          (value) => {
            settle()
            resolve(value)
          },
          (error: unknown) => {
            fail(toChatError(error))
          },
        )
      }),
    end(error) {
      for (const fail of [...waiting]) fail(error)
    },
  }
}
