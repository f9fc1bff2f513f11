/** Signs users in past every fault, and gives what makes their connections at `url`. */
import axios from 'axios'
import type { ChatTransport } from '../../../src/ports'
import { hostAt } from '../../../src/testing/relayBackend'
import { memoryKeeper } from '../../../src/testing/sandboxBackend'
import { createBackend, type BackendDeps } from '../../../src/transports/createBackend'
import { createDirectTransports, serverAddress } from '../../../src/transports/rocketchat/direct'
import type { HeartbeatTimes } from '../../../src/transports/rocketchat/heartbeat'
import { hostToken } from '../../relay/testing/host'

export type SignIn = (url: string, userName: string) => Promise<() => ChatTransport>

const dayS = 86_400

/** The password is the name. */
export function signInDirectly(
  sandboxUrl: string,
  deps: BackendDeps,
  heartbeat?: HeartbeatTimes,
): SignIn {
  return async (url, userName) => {
    const answer = await axios.post<{ data: { userId: string; authToken: string } }>(
      `${sandboxUrl}/api/v1/login`,
      { user: userName, password: userName },
    )
    const { userId, authToken: token } = answer.data.data
    const line = { ...deps, address: serverAddress(url), http: deps.createHttp(url) }
    return createDirectTransports(heartbeat === undefined ? line : { ...line, heartbeat }, {
      userId,
      token,
    })
  }
}

/** With a token of the host application. */
export function signInByHost(deps: BackendDeps): SignIn {
  return async (url, userName) => {
    const token = await hostToken(userName, {
      claims: { name: `${userName} of Parley` },
      expiresIn: dayS,
    })
    const backend = await createBackend(
      { kind: 'signalr', host: hostAt(url, { hub: { transports: ['WebSockets'] } }) },
      deps,
    )
    return backend.transportsFor({ userId: `host-${userName}`, token }, memoryKeeper())
  }
}
