import { browserFiles } from '../../platform/files'
import axios from 'axios'
import { describe, expect, it } from 'vitest'
import type { Credentials, TransportListener } from '../../ports'
import { silentLogger } from '../../ports'
import { createManualClock } from '../../testing/manualClock'
import { hostAt } from '../../testing/relayBackend'
import { memoryKeeper, nodeDeps } from '../../testing/sandboxBackend'
import { createRocketChatTransports, type Fields, type RealtimeListener } from '../rocketchat'
import { createRelayedTransports } from './relayed'

const never = () => new Promise<never>(() => undefined)

describe('calls of the relayed transport', () => {
  it('C7 one that waits for another token ends with the line', async () => {
    const clock = createManualClock()
    const expired: Credentials = { userId: 'u', token: 't', renewal: 'r', expiresAt: clock.now() }
    const transport = createRelayedTransports(
      {
        ...nodeDeps(),
        clock,
        host: hostAt('http://127.0.0.1:1'),
        http: axios.create(),
        accounts: { signIn: never, signOut: never, renew: never },
      },
      expired,
      memoryKeeper(),
    )()
    const { directory } = await transport.features()
    const calls = [transport.fetchChannels(null), directory.openDirect('bob')]
    transport.close()
    for (const call of calls) await expect(call).rejects.toMatchObject({ kind: 'connection' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('H25 fetches with an overlap: another channel may have changed a moment before the newest message', async () => {
    const asked: string[] = []
    const newest = Date.UTC(2030, 0, 1, 12)
    let realtime: RealtimeListener | undefined
    const transport = createRocketChatTransports({
      clock: createManualClock(),
      logger: silentLogger,
      rootUrl: 'http://chat.example',
      createRest: () => ({
        get: (route, query = {}) => {
          if (route === 'rooms.get') asked.push(String(query.updatedSince))
          const me: Fields = { _id: 'u', username: 'ann', name: 'Ann' }
          return Promise.resolve(route === 'me' ? me : { update: [], remove: [] })
        },
        post: never,
        transfer: never,
        abort: () => undefined,
      }),
      newAbort: () => new AbortController(),
      files: browserFiles,
      createRealtime: (listener) => {
        realtime = listener
        const capabilities = {
          presence: 'none',
          typing: 'none',
          markUnread: 'native',
          threads: 'native',
          reactions: 'native',
          files: 'native',
          directory: 'native',
          governing: 'native',
          receipts: 'none',
          commands: 'native',
          marks: 'native',
          membership: 'native',
        } as const
        const done = () => Promise.resolve()
        return {
          capabilities,
          connect: done,
          subscribeUser: done,
          watchRoom: never,
          watchPeople: done,
          setTyping: () => undefined,
          checkLine: () => undefined,
          close: () => undefined,
        }
      },
    })()
    const listener: TransportListener = { onEvent: () => undefined, onLost: () => undefined }
    await transport.open(listener, () => undefined)
    const message = {
      _id: 'm',
      rid: 'r',
      msg: 'hi',
      u: { _id: 'u', username: 'ann' },
      ts: { $date: newest },
      _updatedAt: { $date: newest },
    }
    realtime?.onStream('stream-room-messages', 'id', { eventName: 'r', args: [message] })
    await realtime?.fetchChanged()
    expect(asked).toEqual([new Date(newest - 30_000).toISOString()])
  })
})
