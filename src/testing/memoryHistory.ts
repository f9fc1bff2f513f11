import type { AddressHistory } from '../ports'

export interface MemoryHistory extends AddressHistory {
  readonly entries: readonly string[]
  /** What the user does with the browser's own buttons and its address line. */
  move(by: number): void
  enter(address: string): void
}

/** A history as browsers have it, but that a move back is told at once. */
export function memoryHistory(first = '/'): MemoryHistory {
  let entries = [{ address: first, previous: null as string | null }]
  let at = 0
  const listeners = new Set<() => void>()

  function move(by: number): void {
    if (entries[at + by] === undefined) return
    at += by
    for (const listener of listeners) listener()
  }

  function push(address: string, previous: string | null): void {
    entries = [...entries.slice(0, at + 1), { address, previous }]
    at += 1
  }

  return {
    get entries() {
      return entries.map(({ address }) => address)
    },
    get address() {
      return entries[at]!.address
    },
    get previous() {
      return entries[at]!.previous
    },
    push(address) {
      push(address, entries[at]!.address)
    },
    replace(address) {
      entries[at] = { ...entries[at]!, address }
    },
    back: () => move(-1),
    listen(onMove) {
      listeners.add(onMove)
      return () => void listeners.delete(onMove)
    },
    hrefOf: (address) => `/base${address}`,
    move,
    enter(address) {
      push(address, null)
      move(0)
    },
  }
}
