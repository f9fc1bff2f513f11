import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let rid: string
let name: string
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
  name = `governed${count}`
  rid = sandbox.control.createRoom({ name, members: ['ann', 'bob'] })._id
})

const roomNow = (of = rid) => sandbox.control.world().rooms.find(({ _id }) => _id === of)
const systemLines = (): readonly string[] =>
  sandbox.control
    .world()
    .messages.filter((message) => message.rid === rid && message.t !== undefined)
    .map(({ t, msg, role }) => [t, msg, role].filter(Boolean).join(' '))

describe('making rooms', () => {
  it('the creator owns it, and everybody in it is told', async () => {
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-user', `${bob.userId}/subscriptions-changed`)
    const { body } = await ann.post('channels.create', {
      name: `new${count}`,
      members: ['bob'],
      readOnly: true,
      extraData: { topic: 'Beginnings' },
    })
    const made = { name: `new${count}`, t: 'c', ro: true, topic: 'Beginnings', usersCount: 2 }
    expect(body).toMatchObject({ channel: { ...made, u: { username: 'ann' } } })
    await socket.next({ fields: { args: ['inserted', { name: `new${count}` }] } })
    socket.close()
    const { channel } = body as { channel: { _id: string } }
    expect((await ann.get(`channels.roles?roomId=${channel._id}`)).body).toMatchObject({
      roles: [{ u: { username: 'ann' }, roles: ['owner'] }],
    })
    expect(
      (await bob.post('chat.sendMessage', { message: { rid: channel._id, msg: 'x' } })).status,
    ).toBe(400)
  })

  it('groups are private', async () => {
    const { body } = await ann.post('groups.create', { name: `secret${count}` })
    expect(body).toMatchObject({ group: { t: 'p' } })
    const { group } = body as { group: { _id: string } }
    expect((await bob.get(`groups.info?roomId=${group._id}`)).status).toBe(400)
    expect((await ann.get(`groups.info?roomId=${group._id}`)).body).toMatchObject({
      group: { name: `secret${count}` },
    })
  })

  it.each([
    ['a taken name', () => ({ name }), 'error-duplicate-channel-name'],
    ['a bad name', () => ({ name: 'with space' }), 'error-invalid-room-name'],
    ['an unknown member', () => ({ name: 'x', members: ['nobody'] }), 'error-invalid-user'],
  ])('refuses %s', async (_what, body, errorType) => {
    const answer = await ann.post('channels.create', body())
    expect(answer).toMatchObject({ status: 400, body: { errorType } })
  })

  it('takes any letters where names may have them', async () => {
    sandbox.control.setSetting('UI_Allow_room_names_with_special_chars', true)
    const { body } = await ann.post('channels.create', { name: `产品 讨论 ${count}` })
    sandbox.control.setSetting('UI_Allow_room_names_with_special_chars', false)
    const names = { name: `产品-讨论-${count}`, fname: `产品 讨论 ${count}` }
    expect(body).toMatchObject({ channel: names })
  })

  it('im.create with several names makes one room for them', async () => {
    const { body } = await ann.post('im.create', { usernames: 'bob,lina,david' })
    expect(body).toMatchObject({ room: { t: 'd', usersCount: 4 } })
    const again = await ann.post('im.create', { usernames: 'david,bob,lina' })
    expect(again.body).toMatchObject({
      room: { _id: (body as { room: { _id: string } }).room._id },
    })
  })
})

