import { afterEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox, type SandboxOptions } from '../index'
import {
  openDdp,
  openSession,
  signIn,
  subscribe,
  type DdpClient,
  type RestClient,
} from '../testing/clients'
import type { Family } from './methods'

const started: Sandbox[] = []

afterEach(async () => {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()))
})

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ offlineDelayMs: 0, ...options })
  started.push(sandbox)
  return sandbox
}

async function connected(sandbox: Sandbox): Promise<DdpClient> {
  const client = await openDdp(sandbox.url)
  client.send({ msg: 'connect', version: '1', support: ['1'] })
  await client.next({ msg: 'connected' })
  return client
}

async function asUser(sandbox: Sandbox, username: string): Promise<[DdpClient, RestClient]> {
  const rest = await signIn(sandbox.url, username)
  return [await openSession(sandbox.url, rest.token), rest]
}

const FAMILIES: readonly Family[] = ['monolith', 'streamer']

function meteorError(error: string | number, reason?: string) {
  return {
    isClientSafe: true,
    error,
    ...(reason === undefined ? {} : { reason }),
    message: reason === undefined ? `[${error}]` : `${reason} [${error}]`,
    errorType: 'Meteor.Error',
  }
}

describe.each(FAMILIES)('both families: %s', (family) => {
  it('RC §1.2 greets, connects, logs in by token', async () => {
    const sandbox = await start({ family })
    const [client, rest] = await asUser(sandbox, 'ann')
    const [first] = client.frames()
    if (family === 'streamer') expect(first).toEqual({ msg: 'server_id', server_id: '0' })
    else expect(first?.msg).toBe('connected')
    const expiry: unknown = expect.any(Number)
    expect(client.frames().find(({ msg }) => msg === 'result')).toEqual({
      msg: 'result',
      id: 'login',
      result: {
        id: rest.userId,
        token: rest.token,
        tokenExpires: { $date: expiry },
        type: 'resume',
      },
    })
  })

  it('RC §1.4 orders updated and result as this family does', async () => {
    const sandbox = await start({ family })
    const [client] = await asUser(sandbox, 'ann')
    client.send({ msg: 'method', id: 'm', method: 'UserPresence:online', params: [] })
    await client.settled()
    const order = client.frames().filter((frame) => JSON.stringify(frame).includes('"m"'))
    const expected = ['updated', 'result']
    expect(order.map(({ msg }) => msg)).toEqual(
      family === 'monolith' ? expected : expected.toReversed(),
    )
  })

  it('RC §1.4 answers an unknown method with 404 in six keys at most', async () => {
    const client = await connected(await start({ family }))
    client.send({ msg: 'method', id: 'm', method: 'nope', params: [] })
    const { error } = await client.next({ msg: 'result', id: 'm' })
    expect(error).toEqual(meteorError(404, "Method 'nope' not found"))
  })

  it('RC §2.3 refuses an unknown token with 403', async () => {
    const client = await connected(await start({ family }))
    client.send({ msg: 'method', id: 'm', method: 'login', params: [{ resume: 'gone' }] })
    const { error } = await client.next({ msg: 'result', id: 'm' })
    const reason = "You've been logged out by the server. Please log in again."
    expect(error).toEqual(meteorError(403, reason))
  })

  it('RC §1.5 refuses unknown publications, ignores a second sub of one id', async () => {
    const sandbox = await start({ family })
    const [client] = await asUser(sandbox, 'ann')
    client.send({ msg: 'sub', id: 'x', name: 'nope', params: [] })
    const { error } = await client.next({ msg: 'nosub', id: 'x' })
    expect(error).toEqual(meteorError(404, "Subscription 'nope' not found"))
    await subscribe(client, 's', 'room-messages', 'GENERAL')
    client.send({ msg: 'sub', id: 's', name: 'stream-room-messages', params: ['GENERAL', false] })
    await client.settled()
    expect(client.frames().filter(({ msg }) => msg === 'ready')).toHaveLength(1)
  })

  it('RC §3.2 refuses what is not one’s own', async () => {
    const sandbox = await start({ family })
    const [client] = await asUser(sandbox, 'david')
    const hiring = sandbox.control.world().rooms.find(({ name }) => name === 'hiring')?._id ?? ''
    const wishes = [
      ['notify-user', 'somebody/message', 'not-allowed'],
      ['room-messages', hiring, 'not-allowed'],
      ['notify-room', `${hiring}/user-activity`, 'not-allowed'],
      ['room-messages', '', 'invalid-event-name'],
    ] as const
    for (const [stream, event, code] of wishes) {
      client.send({ msg: 'sub', id: event, name: `stream-${stream}`, params: [event, false] })
      const { error } = await client.next({ msg: 'nosub', id: event })
      expect(error).toEqual(meteorError(code))
    }
  })

  it('RC §9.12 tells of a message in order, with EJSON dates', async () => {
    const sandbox = await start({ family })
    const [client, { userId }] = await asUser(sandbox, 'ann')
    await subscribe(client, '1', 'room-messages', 'GENERAL')
    await subscribe(client, '2', 'notify-user', `${userId}/rooms-changed`)
    await subscribe(client, '3', 'notify-user', `${userId}/subscriptions-changed`)
    await subscribe(client, '4', 'notify-user', `${userId}/notification`)
    sandbox.control.post('bob', 'general', 'hello @ann')
    await client.settled()
    const changed = client.frames().filter(({ msg }) => msg === 'changed')
    const events = changed.map(({ fields }) => (fields as { eventName: string }).eventName)
    expect(events).toEqual([
      'GENERAL',
      `${userId}/rooms-changed`,
      `${userId}/subscriptions-changed`,
      `${userId}/notification`,
    ])
    const ms: unknown = expect.any(Number)
    expect(changed[0]).toMatchObject({
      collection: 'stream-room-messages',
      id: 'id',
      fields: { eventName: 'GENERAL', args: [{ msg: 'hello @ann', ts: { $date: ms } }] },
    })
    expect(changed[2]).toMatchObject({ fields: { args: ['updated', { userMentions: 2 }] } })
  })

  it('RC §1.5 delivers once per sub, and nothing after unsub', async () => {
    const sandbox = await start({ family })
    const [client] = await asUser(sandbox, 'ann')
    await subscribe(client, '1', 'room-messages', 'GENERAL')
    await subscribe(client, '2', 'room-messages', 'GENERAL')
    sandbox.control.post('bob', 'general', 'twice')
    await client.settled()
    const count = () => client.frames().filter(({ msg }) => msg === 'changed').length
    expect(count()).toBe(2)
    client.send({ msg: 'unsub', id: '1' })
    await client.next({ msg: 'nosub', id: '1' })
    sandbox.control.post('bob', 'general', 'once')
    await client.settled()
    expect(count()).toBe(3)
  })

  it('RC §3.2 falls silent for who was removed from the room', async () => {
    const sandbox = await start({ family })
    const [client] = await asUser(sandbox, 'bob')
    sandbox.control.createRoom({ name: 'closed', type: 'p', members: ['ann', 'bob'] })
    const rid = sandbox.control.world().rooms.find(({ name }) => name === 'closed')?._id ?? ''
    await subscribe(client, '1', 'room-messages', rid)
    sandbox.control.removeMember('closed', 'bob')
    sandbox.control.post('ann', 'closed', 'secret')
    await client.settled()
    expect(JSON.stringify(client.frames())).not.toContain('secret')
  })

  it('RC §3.5 passes typing on to the others, under one’s own name only', async () => {
    const sandbox = await start({ family })
    const [ann] = await asUser(sandbox, 'ann')
    const [bob] = await asUser(sandbox, 'bob')
    await subscribe(ann, '1', 'notify-room', 'GENERAL/user-activity')
    await subscribe(bob, '1', 'notify-room', 'GENERAL/user-activity')
    const type = (client: DdpClient, id: string, name: string) => {
      const params = ['GENERAL/user-activity', name, ['user-typing'], {}]
      client.send({ msg: 'method', id, method: 'stream-notify-room', params })
      return client.next({ msg: 'result', id })
    }
    await type(ann, 'a', 'bob')
    const result = await type(ann, 'b', 'ann')
    expect(result).toEqual({ msg: 'result', id: 'b' })
    await Promise.all([ann.settled(), bob.settled()])
    const activity = (client: DdpClient) => client.frames().filter(({ msg }) => msg === 'changed')
    expect(activity(ann)).toEqual([])
    expect(activity(bob)).toMatchObject([{ fields: { args: ['ann', ['user-typing'], {}] } }])
  })

  it('RC §7.7 closes the sockets of a revoked token without a frame', async () => {
    const sandbox = await start({ family })
    const [client, rest] = await asUser(sandbox, 'ann')
    const [other] = await asUser(sandbox, 'ann')
    const before = client.frames().length
    await rest.post('logout')
    await client.closed
    expect(client.frames()).toHaveLength(before)
    await other.settled()
  })

  it('RC §4.7 presence follows the sockets', async () => {
    const sandbox = await start({ family })
    const [watcher] = await asUser(sandbox, 'bob')
    await subscribe(watcher, '1', 'notify-logged', 'user-status')
    const status = async (code: number) => {
      const fields = { eventName: 'user-status', args: { 0: { 1: 'ann', 2: code } } }
      await watcher.next({ msg: 'changed', fields })
    }
    const [ann] = await asUser(sandbox, 'ann')
    await status(1)
    ann.send({ msg: 'method', id: 'm', method: 'UserPresence:away', params: [] })
    await status(2)
    ann.close()
    await status(0)
  })

  it('RC §3.8 one presence sub lasts, later ones change whom it watches', async () => {
    const sandbox = await start({ family })
    const [watcher] = await asUser(sandbox, 'bob')
    const ann = sandbox.control.world().users.find(({ username }) => username === 'ann')?._id ?? ''
    const sub = (id: string, change: object) =>
      watcher.send({ msg: 'sub', id, name: 'stream-user-presence', params: ['', change] })
    sub('p1', { added: ['x'] })
    await watcher.next({ msg: 'ready', subs: ['p1'] })
    sub('p2', { added: [ann], removed: ['x'] })
    expect(await watcher.next({ msg: 'nosub', id: 'p2' })).toEqual({ msg: 'nosub', id: 'p2' })
    await asUser(sandbox, 'ann')
    expect(await watcher.next({ msg: 'changed', id: ann })).toEqual({
      msg: 'changed',
      collection: 'stream-user-presence',
      id: ann,
      fields: { args: [['ann', 1, '']], uid: ann, eventName: ann },
    })
  })

  it('RC §1.3 pings after silence, closes after more', async () => {
    const sandbox = await start({ family, pingMs: 30, pongMs: 30 })
    const client = await connected(sandbox)
    await client.next({ msg: 'ping' })
    client.send({ msg: 'pong' })
    await client.next({ msg: 'ping' })
    expect(await client.closed).toBe(family === 'streamer' ? 4000 : 1005)
  })

  it('answers a ping with its id at once', async () => {
    const client = await connected(await start({ family }))
    client.send({ msg: 'ping', id: 'abc' })
    expect(await client.next({ msg: 'pong' })).toEqual({ msg: 'pong', id: 'abc' })
  })

  it('drops a frame over 1 MiB with its connection', async () => {
    const client = await connected(await start({ family }))
    client.send('x'.repeat(1024 * 1024 + 1))
    expect([1006, 1009]).toContain(await client.closed)
  })

  it('drops a reader that does not keep up', async () => {
    const sandbox = await start({ family, maxQueuedBytes: 64 * 1024 })
    const [client] = await asUser(sandbox, 'ann')
    await subscribe(client, '1', 'room-messages', 'GENERAL')
    client.socket.pause()
    while (sandbox.control.socketCount() > 0) {
      for (let n = 0; n < 50; n += 1) sandbox.control.post('bob', 'general', 'x'.repeat(4900))
      await fetch(`${sandbox.url}/api/info`)
    }
    client.socket.resume()
    expect(await client.closed).toBe(1006)
  })

  it('knows no other path', async () => {
    const sandbox = await start({ family })
    await expect(openDdp(`${sandbox.url}/elsewhere`)).rejects.toThrow('404')
    const info: unknown = await (await fetch(`${sandbox.url}/sockjs/info`)).json()
    expect(info).toMatchObject({ websocket: true, origins: ['*:*'] })
  })
})

