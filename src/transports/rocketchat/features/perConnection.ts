import type { Rest } from '../rest'

/**
 * What changes too seldom to be asked for again: asked of a connection once, and again after a failure alone.
 */
export function perConnection<T>(ask: (rest: Rest) => Promise<T>): (rest: Rest) => Promise<T> {
  const known = new WeakMap<Rest, Promise<T>>()
  return (rest) => {
    const before = known.get(rest)
    if (before !== undefined) return before
    const asked = ask(rest)
    known.set(rest, asked)
    asked.catch(() => known.delete(rest))
    return asked
  }
}