describe('changing rooms', () => {
  it('a new name reaches the subscriptions of all', async () => {
    const renamed = `renamed${count}`
    const answer = await ann.post('channels.rename', { roomId: rid, name: renamed })
    expect(answer.body).toMatchObject({ channel: { name: renamed, fname: renamed } })
    const { body } = await bob.get(`subscriptions.getOne?roomId=${rid}`)
    expect(body).toMatchObject({ subscription: { name: renamed, fname: renamed } })
    expect(systemLines()).toEqual([`r ${renamed}`])
    expect((await ann.post('channels.rename', { roomId: rid, name: renamed })).status).toBe(400)
    const taken = await ann.post('channels.rename', { roomId: rid, name: 'general' })
    expect(taken.body).toMatchObject({ errorType: 'error-duplicate-channel-name' })
  })

  it.each([
    ['setTopic', 'topic', 'room_changed_topic'],
    ['setAnnouncement', 'announcement', 'room_changed_announcement'],
    ['setDescription', 'description', 'room_changed_description'],
  ])('%s', async (call, field, line) => {
    const answer = await ann.post(`channels.${call}`, { roomId: rid, [field]: 'new' })
    expect(answer.body).toEqual({ [field]: 'new', success: true })
    expect(roomNow()).toMatchObject({ [field]: 'new' })
    expect(systemLines()).toEqual([`${line} new`])
    const refused = await bob.post(`channels.${call}`, { roomId: rid, [field]: 'mine' })
    expect(refused.body).toMatchObject({ errorType: 'error-action-not-allowed' })
  })

  it('setReadOnly', async () => {
    const set = (readOnly: boolean) => ann.post('channels.setReadOnly', { roomId: rid, readOnly })
    expect((await set(true)).body).toMatchObject({ channel: { ro: true } })
    expect((await set(true)).status).toBe(400)
    expect((await set(false)).status).toBe(200)
    expect(systemLines()).toEqual(['room-set-read-only', 'room-removed-read-only'])
  })

  it('rooms.saveRoomSettings changes several things, and tells only what differs', async () => {
    const change = { rid, roomName: name, roomTopic: 'T', roomType: 'p', readOnly: true }
    expect((await ann.post('rooms.saveRoomSettings', change)).body).toEqual({ rid, success: true })
    expect(roomNow()).toMatchObject({ topic: 'T', t: 'p', ro: true })
    expect(systemLines()).toEqual([
      'room_changed_topic T',
      'room_changed_privacy private',
      'room-set-read-only',
    ])
    expect((await ann.post('rooms.saveRoomSettings', { rid, colour: 'red' })).status).toBe(400)
  })

  it('an archived room takes no messages and leaves the list', async () => {
    expect((await bob.post('channels.archive', { roomId: rid })).status).toBe(400)
    expect((await ann.post('channels.archive', { roomId: rid })).status).toBe(200)
    const send = await ann.post('chat.sendMessage', { message: { rid, msg: 'x' } })
    expect(send.body).toMatchObject({ error: 'room_is_archived' })
    const { body } = await bob.get(`subscriptions.getOne?roomId=${rid}`)
    expect(body).toMatchObject({ subscription: { archived: true, open: false } })
    const admin = await signIn(sandbox.url, 'admin')
    const action = { rid, action: 'unarchive' }
    expect((await admin.post('rooms.changeArchivationState', action)).status).toBe(200)
  })

  it('a deleted room is gone with all that was in it', async () => {
    const { _id } = sandbox.control.post('bob', rid, 'last words')
    expect((await bob.post('rooms.delete', { roomId: rid })).status).toBe(400)
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-user', `${bob.userId}/rooms-changed`)
    expect((await ann.post('rooms.delete', { roomId: rid })).status).toBe(200)
    await socket.next({ fields: { args: ['removed', { _id: rid }] } })
    socket.close()
    expect((await bob.get(`chat.getMessage?msgId=${_id}`)).status).toBe(400)
    expect(roomNow()).toBeUndefined()
  })
})

describe('join codes', () => {
  it('are asked of those who join, and of nobody else', async () => {
    const set = await ann.post('channels.setJoinCode', { roomId: rid, joinCode: 'sesame' })
    expect(set.body).toMatchObject({ channel: { joinCodeRequired: true } })
    expect(JSON.stringify(roomNow())).not.toContain('sesame')
    const lina = await signIn(sandbox.url, 'lina')
    const join = (more: object) => lina.post('channels.join', { roomId: rid, ...more })
    expect((await join({})).body).toMatchObject({ errorType: 'error-code-required' })
    expect((await join({ joinCode: 'x' })).body).toMatchObject({ errorType: 'error-code-invalid' })
    expect((await join({ joinCode: 'sesame' })).status).toBe(200)
    await ann.post('rooms.saveRoomSettings', { rid, joinCode: '' })
    const zhangwei = await signIn(sandbox.url, 'zhangwei')
    expect((await zhangwei.post('rooms.join', { roomId: rid })).status).toBe(200)
  })
})

