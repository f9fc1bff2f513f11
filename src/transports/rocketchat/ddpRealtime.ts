import { toChatError } from '../../domain'
import type { Credentials, Logger, OpenSocket } from '../../ports'
import { createDdpClient, type DdpClientDeps } from './ddpClient'
import type { HeartbeatTimes } from './heartbeat'
import { allNative, type Realtime, type RealtimeListener } from './realtime'
import type { ServerAddress } from './serverAddress'
import { subscribeToPeople, subscribeToRoom, subscribeToUser, tellTyping } from './subscriptions'

export interface DdpRealtimeDeps extends DdpClientDeps {
  readonly address: ServerAddress
  readonly openSocket: OpenSocket
  readonly logger: Logger
  readonly heartbeat?: HeartbeatTimes
}

const roomEvents = ['deleteMessage', 'deleteMessageBulk', 'messagesImported', 'user-activity']

/** Events straight from Rocket.Chat, over DDP (rocketchat.md §3). */
export function createDdpRealtime(
  deps: DdpRealtimeDeps,
  credentials: Credentials,
  listener: RealtimeListener,
): Realtime {
  const client = createDdpClient(deps, { onChanged: listener.onStream, onLost: listener.onLost })

  return {
    capabilities: allNative,
    async connect(onStep) {
      onStep('connecting')
      await client.connect(deps.address.webSocketUrl)
      onStep('authenticating')
      await client.call('login', [{ resume: credentials.token }])
    },
    subscribeUser: () => subscribeToUser(client, credentials.userId),
    watchRoom: (rid, { hasReceipts }) =>
      subscribeToRoom(client, rid, hasReceipts ? [...roomEvents, 'messagesRead'] : roomEvents),
    watchPeople: (added) => subscribeToPeople(client, { added }),
    setTyping(rid, name, isTyping) {
      tellTyping(client, rid, name, isTyping).catch((error: unknown) => {
        const { kind, message } = toChatError(error)
        deps.logger.debug('typing was not told', { kind, reason: message })
      })
    },
    checkLine: client.checkLine,
    close: client.close,
  }
}
