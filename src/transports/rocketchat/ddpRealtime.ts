import { toChatError, type Capabilities } from '../../domain'
import type { Credentials, Logger, OpenSocket, Stop } from '../../ports'
import { createDdpClient, type DdpClientDeps } from './ddpClient'
import type { HeartbeatTimes } from './heartbeat'
import type { Realtime, RealtimeListener } from './realtime'
import type { ServerAddress } from './serverAddress'

export interface DdpRealtimeDeps extends DdpClientDeps {
  readonly address: ServerAddress
  readonly openSocket: OpenSocket
  readonly logger: Logger
  readonly heartbeat?: HeartbeatTimes
}

const capabilities: Capabilities = {
  presence: 'native',
  typing: 'native',
  markUnread: 'native',
  threads: 'native',
  reactions: 'native',
}

const userEvents = ['subscriptions-changed', 'rooms-changed']
const roomEvents = ['deleteMessage', 'deleteMessageBulk', 'messagesImported', 'user-activity']
const streamOptions = { useCollection: false, args: [] }

/** Events straight from Rocket.Chat, over DDP (rocketchat.md §3). */
export function createDdpRealtime(
  deps: DdpRealtimeDeps,
  credentials: Credentials,
  listener: RealtimeListener,
): Realtime {
  const client = createDdpClient(deps, { onChanged: listener.onStream, onLost: listener.onLost })

  return {
    capabilities,
    async connect(onStep) {
      onStep('connecting')
      await client.connect(deps.address.webSocketUrl)
      onStep('authenticating')
      await client.call('login', [{ resume: credentials.token }])
    },
    async subscribeUser() {
      await Promise.all(
        userEvents.map((name) =>
          client.subscribe('stream-notify-user', [`${credentials.userId}/${name}`, streamOptions]),
        ),
      )
    },
    watchRoom: (rid) =>
      allOrNone([
        client.subscribe('stream-room-messages', [rid, streamOptions]),
        ...roomEvents.map((name) =>
          client.subscribe('stream-notify-room', [`${rid}/${name}`, streamOptions]),
        ),
      ]),
    async watchPeople(userIds) {
      await client.subscribe('stream-user-presence', ['', { added: userIds }])
    },
    setTyping(rid, name, isTyping) {
      const activities = isTyping ? ['user-typing'] : []
      client
        .call('stream-notify-room', [`${rid}/user-activity`, name, activities, {}])
        .catch((error: unknown) => {
          const { kind, message } = toChatError(error)
          deps.logger.debug('typing was not told', { kind, reason: message })
        })
    },
    checkLine: client.checkLine,
    close: client.close,
  }
}

/** One stop for all subscriptions. When one is refused, the others end as well: half a watch would leak on every retry. */
async function allOrNone(subscriptions: readonly Promise<Stop>[]): Promise<Stop> {
  const answers = await Promise.allSettled(subscriptions)
  const stops = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const stopAll = (): void => {
    for (const stop of stops.splice(0)) stop()
  }
  const refused = answers.find((one) => one.status === 'rejected')
  if (refused === undefined) return stopAll
  stopAll()
  throw toChatError(refused.reason)
}
