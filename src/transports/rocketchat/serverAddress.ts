/** Where a Rocket.Chat server is. Both without a slash at the end. */
export interface ServerAddress {
  /** Root of REST, files and avatars, e.g. `https://chat.example.org`. */
  readonly url: string
  /** The websocket itself, e.g. `wss://chat.example.org/websocket`. */
  readonly webSocketUrl: string
}

/** The address of a server whose websocket stands where Rocket.Chat puts it (rocketchat.md §1.1). */
export function serverAddress(url: string, webSocketUrl?: string): ServerAddress {
  const root = url.replace(/\/+$/, '')
  return { url: root, webSocketUrl: webSocketUrl ?? `${root.replace(/^http/, 'ws')}/websocket` }
}
