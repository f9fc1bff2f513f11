import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, withToken, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let folder: string
let ann: RestClient
let bob: RestClient
let rid: string
let messageId: string
let count = 0

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-marks-'))
  sandbox = await startSandbox({ data: path.join(folder, 'chat.db') })
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
})

afterAll(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(() => {
  count += 1
  rid = sandbox.control.createRoom({ name: `marks${count}`, members: ['ann', 'bob'] })._id
  messageId = sandbox.control.post('bob', rid, 'remember @ann')._id
})

const listed = async (client: RestClient, list: string, more = '') => {
  const { body } = await client.get(`chat.get${list}Messages?roomId=${rid}${more}`)
  return body
}

describe('pins (RC §5.7)', () => {
  it('the owner pins: a line of the system quotes it, and everybody is told both', async () => {
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'room-messages', rid)
    const { body } = await ann.post('chat.pinMessage', { messageId })
    expect(body).toMatchObject({
      success: true,
      message: {
        t: 'message_pinned',
        u: { username: 'ann' },
        attachments: [{ text: 'remember @ann', author_name: 'bob' }],
      },
    })
    const told = (like: object) => ({ fields: { eventName: rid, args: [like] } })
    await socket.next(told({ _id: messageId, pinned: true, pinnedBy: { username: 'ann' } }))
    await socket.next(told({ t: 'message_pinned' }))
    socket.close()
    const page = await listed(ann, 'Pinned')
    expect(page).toMatchObject({ messages: [{ _id: messageId }], count: 1, offset: 0, total: 1 })
    const room = sandbox.control.world().rooms.find(({ _id }) => _id === rid)
    expect(room?.lastMessage).toMatchObject({ _id: messageId, pinned: true })
  })

  it('a second pin changes nothing and answers with the message', async () => {
    await ann.post('chat.pinMessage', { messageId })
    const { body } = await ann.post('chat.pinMessage', { messageId })
    expect(body).toMatchObject({ message: { _id: messageId, pinned: true } })
  })

  it('unpinning takes it from the list', async () => {
    await ann.post('chat.pinMessage', { messageId })
    expect((await ann.post('chat.unPinMessage', { messageId })).body).toEqual({ success: true })
    expect(await listed(ann, 'Pinned')).toMatchObject({ messages: [], total: 0 })
  })

  it.each(['chat.pinMessage', 'chat.unPinMessage'])('%s needs its permission', async (call) => {
    expect(await bob.post(call, { messageId })).toMatchObject({
      status: 400,
      body: { errorType: 'not-authorized' },
    })
    expect(await ann.post(call, { messageId: 'x' })).toMatchObject({
      status: 400,
      body: { errorType: 'error-message-not-found' },
    })
    expect(await ann.post(call, { messageId: '' })).toMatchObject({
      body: { error: 'must NOT have fewer than 1 characters [invalid-params]' },
    })
  })

  it('nobody pins where pinning is switched off', async () => {
    sandbox.control.setSetting('Message_AllowPinning', false)
    const answer = await ann.post('chat.pinMessage', { messageId })
    sandbox.control.setSetting('Message_AllowPinning', true)
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-action-not-allowed' } })
  })
})

describe('stars', () => {
  it('are everybody’s own', async () => {
    await ann.post('chat.starMessage', { messageId })
    await bob.post('chat.starMessage', { messageId })
    expect(await listed(ann, 'Starred')).toMatchObject({
      messages: [{ _id: messageId, starred: [{ _id: ann.userId }] }],
      total: 1,
    })
    await ann.post('chat.unStarMessage', { messageId })
    expect(await listed(ann, 'Starred')).toMatchObject({ messages: [] })
    expect(await listed(bob, 'Starred')).toMatchObject({ total: 1 })
  })

  it('of others are not told with the last message of a room either', async () => {
    await bob.post('chat.starMessage', { messageId })
    const { body } = await ann.get('rooms.get')
    const { update } = body as { update: { _id: string; lastMessage?: object }[] }
    const last = update.find(({ _id }) => _id === rid)?.lastMessage
    expect(last).toMatchObject({ _id: messageId })
    expect(last).not.toHaveProperty('starred')
  })

  it('nothing happens for strangers', async () => {
    const clara = await signIn(sandbox.url, 'clara')
    expect((await clara.post('chat.starMessage', { messageId })).status).toBe(200)
    expect(await listed(clara, 'Starred')).toMatchObject({ total: 0 })
  })
})

describe('lists', () => {
  it('come by pages, in the order asked for', async () => {
    for (const text of ['two @ann', 'three @ann']) sandbox.control.post('bob', rid, text)
    const page = (more: string) => listed(ann, 'Mentioned', more)
    expect(await page('&count=1&offset=1')).toMatchObject({
      messages: [{ msg: 'two @ann' }],
      count: 1,
      offset: 1,
      total: 3,
    })
    expect(await page('&count=1&sort={"ts":1}')).toMatchObject({
      messages: [{ msg: 'remember @ann' }],
    })
    expect(await page('&sort=ts')).toMatchObject({ errorType: 'error-invalid-sort' })
  })

  it('of a room that is not one’s own are refused', async () => {
    const secret = sandbox.control.createRoom({ name: `s${count}`, type: 'p', members: ['bob'] })
    const answer = await ann.get(`chat.getPinnedMessages?roomId=${secret._id}`)
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-not-allowed' } })
  })
})

describe('chat.reportMessage', () => {
  it('takes a reason', async () => {
    const { status } = await ann.post('chat.reportMessage', { messageId, description: 'spam' })
    expect(status).toBe(200)
  })

  it.each([
    ['an empty reason', { description: ' ' }, 'error-invalid-description'],
    ['an unknown message', { messageId: 'x', description: 'spam' }, 'error-invalid-message_id'],
  ])('refuses %s', async (_what, body, error) => {
    const answer = await ann.post('chat.reportMessage', { messageId, ...body })
    expect(answer).toMatchObject({ status: 400, body: { error } })
  })
})

describe('owners and moderators', () => {
  it('edit and delete what others wrote', async () => {
    const change = { roomId: rid, msgId: messageId }
    expect((await ann.post('chat.update', { ...change, text: 'tidied' })).status).toBe(200)
    const own = sandbox.control.post('ann', rid, 'mine')._id
    expect((await bob.post('chat.delete', { roomId: rid, msgId: own })).status).toBe(400)
    expect((await ann.post('chat.delete', change)).status).toBe(200)
  })
})

it('marks outlive a restart', async () => {
  await ann.post('chat.pinMessage', { messageId })
  await ann.post('chat.starMessage', { messageId })
  await sandbox.stop()
  sandbox = await startSandbox({ data: path.join(folder, 'chat.db') })
  ann = withToken(sandbox.url, ann.userId, ann.token)
  bob = withToken(sandbox.url, bob.userId, bob.token)
  expect(await listed(ann, 'Pinned')).toMatchObject({ messages: [{ starred: [{}] }], total: 1 })
})
