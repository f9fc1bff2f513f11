import { test, type Way } from './fixtures'
import type { Site } from './site'

/** A way in which the chat can be out of reach. */
export interface Trouble {
  readonly name: string
  /** What a page may say on its console meanwhile. */
  readonly errors: readonly RegExp[]
  /** What the page tells its user meanwhile. */
  words(way: Way): RegExp
  begin(site: Site): Promise<void>
  end(site: Site): Promise<void>
}

const isAway = /cannot be reached|Connection lost/

const noServer: Trouble = {
  name: 'no chat server',
  errors: [/ERR_CONNECTION|WebSocket|Failed to load resource/],
  // A host waits for its own line before it says that it has none (H10).
  words: (way) => (way === 'relay' ? /Connecting…/ : isAway),
  begin: ({ sandbox }) => sandbox.control.pause(),
  end: ({ sandbox }) => sandbox.control.resume(),
}

const noNetwork: Trouble = {
  name: 'no network',
  errors: noServer.errors,
  words: () => isAway,
  begin: (site) => site.cutLine(),
  end: (site) => site.mendLine(),
}

export const troubles = [noServer, noNetwork]

/** Without a relay in between a browser cannot tell one trouble from the other. */
export function skipDoubled(way: Way, trouble: Trouble): void {
  test.skip(way === 'direct' && trouble === noNetwork, 'the same as a chat server that is away')
}
