/** Sessions in this process, over real sockets; each has a line of its own. */
import axios from 'axios'
import { newMessageId } from '../../../src/platform/messageId'
import type { Clock } from '../../../src/ports'
import { nodeDeps } from '../../../src/testing/sandboxBackend'
import { seededRandom } from '../../../src/testing/seededRandom'
import type { BackendDeps } from '../../../src/transports/createBackend'
import type { HeartbeatTimes } from '../../../src/transports/rocketchat/heartbeat'
import type { FaultClient } from './client'
import { createSessionClient } from './sessionClient'
import { signInByHost, signInDirectly } from './signIn'
import { tabs, type StartSetting } from './setting'
import { shortened, startWorld, userNames } from './world'

/** The schedule's time runs this much faster than the machine's. */
const factor = 15
const patience = 3
const heartbeat: HeartbeatTimes = { askAfterMs: 8_000, giveUpAfterMs: 6_000, checkMs: 4_000 }

export const startSessions: StartSetting = async (way, seed) => {
  const world = await startWorld(way, seed, factor)
  const { clock, sandbox } = world
  const target = await world.startTarget()
  const deps = scaledDeps(clock)
  const signIn =
    way === 'direct' ? signInDirectly(sandbox.url, deps, heartbeat) : signInByHost(deps)

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

/** The time-outs of requests pass as fast as everything else, nearly: they do not know how busy the machine is. */
function scaledDeps(clock: Clock): BackendDeps {
  return {
    ...nodeDeps(),
    clock,
    createHttp(baseURL) {
      const http = axios.create({ baseURL, responseType: 'json', proxy: false })
      http.interceptors.request.use((config) => ({
        ...config,
        timeout: ((config.timeout ?? 0) / factor) * patience,
      }))
      return http
    },
  }
}
