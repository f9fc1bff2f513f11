import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let rid: string
let root: string
let count = 0

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
})

afterAll(async () => {
  await sandbox.stop()
})

beforeEach(() => {
  count += 1
  const members = ['ann', 'bob', 'clara']
  rid = sandbox.control.createRoom({ name: `threads${count}`, members })._id
  root = sandbox.control.post('ann', rid, 'Where to eat?')._id
})

const reply = (username: string, text: string) =>
  sandbox.control.post(username, rid, text, { tmid: root })
const subOf = async (client: RestClient) => {
  const { body } = await client.get(`subscriptions.getOne?roomId=${rid}`)
  return (body as { subscription: Record<string, unknown> }).subscription
}
const rootNow = async () => {
  const { body } = await ann.get(`chat.getMessage?msgId=${root}`)
  return (body as { message: { replies?: readonly string[] } }).message
}
const bobs = async (type: string) => {
  const { body } = await bob.get(`chat.getThreadsList?rid=${rid}&type=${type}`)
  return body
}

describe('lists of threads (RC §5.7)', () => {
  it('the one last answered comes first; by text, followed, unread', async () => {
    const other = sandbox.control.post('clara', rid, 'Parking')._id
    sandbox.control.post('clara', rid, 'level 2', { tmid: other })
    reply('bob', 'At home')
    const list = async (more = '') => (await ann.get(`chat.getThreadsList?rid=${rid}${more}`)).body
    expect(await list()).toMatchObject({
      threads: [{ _id: root, tcount: 1 }, { _id: other }],
      count: 2,
      offset: 0,
      total: 2,
    })
    expect(await list('&text=PARK')).toMatchObject({ threads: [{ _id: other }], total: 1 })
    expect(await list('&type=following')).toMatchObject({ threads: [{ _id: root }], total: 1 })
    expect(await list('&type=unread')).toMatchObject({ threads: [{ _id: root }], total: 1 })
    expect(await list('&count=1&offset=1')).toMatchObject({ threads: [{ _id: other }], count: 1 })
    expect(await list('&type=other')).toMatchObject({
      error: 'must be equal to one of the allowed values [error-invalid-params]',
    })
  })

  it('those that changed since', async () => {
    reply('bob', 'one')
    const since = new Date(sandbox.control.world().messages.length === 0 ? 0 : Date.now() - 60_000)
    const path = `chat.syncThreadsList?rid=${rid}&updatedSince=${since.toISOString()}`
    expect((await ann.get(path)).body).toMatchObject({ threads: { update: [{ _id: root }] } })
  })

  it('are refused where threads are switched off', async () => {
    sandbox.control.setSetting('Threads_enabled', false)
    const answer = await ann.get(`chat.getThreadsList?rid=${rid}`)
    sandbox.control.setSetting('Threads_enabled', true)
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-not-allowed' } })
  })
})

describe('messages of a thread', () => {
  it('oldest first, without the root, by pages and around one', async () => {
    const ids = ['1', '2', '3', '4', '5'].map((text) => reply('bob', text)._id)
    const page = async (more = '') =>
      (await ann.get(`chat.getThreadMessages?tmid=${root}${more}`)).body
    expect(await page('&count=2&offset=1')).toMatchObject({
      messages: [{ _id: ids[1] }, { _id: ids[2] }],
      count: 2,
      offset: 1,
      total: 5,
    })
    const around = `&count=3&aroundId=${ids[3] ?? ''}`
    expect(await page(around)).toMatchObject({
      messages: [{ _id: ids[2] }, { _id: ids[3] }, { _id: ids[4] }],
      offset: 2,
    })
  })

  it('what changed and what was deleted since', async () => {
    const since = reply('bob', 'one')._updatedAt?.toISOString() ?? ''
    const gone = reply('bob', 'two')._id
    const kept = reply('bob', 'three')._id
    await bob.post('chat.delete', { roomId: rid, msgId: gone })
    const path = `chat.syncThreadMessages?tmid=${root}&updatedSince=${since}`
    expect((await ann.get(path)).body).toMatchObject({
      messages: { update: [{ _id: kept }], remove: [{ _id: gone }] },
    })
  })

  it('of a room that is not one’s own are refused', async () => {
    const secret = sandbox.control.createRoom({ name: `p${count}`, type: 'p', members: ['bob'] })
    const tmid = sandbox.control.post('bob', secret._id, 'x')._id
    expect((await ann.get(`chat.getThreadMessages?tmid=${tmid}`)).status).toBe(400)
  })
})

