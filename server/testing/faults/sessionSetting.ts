/** Sessions in this process, over real sockets; each has a line of its own. */
import axios from 'axios'
import { newMessageId } from '../../../src/platform/messageId'
import type { ChatTransport, Clock } from '../../../src/ports'
import { hostAt } from '../../../src/testing/relayBackend'
import { memoryKeeper, nodeDeps } from '../../../src/testing/sandboxBackend'
import { seededRandom } from '../../../src/testing/seededRandom'
import { createBackend, type BackendDeps } from '../../../src/transports/createBackend'
import { createDirectTransports, serverAddress } from '../../../src/transports/rocketchat/direct'
import type { HeartbeatTimes } from '../../../src/transports/rocketchat/heartbeat'
import { hostToken } from '../../relay/testing/host'
import type { FaultClient } from './client'
import { createSessionClient } from './sessionClient'
import { tabs, type StartSetting } from './setting'
import { shortened, startWorld, userNames } from './world'

/** The schedule's time runs this much faster than the machine's. */
const factor = 15
const heartbeat: HeartbeatTimes = { askAfterMs: 8_000, giveUpAfterMs: 6_000, checkMs: 4_000 }
const dayS = 86_400

export const startSessions: StartSetting = async (way, seed) => {
  const world = await startWorld(way, seed, factor)
  const { clock, sandbox } = world
  const target = await world.startTarget()
  const signIn = way === 'direct' ? signInDirectly(sandbox.url, clock) : signInByHost(clock)

  function clientAt(url: string, userName: string, tab: string): FaultClient {
    const name = `${userName}/${tab}`
    const client = createSessionClient({
      name,
      userName,
      clock,
      random: shortened(seededRandom(seed + name.length)),
      newMessageId,
      signIn: () => signIn(url, userName),
    })
    world.onStop(() => client.stop())
    return client
  }

  const clients: FaultClient[] = []
  for (const userName of userNames) {
    for (const tab of tabs) {
      const proxy = await world.proxyBefore(target)
      clients.push(clientAt(proxy.url, userName, String(tab)))
    }
  }
  return {
    ...world,
    clients,
    async freshClient(userName) {
      const client = clientAt(target, userName, 'fresh')
      await client.start()
      return client
    },
  }
}

type SignIn = (url: string, userName: string) => Promise<() => ChatTransport>

function signInDirectly(sandboxUrl: string, clock: Clock): SignIn {
  return async (url, userName) => {
    const answer = await axios.post<{ data: { userId: string; authToken: string } }>(
      `${sandboxUrl}/api/v1/login`,
      { user: userName, password: userName },
    )
    const { userId, authToken: token } = answer.data.data
    const deps = scaledDeps(clock)
    const address = serverAddress(url)
    return createDirectTransports(
      { ...deps, address, http: deps.createHttp(url), heartbeat },
      { userId, token },
    )
  }
}

function signInByHost(clock: Clock): SignIn {
  return async (url, userName) => {
    const token = await hostToken(userName, {
      claims: { name: `${userName} of Parley` },
      expiresIn: dayS,
    })
    const backend = await createBackend(
      { kind: 'signalr', host: hostAt(url, { hub: { transports: ['WebSockets'] } }) },
      scaledDeps(clock),
    )
    return backend.transportsFor({ userId: `host-${userName}`, token }, memoryKeeper())
  }
}

/** The time-outs of requests pass as fast as everything else. */
function scaledDeps(clock: Clock): BackendDeps {
  return {
    ...nodeDeps(),
    clock,
    createHttp(baseURL) {
      const http = axios.create({ baseURL, responseType: 'json', proxy: false })
      http.interceptors.request.use((config) => ({
        ...config,
        timeout: (config.timeout ?? 0) / factor,
      }))
      return http
    },
  }
}