describe('rooms.cleanHistory', () => {
  it('takes a stretch at once, pinned messages apart, and says so once', async () => {
    const [first, pinned] = ['one', 'two', 'three'].map((text) =>
      sandbox.control.post('bob', rid, text),
    )
    await ann.post('chat.pinMessage', { messageId: pinned?._id })
    const admin = await signIn(sandbox.url, 'admin')
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-room', `${rid}/deleteMessageBulk`)
    const times = { oldest: '2020-01-01T00:00:00.000Z', latest: '2100-01-01T00:00:00.000Z' }
    const stretch = { roomId: rid, ...times, excludePinned: true, users: ['bob'] }
    expect((await ann.post('rooms.cleanHistory', stretch)).status).toBe(400)
    const { body } = await admin.post('rooms.cleanHistory', stretch)
    expect(body).toEqual({ _id: rid, count: 2, success: true })
    await socket.next({ fields: { args: [{ rid, excludePinned: true, users: ['bob'] }] } })
    socket.close()
    expect((await bob.get(`chat.getMessage?msgId=${first?._id ?? ''}`)).status).toBe(400)
    expect(roomNow()).toMatchObject({ lastMessage: { _id: pinned?._id } })
  })
})

it('in a read-only room members react only where they may', async () => {
  const { _id: messageId } = sandbox.control.post('ann', rid, 'news')
  await ann.post('channels.setReadOnly', { roomId: rid, readOnly: true })
  const react = () => bob.post('chat.react', { messageId, emoji: 'tada', shouldReact: true })
  expect((await react()).status).toBe(400)
  await ann.post('rooms.saveRoomSettings', { rid, reactWhenReadOnly: true })
  expect((await react()).status).toBe(200)
})

describe('roles', () => {
  it.each(['Owner', 'Moderator', 'Leader'])('add%s and remove%s', async (role) => {
    const person = { roomId: rid, userId: bob.userId }
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-logged', 'roles-change')
    expect((await bob.post(`channels.add${role}`, person)).status).toBe(400)
    expect((await ann.post(`channels.add${role}`, person)).status).toBe(200)
    const event = { type: 'added', _id: role.toLowerCase(), u: { username: 'bob' }, scope: rid }
    await socket.next({ fields: { args: [event] } })
    socket.close()
    expect((await ann.post(`channels.add${role}`, person)).body).toMatchObject({
      errorType: `error-user-already-${role.toLowerCase()}`,
    })
    expect((await ann.post(`channels.remove${role}`, person)).status).toBe(200)
    expect(systemLines()).toEqual([
      `subscription-role-added bob ${role.toLowerCase()}`,
      `subscription-role-removed bob ${role.toLowerCase()}`,
    ])
  })

  it('one owner has to stay', async () => {
    const answer = await ann.post('channels.removeOwner', { roomId: rid, username: 'ann' })
    expect(answer.body).toMatchObject({ errorType: 'error-remove-last-owner' })
  })

  it('a moderator may do what a member may not', async () => {
    await ann.post('channels.addModerator', { roomId: rid, username: 'bob' })
    expect((await bob.post('channels.setTopic', { roomId: rid, topic: 'x' })).status).toBe(200)
    expect((await bob.post('channels.addOwner', { roomId: rid, username: 'bob' })).status).toBe(400)
  })
})

it('permissions.listAll and roles.list tell who may do what', async () => {
  const { body } = await bob.get('permissions.listAll')
  const { update } = body as { update: { _id: string; roles: string[] }[] }
  expect(update.find(({ _id }) => _id === 'pin-message')?.roles).toContain('owner')
  const later = await bob.get(`permissions.listAll?updatedSince=${new Date().toISOString()}`)
  expect(later.body).toMatchObject({ update: [], remove: [] })
  const roles = (await bob.get('roles.list')).body as { roles: { _id: string; scope: string }[] }
  expect(roles.roles).toContainEqual(
    expect.objectContaining({ _id: 'owner', scope: 'Subscriptions' }),
  )
})
