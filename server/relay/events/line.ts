/** One realtime connection to Rocket.Chat, signed in as one user: names of streams, and nothing about clients. */
import { ChatError } from '../../../src/domain'
import type { Clock, Logger, OpenSocket, Stop } from '../../../src/ports'
import {
  createDdpClient,
  subscribeToPeople,
  subscribeToRoom,
  subscribeToUser,
  tellTyping,
  type DdpClient,
} from '../../../src/transports/rocketchat'
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
  /** Whether the server tells who has read what. Never rejects. */
  hasReceipts(): Promise<boolean>
}

const roomEvents = ['deleteMessage', 'deleteMessageBulk', 'user-activity']

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
    await subscribeToUser(client, login.userId)
  } catch (error) {
    client.close()
    throw error
  }
  return {
    userId: login.userId,
    session,
    isOpen: () => isOpen,
    async watchRoom(rid) {
      const told = (await deps.hasReceipts()) ? [...roomEvents, 'messagesRead'] : roomEvents
      return subscribeToRoom(client, rid, told)
    },
    watchPeople: (added, removed) => subscribeToPeople(client, { added, removed }),
    setTyping: ({ rid, name, isTyping }) => tellTyping(client, rid, name, isTyping),
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
