import type { HoldLock, OpenBroadcast } from '../ports'

/** The tabs of one browser: what they tell each other arrives when `deliver` is called, in order; locks go to who waits longest. */
export interface FakeTabs {
  readonly openBroadcast: OpenBroadcast
  readonly holdLock: HoldLock
  /** Until nobody says anything more. */
  deliver(): void
  /** From now on every tell arrives at once. */
  deliverAtOnce(): void
  /** All that was told, as it was told. */
  readonly told: readonly unknown[]
  /** Tells the tabs of a name something none of them said. */
  inject(name: string, message: unknown): void
}

interface Ear {
  readonly name: string
  readonly hear: (message: unknown) => void
}

interface Letter {
  readonly to: Ear
  readonly message: unknown
}

export function createFakeTabs(): FakeTabs {
  const ears = new Set<Ear>()
  const letters: Letter[] = []
  const told: unknown[] = []
  const queueByName = new Map<string, (() => void)[]>()
  let isAtOnce = false

  function deliver(): void {
    for (let letter = letters.shift(); letter !== undefined; letter = letters.shift()) {
      if (ears.has(letter.to)) letter.to.hear(structuredClone(letter.message))
    }
  }

  function post(name: string, message: unknown, from: Ear | null): void {
    for (const ear of ears) {
      if (ear.name === name && ear !== from) letters.push({ to: ear, message })
    }
    if (isAtOnce) deliver()
  }

  function next(name: string): void {
    queueByName.get(name)?.[0]?.()
  }

  return {
    told,
    deliver,
    deliverAtOnce() {
      isAtOnce = true
      deliver()
    },
    inject: (name, message) => {
      post(name, message, null)
    },
    openBroadcast(name, hear) {
      const ear = { name, hear }
      ears.add(ear)
      return {
        tell(message) {
          told.push(structuredClone(message))
          post(name, message, ear)
        },
        close: () => void ears.delete(ear),
      }
    },
    holdLock(name, onHeld) {
      const waiting = queueByName.get(name) ?? []
      queueByName.set(name, waiting)
      let isOver = false
      const take = (): void =>
        queueMicrotask(() => {
          if (!isOver) onHeld()
        })
      waiting.push(take)
      if (waiting.length === 1) take()
      return () => {
        if (isOver) return
        isOver = true
        const wasFirst = waiting[0] === take
        waiting.splice(waiting.indexOf(take), 1)
        if (wasFirst) next(name)
      }
    },
  }
}
