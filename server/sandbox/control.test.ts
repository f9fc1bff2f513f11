import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Received } from './faults'
import { startSandbox, type Sandbox } from './index'
import { openDdp, openSession, signIn, subscribe, type RestClient } from './testing/clients'

let sandbox: Sandbox
let ann: RestClient

beforeEach(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
})

afterEach(async () => {
  await sandbox.stop()
})

const message = (id: string) => ({ message: { _id: id, rid: 'GENERAL', msg: id } })

/** The DDP frames that came in, once there are `count` of them. */
function waitForFrames(count: number): Promise<readonly Received[]> {
  return vi.waitUntil(() => {
    const frames = sandbox.control.received().filter(({ kind }) => kind === 'ddp')
    return frames.length >= count && frames
  })
}

describe('control', () => {
  it('cuts the sockets and leaves HTTP alone', async () => {
    const client = await openSession(sandbox.url, ann.token)
    sandbox.control.cutSockets()
    expect(await client.closed).toBe(1006)
    expect((await ann.get('me')).status).toBe(200)
  })

  it('freezes: nothing is read, answered or told, until it thaws', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await subscribe(client, '1', 'room-messages', 'GENERAL')
    const before = client.frames().length
    sandbox.control.freeze()
    const answered: string[] = []
    const rest = ann.get('me').then(() => answered.push('rest'))
    const socket = openDdp(sandbox.url).then((opened) => {
      answered.push('socket')
      return opened
    })
    client.send({ msg: 'ping', id: 'x' })
    sandbox.control.post('bob', 'general', 'meanwhile')
    const other = await startSandbox({ seed: 'empty' })
    await fetch(`${other.url}/api/info`)
    await other.stop()
    expect([answered, client.frames().length]).toEqual([[], before])
    sandbox.control.thaw()
    await client.next({ msg: 'pong', id: 'x' })
    await client.next({ msg: 'changed', collection: 'stream-room-messages' })
    await rest
    await socket
    expect(answered.toSorted()).toEqual(['rest', 'socket'])
  })

  it('goes away and comes back on the same port with the same data', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await ann.post('chat.sendMessage', message('kept'))
    await sandbox.control.pause()
    await client.closed
    await expect(ann.get('me')).rejects.toThrow()
    await sandbox.control.resume()
    expect((await ann.get('chat.getMessage?msgId=kept')).status).toBe(200)
    await (await openSession(sandbox.url, ann.token)).settled()
  })

  it('fails the next n matching calls', async () => {
    sandbox.control.failNext(2, 503, 'chat.sendMessage')
    expect((await ann.get('me')).status).toBe(200)
    const statuses = []
    for (const id of ['a', 'b', 'c']) {
      statuses.push((await ann.post('chat.sendMessage', message(id))).status)
    }
    expect(statuses).toEqual([503, 503, 200])
  })

  it('loses an answer after the write', async () => {
    sandbox.control.loseNextResult(/sendMessage$/)
    await expect(ann.post('chat.sendMessage', message('lost'))).rejects.toThrow()
    expect((await ann.get('chat.getMessage?msgId=lost')).status).toBe(200)
  })

  it('sends raw text to the sockets of one user', async () => {
    const client = await openSession(sandbox.url, ann.token)
    const bob = await openSession(sandbox.url, (await signIn(sandbox.url, 'bob')).token)
    sandbox.control.sendRaw('ann', '{"msg":"strange"}')
    await client.next({ msg: 'strange' })
    await bob.settled()
    expect(bob.frames().some(({ msg }) => msg === 'strange')).toBe(false)
    expect(sandbox.control.socketCount()).toBe(2)
    expect(sandbox.control.socketCount('ann')).toBe(1)
  })

  it('revokes the tokens of a user', async () => {
    const client = await openSession(sandbox.url, ann.token)
    sandbox.control.revokeTokens('ann')
    await client.closed
    expect((await ann.get('me')).status).toBe(401)
  })

  it('records what came in, without passwords and tokens', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await client.settled()
    await ann.post('subscriptions.read', { rid: 'GENERAL' })
    const record = sandbox.control.received()
    expect(record).toMatchObject([
      { kind: 'rest', method: 'POST', path: '/api/v1/login', userId: null },
      { kind: 'ddp', frame: { msg: 'connect' } },
      { kind: 'ddp', frame: { msg: 'method', method: 'login' } },
      { kind: 'ddp', userId: ann.userId, frame: { msg: 'ping' } },
      {
        kind: 'rest',
        path: '/api/v1/subscriptions.read',
        userId: ann.userId,
        body: { rid: 'GENERAL' },
      },
    ])
    expect(JSON.stringify(record)).not.toContain(ann.token)
    expect(JSON.stringify(record)).not.toContain('"password":"ann"')
  })

  it('makes users, rooms and messages', async () => {
    const { control } = sandbox
    control.addUser({ username: 'zoe', password: 'zoe', name: 'Zoë' })
    control.createRoom({ name: 'den', type: 'p', members: ['zoe'] })
    control.addMember('den', 'ann')
    control.post('zoe', 'den', 'hi @ann', { _id: 'given' })
    const direct = control.createDirect(['zoe', 'ann'])
    expect(direct).toMatchObject({ t: 'd', usernames: ['zoe', 'ann'] })
    const zoe = await signIn(sandbox.url, 'zoe')
    expect((await zoe.get('chat.getMessage?msgId=given')).status).toBe(200)
    const sub = control
      .world()
      .subscriptions.find(({ u, name }) => u.username === 'ann' && name === 'den')
    expect(sub).toMatchObject({ unread: 1, userMentions: 1 })
  })

  it('makes documents that no server should hold', async () => {
    const { control } = sandbox
    const { _id, rid } = control.post('bob', 'general', 'plain')
    const client = await openSession(sandbox.url, ann.token)
    await subscribe(client, '1', 'room-messages', rid)
    control.spoil('message', _id, { md: 'no tree', u: { _id: 'x', username: 7 } })
    await client.next({ msg: 'changed', fields: { args: { 0: { _id, md: 'no tree' } } } })
    const sub = control.world().subscriptions.find(({ u }) => u._id === ann.userId)
    control.spoil('subscription', sub?._id ?? '', { fname: ['no', 'text'] })
    control.spoil('room', rid, { topic: { no: 'text' } })
    control.spoil('user', ann.userId, { statusText: 7 })
    expect(control.world().rooms.find((room) => room._id === rid)).toMatchObject({
      topic: { no: 'text' },
    })
    expect((await ann.get('subscriptions.get')).body).toMatchObject({ success: true })
    expect(() => control.spoil('room', 'nowhere', {})).toThrow('no room')
  })

  it('sends the next frames of a kind twice, or never', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await subscribe(client, '1', 'room-messages', 'GENERAL')
    const kind = 'changed stream-room-messages GENERAL'
    const post = (text: string) => sandbox.control.post('bob', 'general', text)
    sandbox.control.dropNext(1, kind)
    sandbox.control.duplicateNext(2, /^changed stream-room-messages/)
    for (const text of ['lost', 'twice', 'again', 'once']) post(text)
    await client.settled()
    const texts = client
      .frames()
      .filter(({ collection }) => collection === 'stream-room-messages')
      .map(({ fields }) => (fields as { args: [{ msg: string }] }).args[0].msg)
    expect(texts).toEqual(['twice', 'twice', 'again', 'again', 'once'])
  })

  it('delays frames, but not what it is asked over HTTP, and keeps their order', async () => {
    const client = await openSession(sandbox.url, ann.token)
    sandbox.control.delayFrames(3_600_000)
    client.send({ msg: 'ping', id: 'late' })
    const [, , late] = await waitForFrames(3)
    expect(late).toMatchObject({ frame: { id: 'late' } })
    expect((await ann.get('me')).status).toBe(200)
    expect(client.frames()).not.toContainEqual({ msg: 'pong', id: 'late' })
    sandbox.control.clearFaults()
    const other = await openSession(sandbox.url, ann.token)
    await other.settled()
    expect(client.frames()).not.toContainEqual({ msg: 'pong', id: 'late' })
  })

  it('ends all faults at once', async () => {
    const client = await openSession(sandbox.url, ann.token)
    const { control } = sandbox
    control.failNext(5, 500)
    control.loseNextResult()
    control.dropNext(5)
    control.freeze()
    control.clearFaults()
    expect((await ann.get('me')).status).toBe(200)
    await client.settled()
  })

  it('moves the clock, for stamps, dates and the record alike', async () => {
    const ahead = 86_400_000
    sandbox.control.setClock(ahead)
    const { ts } = sandbox.control.post('bob', 'general', 'tomorrow')
    const { headers } = await ann.get('me')
    const record = sandbox.control.received().at(-1)
    const times = [ts.getTime(), Date.parse(headers.get('date') ?? ''), record?.at ?? 0]
    for (const time of times) expect(time - Date.now()).toBeGreaterThan(ahead / 2)
    sandbox.control.setClock(0)
    const today = sandbox.control.post('bob', 'general', 'today').ts.getTime()
    expect(today - Date.now()).toBeLessThan(ahead / 2)
  })

  it('tells everybody of a changed setting', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await subscribe(client, '1', 'notify-all', 'public-settings-changed')
    sandbox.control.setSetting('Unread_Count', 'all_messages')
    await client.next({
      msg: 'changed',
      fields: { args: { 0: 'updated', 1: { _id: 'Unread_Count', value: 'all_messages' } } },
    })
  })
})

describe('starting and stopping', () => {
  it('rejects with the error of node when the port is taken', async () => {
    await expect(startSandbox({ port: sandbox.port, seed: 'empty' })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port: sandbox.port,
    })
  })

  it('frees its port, whatever is still connected', async () => {
    const once = await startSandbox({ seed: 'empty' })
    const client = await openSession(once.url, (await signIn(once.url, 'admin')).token)
    once.control.freeze()
    const hanging = fetch(`${once.url}/api/info`).catch(() => 'dropped')
    await once.stop()
    await client.closed
    await hanging
    const next = createServer()
    await new Promise<void>((resolve, reject) => {
      next.once('error', reject)
      next.listen(once.port, '127.0.0.1', resolve)
    })
    await new Promise((resolve) => next.close(resolve))
  })

  it('tells its administrator', () => {
    expect(sandbox.admin).toMatchObject({ username: 'admin', password: 'admin' })
    expect(sandbox.users.slice(0, 2).map(({ username }) => username)).toEqual(['ann', 'bob'])
  })
})
