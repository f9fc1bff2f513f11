import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let rid: string

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
  rid = sandbox.control.createRoom({ name: 'plenary', members: ['ann', 'bob'] })._id
})

afterAll(async () => {
  await sandbox.stop()
})

it('a discussion grows out of a message, and its line says how far it has come', async () => {
  const { _id: pmid } = sandbox.control.post('bob', rid, 'What about lunch?')
  const { body } = await ann.post('rooms.createDiscussion', {
    prid: rid,
    pmid,
    t_name: 'Lunch',
    users: ['clara'],
    reply: 'At noon',
  })
  expect(body).toMatchObject({ discussion: { prid: rid, fname: 'Lunch', t: 'c', usersCount: 3 } })
  const { discussion } = body as { discussion: { rid: string } }
  const list = await ann.get(`chat.getDiscussions?roomId=${rid}&text=lun`)
  expect(list.body).toMatchObject({
    messages: [{ t: 'discussion-created', drid: discussion.rid, msg: 'Lunch', dcount: 1 }],
    total: 1,
  })
  const socket = await openSession(sandbox.url, ann.token)
  await subscribe(socket, 's', 'room-messages', rid)
  sandbox.control.post('bob', discussion.rid, 'Fine')
  await socket.next({ fields: { args: [{ drid: discussion.rid, dcount: 2 }] } })
  socket.close()
  expect((await bob.get(`rooms.getDiscussions?roomId=${rid}`)).body).toMatchObject({
    discussions: [{ _id: discussion.rid }],
    total: 1,
  })
  const nested = await ann.post('rooms.createDiscussion', { prid: discussion.rid, t_name: 'x' })
  expect(nested.body).toMatchObject({ errorType: 'error-nested-discussion' })
})

it.each([
  [{ t_name: 'x' }, 'Body parameter "prid" is required.'],
  [{ prid: 'GENERAL' }, 'Body parameter "t_name" is required.'],
])('rooms.createDiscussion refuses %j', async (body, error) => {
  const answer = await ann.post('rooms.createDiscussion', body)
  expect(answer).toMatchObject({ status: 400, body: { error } })
})

it('chat.getDeletedMessages names what is gone since', async () => {
  const { _id } = sandbox.control.post('ann', rid, 'never mind')
  const since = new Date(Date.now() - 1000).toISOString()
  await ann.post('chat.delete', { roomId: rid, msgId: _id })
  const { body } = await bob.get(`chat.getDeletedMessages?roomId=${rid}&since=${since}`)
  expect(body).toMatchObject({ messages: [{ _id }], total: 1 })
})
