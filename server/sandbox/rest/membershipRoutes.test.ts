import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let rid: string
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
  rid = sandbox.control.createRoom({ name: `place${count}`, members: ['ann', 'bob'] })._id
})

const subOf = async (client: RestClient) => {
  const { body } = await client.get(`subscriptions.getOne?roomId=${rid}`)
  return (body as { subscription: Record<string, unknown> | null }).subscription
}
const systemLines = (of = rid): readonly string[] =>
  sandbox.control
    .world()
    .messages.filter((message) => message.rid === of && message.t !== undefined)
    .map(({ t, msg, u, role }) => [t, msg, u.username, role].filter(Boolean).join(' '))

it('rooms.favorite marks and is told', async () => {
  const socket = await openSession(sandbox.url, ann.token)
  await subscribe(socket, 's', 'notify-user', `${ann.userId}/subscriptions-changed`)
  expect((await ann.post('rooms.favorite', { roomId: rid, favorite: true })).status).toBe(200)
  await socket.next({ fields: { args: ['updated', { rid, f: true }] } })
  socket.close()
  await ann.post('rooms.favorite', { roomName: `place${count}`, favorite: false })
  expect(await subOf(ann)).toMatchObject({ f: false })
  const { body } = await ann.post('rooms.favorite', { roomId: rid })
  expect(body).toEqual({ success: false, error: "The 'favorite' param is required" })
})

describe('rooms.saveNotification', () => {
  const save = (notifications: object) =>
    ann.post('rooms.saveNotification', { roomId: rid, notifications })

  it('keeps wishes and flags, and takes them back', async () => {
    await save({
      desktopNotifications: 'nothing',
      disableNotifications: '1',
      hideUnreadStatus: '1',
    })
    expect(await subOf(ann)).toMatchObject({
      desktopNotifications: 'nothing',
      desktopPrefOrigin: 'subscription',
      disableNotifications: true,
      hideUnreadStatus: true,
    })
    await save({ desktopNotifications: 'default', disableNotifications: '0' })
    const sub = await subOf(ann)
    expect(sub).toMatchObject({ disableNotifications: false })
    expect(sub).not.toHaveProperty('desktopNotifications')
    expect(sub).not.toHaveProperty('desktopPrefOrigin')
  })

  it.each([
    ['an unknown key', { loudness: 'all' }, 'error-invalid-settings'],
    ['an unknown word', { desktopNotifications: 'often' }, 'error-invalid-settings'],
  ])('refuses %s', async (_what, notifications, errorType) => {
    expect(await save(notifications)).toMatchObject({ status: 400, body: { errorType } })
  })

  it('refuses flags that are no text, and nothing at all', async () => {
    expect((await save({ disableNotifications: true })).status).toBe(400)
    expect((await save({})).status).toBe(400)
  })
})

describe('hiding', () => {
  it('hides once, and the next message shows it again', async () => {
    expect((await ann.post('rooms.hide', { roomId: rid })).status).toBe(200)
    expect(await subOf(ann)).toMatchObject({ open: false, alert: false })
    const { status, body } = await ann.post('rooms.hide', { roomId: rid })
    expect([status, body]).toEqual([400, { success: false, error: 'error-room-already-hidden' }])
    sandbox.control.post('bob', rid, 'hello')
    expect(await subOf(ann)).toMatchObject({ open: true, alert: true })
  })

  it('channels.close and channels.open of earlier servers do the same', async () => {
    expect((await ann.post('channels.close', { roomId: rid })).status).toBe(200)
    expect((await ann.post('channels.close', { roomId: rid })).body).toMatchObject({
      error: `The channel, place${count}, is already closed to the sender`,
    })
    expect((await ann.post('channels.open', { roomId: rid })).status).toBe(200)
    expect((await ann.post('rooms.open', { roomId: rid })).status).toBe(200)
    expect(await subOf(ann)).toMatchObject({ open: true })
  })

  it('RC §8.2 rooms.hide is not there before 7.1', async () => {
    const old = await startSandbox({ version: '7.0.0', seed: 'empty' })
    const admin = await signIn(old.url, 'admin')
    expect((await admin.post('rooms.hide', { roomId: 'GENERAL' })).status).toBe(404)
    expect((await admin.post('channels.close', { roomId: 'GENERAL' })).status).toBe(200)
    await old.stop()
  })

  it('im.create shows a hidden room again', async () => {
    const { _id } = sandbox.control.createDirect(['ann', 'david'])
    await ann.post('im.close', { roomId: _id })
    await ann.post('im.create', { username: 'david' })
    const { body } = await ann.get(`subscriptions.getOne?roomId=${_id}`)
    expect(body).toMatchObject({ subscription: { open: true } })
  })
})