describe('following', () => {
  it('who started it and who is mentioned follow from the first reply on', async () => {
    reply('bob', 'ask @clara')
    const { replies } = await rootNow()
    const clara = await signIn(sandbox.url, 'clara')
    expect(new Set(replies)).toEqual(new Set([ann.userId, bob.userId, clara.userId]))
  })

  it('who has left a thread is not brought back by the replies of others', async () => {
    reply('bob', 'one')
    expect(await subOf(ann)).toMatchObject({ tunread: [root] })
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'room-messages', rid)
    expect((await ann.post('chat.unfollowMessage', { mid: root })).status).toBe(200)
    await socket.next({ fields: { eventName: rid, args: [{ _id: root, replies: [bob.userId] }] } })
    socket.close()
    expect(await subOf(ann)).not.toHaveProperty('tunread')
    reply('bob', 'two')
    expect((await rootNow()).replies).toEqual([bob.userId])
    expect(await subOf(ann)).not.toHaveProperty('tunread')
  })

  it('of a reply follows its thread', async () => {
    const { _id } = reply('ann', 'one')
    await bob.post('chat.followMessage', { mid: _id })
    expect(await bobs('following')).toMatchObject({ total: 1 })
    reply('ann', 'two')
    expect(await bobs('unread')).toMatchObject({ total: 1 })
  })
})

describe('reading', () => {
  it('RC §6.1 readThreads takes one thread, and with the last one the alert', async () => {
    const other = sandbox.control.post('ann', rid, 'Second')._id
    reply('bob', 'one')
    sandbox.control.post('bob', rid, 'two', { tmid: other })
    await ann.post('subscriptions.read', { rid })
    expect(await subOf(ann)).toMatchObject({ tunread: [root, other], alert: true })
    const call = (tmid: string) => {
      const message = JSON.stringify({
        msg: 'method',
        id: '1',
        method: 'readThreads',
        params: [tmid],
      })
      return ann.post('method.call/readThreads', { message })
    }
    const { body } = await call(root)
    expect(body).toEqual({ message: '{"msg":"result","id":"1"}', success: true })
    expect(await subOf(ann)).toMatchObject({ tunread: [other], alert: true })
    const socket = await openSession(sandbox.url, ann.token)
    socket.send({ msg: 'method', id: 'r', method: 'readThreads', params: [other] })
    await socket.next({ msg: 'result', id: 'r' })
    socket.close()
    expect(await subOf(ann)).toMatchObject({ alert: false })
    expect(await subOf(ann)).not.toHaveProperty('tunread')
  })

  it('subscriptions.read takes all of them on request', async () => {
    reply('bob', '@ann one')
    expect(await subOf(ann)).toMatchObject({ tunread: [root], tunreadUser: [root] })
    await ann.post('subscriptions.read', { rid, readThreads: true })
    expect(await subOf(ann)).not.toHaveProperty('tunread')
    expect(await subOf(ann)).toMatchObject({ alert: false })
  })

  it('RC §5.10 an unknown method is told in the text of the answer', async () => {
    const message = JSON.stringify({ msg: 'method', id: '1', method: 'x', params: [] })
    const { status, body } = await ann.post('method.call/x', { message })
    expect([status, JSON.parse((body as { message: string }).message)]).toMatchObject([
      400,
      { id: '1', error: { error: 404 } },
    ])
  })
})

it('a reply by chat.sendMessage may be shown in the room too, and counts there', async () => {
  const { body } = await bob.post('chat.sendMessage', {
    message: { rid, msg: 'here', tmid: root, tshow: true },
  })
  expect(body).toMatchObject({ message: { tmid: root, tshow: true } })
  expect(await rootNow()).toMatchObject({ tcount: 1, tlm: expect.any(String) as unknown })
  const { body: page } = await ann.get(
    `channels.history?roomId=${rid}&showThreadMessages=false&count=1`,
  )
  expect(page).toMatchObject({ messages: [{ msg: 'here' }] })
})
