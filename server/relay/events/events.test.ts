import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hubEvents } from '../../../src/protocol/hub/hub'
import { startSandbox, type Sandbox } from '../../sandbox/index'
import { startTestRelay, untilReady, type TestRelay } from '../testing/host'
import { connectAs, openAs, type ClientOptions, type TestClient } from '../testing/hubClient'

let sandbox: Sandbox
let relay: TestRelay
let clients: TestClient[] = []
let room: string

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'the token secret' })
  relay = await startTestRelay(sandbox.url)
  await untilReady(relay)
  room = sandbox.control.createRoom({ name: 'events', members: ['ann', 'bob'] })._id
})

afterEach(async () => {
  await Promise.all(clients.map((client) => client.stop()))
  clients = []
})

afterAll(async () => {
  await relay.stop()
  await sandbox.stop()
})

async function open(userName: string, options?: ClientOptions): Promise<TestClient> {
  const client = await openAs(relay.url, userName, options)
  clients.push(client)
  return client
}

async function listen(userName: string, options?: ClientOptions): Promise<TestClient> {
  const client = await connectAs(relay.url, userName, options)
  clients.push(client)
  return client
}

const userId = (name: string) =>
  sandbox.control.world().users.find(({ username }) => username === name)!._id
const saying = (text: string) => (event: Record<string, unknown>) => event.msg === text

describe('chat clients', () => {
  it('H5 openChat tells the version and the user, however often', async () => {
    const ann = await open('ann')
    const answer = { version: 1, userId: userId('ann') }
    expect(await ann.invoke('openChat', { version: 1 })).toEqual(answer)
    expect(await ann.invoke('OPENCHAT', { version: 1 })).toEqual(answer)
  })

  it('H6 watchRoom brings the messages of the channel, unchanged', async () => {
    const ann = await open('ann')
    expect(await ann.invoke('watchRoom', room)).toBeNull()
    const sent = sandbox.control.post('bob', room, 'watched ✓')
    const heard = await ann.first(hubEvents.message, saying('watched ✓'))
    expect(heard).toMatchObject({ _id: sent._id, rid: room, ts: { $date: sent.ts.getTime() } })
  })
})

describe('listeners', () => {
  it('H12 hear the last message of every channel', async () => {
    const bob = await listen('bob')
    await open('bob')
    sandbox.control.post('ann', room, 'for listeners')
    expect(await bob.first(hubEvents.message, saying('for listeners'))).toMatchObject({ rid: room })
  })
})