const PING = { msg: 'ping' }

describe('RC §1.9 mistakes, monolith: an error frame, and on it goes', () => {
  it.each([
    ['no JSON', '{', { msg: 'error', reason: 'Parse error' }],
    ['no object', '5', { msg: 'error', reason: 'Bad request', offendingMessage: 5 }],
    [
      'unknown msg',
      '{"msg":"x"}',
      { msg: 'error', reason: 'Bad request', offendingMessage: { msg: 'x' } },
    ],
    [
      'sub without a name',
      '{"msg":"sub","id":"1"}',
      { msg: 'error', reason: 'Malformed subscription', offendingMessage: { msg: 'sub', id: '1' } },
    ],
    [
      'method without a name',
      '{"msg":"method","id":"1"}',
      {
        msg: 'error',
        reason: 'Malformed method invocation',
        offendingMessage: { msg: 'method', id: '1' },
      },
    ],
  ])('%s', async (_name, text, expected) => {
    const client = await connected(await start())
    client.send(text)
    expect(await client.next({ msg: 'error' })).toEqual(expected)
    await client.settled()
  })

  it('wants connect first, and once', async () => {
    const client = await openDdp((await start()).url)
    client.send(PING)
    expect(await client.next({ msg: 'error' })).toEqual({
      msg: 'error',
      reason: 'Must connect first',
      offendingMessage: PING,
    })
    const connect = { msg: 'connect', version: '1', support: ['1'] }
    client.send(connect)
    client.send(connect)
    expect(await client.next({ msg: 'error' })).toMatchObject({ reason: 'Already connected' })
  })

  it('names its version to a stranger, and closes', async () => {
    const client = await openDdp((await start()).url)
    client.send({ msg: 'connect', version: '99', support: ['99'] })
    expect(await client.next({ msg: 'failed' })).toEqual({ msg: 'failed', version: '1' })
    await client.closed
  })

  it('logs in by password too, and tells of one’s own record', async () => {
    const client = await connected(await start())
    const digest = '81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9'
    const login = { user: { username: 'bob' }, password: { digest, algorithm: 'sha-256' } }
    client.send({ msg: 'method', id: 'm', method: 'login', params: [login] })
    await client.next({ msg: 'added', collection: 'users', fields: { username: 'bob' } })
    expect(await client.next({ msg: 'result' })).toMatchObject({ result: { type: 'password' } })
  })

  it('RC §2.3 checks the subs again after login and after logout', async () => {
    const sandbox = await start()
    const rest = await signIn(sandbox.url, 'ann')
    const client = await connected(sandbox)
    await subscribe(client, 'all', 'notify-all', 'public-settings-changed')
    client.send({ msg: 'method', id: 'm', method: 'login', params: [{ resume: rest.token }] })
    await client.next({ msg: 'ready', subs: ['all'] })
    await client.next({ msg: 'result', id: 'm' })
    await subscribe(client, 'own', 'notify-user', `${rest.userId}/message`)
    client.send({ msg: 'method', id: 'o', method: 'logout', params: [] })
    await client.next({ msg: 'nosub', id: 'own', error: { error: 'not-allowed' } })
    await client.next({ msg: 'ready', subs: ['all'] })
    await client.settled()
    expect((await rest.get('me')).status).toBe(401)
  })
})

describe('RC §1.9 mistakes, streamer: it hangs up', () => {
  it.each([
    ['no JSON', '{', 1007],
    ['sub without a name', '{"msg":"sub","id":"1"}', 1002],
    ['method without a name', '{"msg":"method","id":"1"}', 1002],
  ])('%s', async (_name, text, code) => {
    const client = await connected(await start({ family: 'streamer' }))
    client.send(text)
    expect(await client.closed).toBe(code)
  })

  it('wants connect first', async () => {
    const client = await openDdp((await start({ family: 'streamer' })).url)
    client.send(PING)
    expect(await client.closed).toBe(1002)
  })

  it('closes with 1002 after logout', async () => {
    const sandbox = await start({ family: 'streamer' })
    const [client] = await asUser(sandbox, 'ann')
    client.send({ msg: 'method', id: 'o', method: 'logout', params: [] })
    await client.next({ msg: 'result', id: 'o' })
    expect(await client.closed).toBe(1002)
  })

  it('refuses binary frames', async () => {
    const client = await connected(await start({ family: 'streamer' }))
    client.socket.send(Buffer.from('{"msg":"ping"}'))
    expect(await client.closed).toBe(1007)
  })
})
