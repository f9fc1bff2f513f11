/** A chat and its users, and sessions of theirs that run as in a page: real sockets, real waits. */
import { newMessageId } from '../../src/platform/messageId'
import { silentLogger, type Clock } from '../../src/ports'
import { createSession, type Session } from '../../src/session'
import { nodeDeps, type Sandbox } from '../../src/testing/sandboxBackend'
import { createTestBrowser } from '../../src/testing/testBrowser'
import { startTestRelay, untilReady } from '../../server/relay/testing/host'
import { startSandbox } from '../../server/sandbox/index'
import { startFaultProxy, type FaultProxy } from '../../server/testing/faultProxy/index'
import { signInByHost, signInDirectly, type SignIn } from '../../server/testing/faults/signIn'
import { until } from '../../server/testing/until'

export type Way = 'direct' | 'relay'

export interface Place {
  readonly sandbox: Sandbox
  readonly channelIds: readonly string[]
  /** A session of this user and the line before it. Resolves when it is online. */
  join(userName: string): Promise<{ readonly session: Session; readonly line: FaultProxy }>
  stop(): Promise<void>
}

const onlineWithinMs = 60_000

export async function openPlace(
  way: Way,
  { users, channels }: { readonly users: readonly string[]; readonly channels: number },
): Promise<Place> {
  const sandbox = await startSandbox({ seed: 'empty', tokenSecret: 'the token secret' })
  for (const username of users) {
    sandbox.control.addUser({ username, password: username, name: `${username} of Parley` })
  }
  const channelIds = Array.from({ length: channels }, (_, index) => {
    const room = sandbox.control.createRoom({ name: `channel-${index}`, members: users })
    sandbox.control.post(users[0] ?? '', room._id, 'the first words')
    return room._id
  })
  const stops = [() => sandbox.stop()]
  let target = sandbox.url
  if (way === 'relay') {
    const relay = await startTestRelay(sandbox.url)
    stops.push(() => relay.stop())
    await untilReady(relay)
    target = relay.url
  }
  const deps = nodeDeps()
  const signIn = way === 'direct' ? signInDirectly(sandbox.url, deps) : signInByHost(deps)
  return {
    sandbox,
    channelIds,
    async join(userName) {
      const line = await startFaultProxy({ target, random: Math.random, clock: deps.clock })
      stops.push(() => line.stop())
      const session = await openSession(signIn, line.url, userName, deps.clock)
      stops.push(() => {
        session.close()
        return Promise.resolve()
      })
      return { session, line }
    },
    async stop() {
      for (const stop of stops.splice(0).reverse()) await stop()
    },
  }
}

/** Resolves when it is online. */
export async function openSession(
  signIn: SignIn,
  url: string,
  userName: string,
  clock: Clock,
): Promise<Session> {
  const session = createSession({
    clock,
    random: Math.random,
    logger: silentLogger,
    loadOutbox: createTestBrowser().openTab().loadOutbox,
    newTransport: await signIn(url, userName),
    newMessageId,
  })
  session.start()
  await untilOnline(session)
  return session
}

export function untilOnline(session: Session): Promise<void> {
  return until('the session to be online', () => session.status.kind === 'online', onlineWithinMs)
}

export const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1_000))