describe('coming and going', () => {
  it('who leaves is out at once, and a line tells of it', async () => {
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-user', `${bob.userId}/subscriptions-changed`)
    expect((await bob.post('channels.leave', { roomId: rid })).status).toBe(200)
    await socket.next({ fields: { args: ['removed', { rid }] } })
    socket.close()
    expect(await subOf(bob)).toBeNull()
    expect(systemLines()).toEqual(['ul bob bob'])
    expect((await bob.post('rooms.leave', { roomId: rid })).body).toMatchObject({
      errorType: 'error-user-not-in-room',
    })
    expect((await bob.post('rooms.join', { roomId: rid })).body).toMatchObject({
      room: { usersCount: 2 },
    })
    expect(systemLines()).toEqual(['ul bob bob', 'uj bob bob'])
  })

  it('the last owner stays', async () => {
    expect((await ann.post('rooms.leave', { roomId: rid })).body).toMatchObject({
      errorType: 'error-you-are-last-owner',
    })
  })

  it('private rooms are left too, and not joined', async () => {
    const { _id } = sandbox.control.createRoom({
      name: `p${count}`,
      type: 'p',
      members: ['ann', 'bob'],
    })
    expect((await bob.post('groups.leave', { roomId: _id })).status).toBe(200)
    expect((await bob.post('rooms.join', { roomId: _id })).status).toBe(400)
  })

  it('of direct rooms only those of more than two are left', async () => {
    const pair = sandbox.control.createDirect(['ann', 'bob'])._id
    expect((await bob.post('im.leave', { roomId: pair })).status).toBe(400)
    const group = sandbox.control.createDirect(['ann', 'bob', 'lina'])._id
    expect((await bob.post('im.leave', { roomId: group })).status).toBe(200)
    const room = sandbox.control.world().rooms.find(({ _id }) => _id === group)
    expect(room).toMatchObject({ usernames: ['ann', 'lina'], usersCount: 2 })
    const next = sandbox.control.createDirect(['ann', 'bob', 'lina'])
    expect(next._id).not.toBe(group)
    expect(sandbox.control.createDirect(['lina', 'bob', 'ann'])._id).toBe(next._id)
  })

  it('owners invite and remove, others do not', async () => {
    const clara = await signIn(sandbox.url, 'clara')
    const person = { roomId: rid, userId: clara.userId }
    expect((await bob.post('channels.invite', person)).status).toBe(400)
    expect((await ann.post('channels.invite', person)).body).toMatchObject({
      channel: { usersCount: 3 },
    })
    await ann.post('channels.invite', person)
    expect((await bob.post('channels.kick', person)).status).toBe(400)
    expect((await ann.post('channels.kick', person)).body).toMatchObject({
      channel: { usersCount: 2 },
    })
    expect(systemLines()).toEqual(['au clara ann', 'ru clara ann'])
    expect((await ann.post('channels.kick', person)).body).toMatchObject({
      errorType: 'error-user-not-in-room',
    })
  })

  it('chat.ignoreUser is kept with the room', async () => {
    await ann.get(`chat.ignoreUser?rid=${rid}&userId=${bob.userId}`)
    expect(await subOf(ann)).toMatchObject({ ignored: [bob.userId] })
    await ann.get(`chat.ignoreUser?rid=${rid}&userId=${bob.userId}&ignore=false`)
    expect(await subOf(ann)).toMatchObject({ ignored: [] })
  })

  it('a muted member may not write', async () => {
    await ann.post('rooms.muteUser', { roomId: rid, username: 'bob' })
    const send = () => bob.post('chat.sendMessage', { message: { rid, msg: 'but' } })
    expect((await send()).body).toMatchObject({ error: 'You_have_been_muted' })
    await ann.post('rooms.unmuteUser', { roomId: rid, username: 'bob' })
    expect((await send()).status).toBe(200)
    expect(systemLines()).toEqual(['user-muted bob ann', 'user-unmuted bob ann'])
  })
})
