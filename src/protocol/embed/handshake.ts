/** How the loader in a host page and the app in its frame find each other: docs/protocol/embed.md, B1 to B6. */

/** The highest major version spoken here; both sides use the lower one of theirs. */
export const embedVersion = 1

/** What the frame says to its parent window, and says again until it has a port. */
export interface Hello {
  readonly parley: 'hello'
  readonly v: number
}

/** The loader's answer to a window, with a port. The nonce comes back in `ready`. */
export interface Init {
  readonly parley: 'init'
  readonly v: number
  readonly nonce: string
}

/** The version of a message to a window; null for whatever else is said there. */
export function versionOf(data: unknown, kind: 'hello' | 'init'): number | null {
  const { parley, v = 0 } = Object(data) as Partial<Hello | Init>
  return parley === kind && Number.isInteger(v) && v > 0 ? v : null
}
