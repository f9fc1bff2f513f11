/** One realtime connection to Rocket.Chat, signed in as one user: names of streams, and nothing about clients. */
import { ChatError } from '../../../src/domain'
import type { Clock, Logger, OpenSocket, Stop } from '../../../src/ports'
import { createDdpClient, type DdpClient } from '../../../src/transports/rocketchat'
import { LoginRefused } from '../failure'
import type { ChatLogin } from '../upstream/upstream'
import type { Typing } from './arguments'
import type { ChangedFrame } from './translate'

export interface Line {
  readonly userId: string
  /** Which of the user's logins it was signed in with. */
  readonly session: string | null
  /** False once it has broken or been closed. */
  isOpen(): boolean
  /** Resolves when all streams of the channel are acknowledged; rejects with a ChatError when one is not. */
  watchRoom(rid: string): Promise<Stop>
  watchPeople(added: readonly string[], removed: readonly string[]): Promise<void>
  setTyping(typing: Typing): Promise<void>
  /** The listener hears nothing afterwards. Idempotent. */
  close(): void
}

export interface LineListener {
  onChanged(frame: ChangedFrame): void
  /** It broke by itself. At most once; may come while `openLine` is still busy, which then rejects. */
  onLost(reason: string): void
}

export interface LineDeps {
  readonly openSocket: OpenSocket
  readonly clock: Clock
  readonly logger: Logger
  /** Of Rocket.Chat's websocket. */
  readonly url: string
}

const userEvents = ['subscriptions-changed', 'rooms-changed']
const roomEvents = ['deleteMessage', 'deleteMessageBulk', 'user-activity']
const options = { useCollection: false, args: [] }

/**
 * Connects, signs in and subscribes to what concerns the user; one attempt. Rejects with `LoginRefused` when
 * Rocket.Chat does not know the login any more, else with a ChatError.
 */
export async function openLine(
  deps: LineDeps,
  login: ChatLogin,
  session: string | null,
  listener: LineListener,
): Promise<Line> {
  let isOpen = true
  const client = createDdpClient(deps, {
    onChanged: (collection, id, fields) => listener.onChanged({ collection, id, fields }),
    onLost(error) {
      isOpen = false
      listener.onLost(error.message)
    },
  })
  try {
    await client.connect(deps.url)
    await signIn(client, login)
    await Promise.all(
      userEvents.map((name) =>
        client.subscribe('stream-notify-user', [`${login.userId}/${name}`, options]),
      ),
    )
  } catch (error) {
    client.close()
    throw error
  }
  return {
    userId: login.userId,
    session,
    isOpen: () => isOpen,
    watchRoom: (rid) => watchRoom(client, rid),
    async watchPeople(added, removed) {
      await client.subscribe('stream-user-presence', ['', { added, removed }])
    },
    async setTyping({ rid, name, isTyping }) {
      const activities = isTyping ? ['user-typing'] : []
      await client.call('stream-notify-room', [`${rid}/user-activity`, name, activities, {}])
    },
    close() {
      isOpen = false
      client.close()
    },
  }
}

async function signIn(client: DdpClient, { authToken }: ChatLogin): Promise<void> {
  try {
    await client.call('login', [{ resume: authToken }])
  } catch (error) {
    const isRefused = error instanceof ChatError && error.kind === 'auth'
    throw isRefused ? new LoginRefused('login by resume', { cause: error }) : error
  }
}

/** All streams or none: what was acknowledged is given back when another one is refused. */
async function watchRoom(client: DdpClient, rid: string): Promise<Stop> {
  const asked = await Promise.allSettled([
    client.subscribe('stream-room-messages', [rid, options]),
    ...roomEvents.map((name) =>
      client.subscribe('stream-notify-room', [`${rid}/${name}`, options]),
    ),
  ])
  const stops = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stopAll = (): void => {
    for (const stop of stops) stop()
  }
  const refused = asked.find((one) => one.status === 'rejected')
  if (refused === undefined) return stopAll
  stopAll()
  throw refused.reason
}
