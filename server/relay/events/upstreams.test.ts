import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decodeHubErrorCode } from '../../../src/protocol/hub/hub'
import { createManualClock } from '../../../src/testing/manualClock'
import { seededRandom } from '../../../src/testing/seededRandom'
import type { HubConnection } from '../../hub'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import type { AuthorizedChatAction } from '../authorizedChatAction'
import { machineClock } from '../clock'
import { RelayFailure } from '../failure'
import type { Principal } from '../identity/hostIdentity'
import { createLog } from '../log'
import { call } from '../testing/host'
import { until } from '../testing/setting'
import type { ChatLogin } from '../upstream/upstream'
import { createEventMetrics } from './eventMetrics'
import { createOpenSocket } from './openSocket'
import { createUpstreams, type Upstreams, type UpstreamsDeps } from './upstreams'

let sandbox: Sandbox
let upstreams: Upstreams
/** What all clients of a user were told. */
let told: unknown[]

beforeEach(async () => {
  sandbox = await startSandbox()
  told = []
})

afterEach(async () => {
  upstreams.stop()
  await sandbox.stop()
})

function start(deps: Pick<UpstreamsDeps, 'act' | 'currentSession'> & Partial<UpstreamsDeps>): void {
  upstreams = createUpstreams({
    hub: {
      user: () => ({ send: (target, argument) => told.push([target, argument]) }),
      group: () => ({ send: () => undefined }),
    },
    openSocket: createOpenSocket(machineClock),
    hasReceipts: () => Promise.resolve(false),
    url: `${sandbox.url.replace('http', 'ws')}/websocket`,
    clock: machineClock,
    random: seededRandom(1),
    log: createLog('silent'),
    metrics: createEventMetrics(new Registry()),
    limits: { roomsPerClient: 20, peoplePerClient: 200 },
    keepMs: 30_000,
    maxUpstreams: 10,
    ...deps,
  })
}

function connectionOf(userName: string): HubConnection<Principal> {
  const about = { name: null, email: null, isActive: null, issuedAt: null, isAdmin: false }
  const principal = { userName, ...about }
  const nothing = (): void => undefined
  return {
    id: `c-${userName}`,
    user: { id: userName, principal },
    transport: 'WebSockets',
    send: nothing,
    invoke: () => Promise.resolve(null),
    close: nothing,
    join: nothing,
    leave: nothing,
  }
}

async function logIn(user: string): Promise<ChatLogin> {
  const answer = await call(sandbox.url, '/api/v1/login', { body: { user, password: user } })
  return (answer.body as { readonly data: ChatLogin }).data
}

function join(userName: string) {
  const connection = connectionOf(userName)
  expect(upstreams.join(connection)).toBe(true)
  return upstreams.find(connection)!
}

const codeOf = (error: unknown) => decodeHubErrorCode((error as Error).message)

describe('a login that another process has replaced', () => {
  it('H18 is noticed when something is done with it, and another upstream takes over unnoticed', async () => {
    const logins = new Map([['first', await logIn('ann')]])
    let session = 'first'
    start({
      act: (_principal, { run }) => run(logins.get(session)!, session),
      currentSession: () => Promise.resolve(session),
    })
    const { upstream, client } = join('ann')
    const userId = await upstream.open(client)
    expect(sandbox.control.socketCount('ann')).toBe(1)
    logins.set('second', await logIn('ann'))
    session = 'second'
    expect(await upstream.open(client)).toBe(userId)
    expect(sandbox.control.socketCount('ann')).toBe(2)
    await until(() => sandbox.control.socketCount('ann') === 1)
    expect(await upstream.open(client)).toBe(userId)
    expect(told).toEqual([])
  })

  it('H18 is not taken for replaced when it cannot be looked at', async () => {
    const login = await logIn('ann')
    start({
      act: (_principal, { run }) => run(login, 'first'),
      currentSession: () => Promise.reject(new Error('the store is away')),
    })
    const { upstream, client } = join('ann')
    await upstream.open(client)
    await upstream.open(client)
    expect(told).toEqual([])
  })

  it('H18 while the upstream is still being opened, is not kept', async () => {
    const logins = [await logIn('ann'), await logIn('ann')]
    const used: string[] = []
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    start({
      async act(_principal, { run }) {
        const session = used.length === 0 ? 'first' : 'second'
        used.push(session)
        if (session === 'first') await held
        return run(logins[used.length - 1]!, session)
      },
      currentSession: () => Promise.resolve(used.at(-1) ?? null),
    })
    const { upstream, client } = join('ann')
    upstreams.onLoginChanged('ann', 'second')
    release()
    await until(() => used.length === 2)
    await upstream.open(client)
    expect(used).toEqual(['first', 'second'])
  })
})

describe('a user who cannot be signed in', () => {
  const never = new RelayFailure(403, 'error-chat-sign-in', 'no')

  it('H10 is told so at once, tried again after a minute, and troubles nobody else', async () => {
    const clock = createManualClock()
    const bob = await logIn('bob')
    const tried: string[] = []
    const act: AuthorizedChatAction = (principal, { run }) => {
      tried.push(principal.userName)
      return principal.userName === 'ann' ? Promise.reject(never) : run(bob, 's')
    }
    start({ act, clock, currentSession: () => Promise.resolve('s') })
    const ann = join('ann')
    expect(await ann.upstream.open(ann.client).catch(codeOf)).toBe('error-chat-sign-in')
    expect(await ann.upstream.open(ann.client).catch(codeOf)).toBe('error-chat-sign-in')
    const other = join('bob')
    expect(await other.upstream.open(other.client)).toBe(bob.userId)
    const tries = () => tried.filter((name) => name === 'ann').length
    expect(tries()).toBe(1)
    await clock.pass(60_000)
    expect(tries()).toBe(1)
    await clock.pass(1_000)
    expect(tries()).toBe(2)
  })

  it('waits as long as the chat server asks for', async () => {
    const clock = createManualClock()
    let tries = 0
    const act: AuthorizedChatAction = () => {
      tries += 1
      return Promise.reject(
        new RelayFailure(429, 'error-too-many-requests', '', { retryAfterMs: 40_000 }),
      )
    }
    start({ act, clock, currentSession: () => Promise.resolve(null) })
    const { upstream, client } = join('ann')
    const opened = upstream.open(client).catch(codeOf)
    await clock.pass(40_000)
    expect([await opened, tries]).toEqual(['error-not-ready', 1])
    await clock.pass(1_000)
    expect(tries).toBe(2)
  })
})

describe('bounds', () => {
  it('there is no upstream beyond the limit while all are used', () => {
    start({
      act: () => new Promise(() => undefined),
      currentSession: () => Promise.resolve(null),
      maxUpstreams: 1,
    })
    join('ann')
    expect(upstreams.join(connectionOf('bob'))).toBe(false)
    upstreams.leave(connectionOf('ann'))
    expect(upstreams.join(connectionOf('bob'))).toBe(true)
    expect(upstreams.find(connectionOf('ann'))).toBeNull()
  })
})
