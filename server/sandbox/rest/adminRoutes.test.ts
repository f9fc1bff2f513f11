import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, request, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let admin: RestClient
let ann: RestClient

beforeAll(async () => {
  sandbox = await startSandbox({ tokenSecret: 'let me' })
  admin = await signIn(sandbox.url, 'admin')
  ann = await signIn(sandbox.url, 'ann')
})

afterAll(async () => {
  await sandbox.stop()
})

const newUser = (username: string) => ({
  username,
  name: 'Some One',
  email: `${username}@example.org`,
  password: 'pass of the new one',
})

async function create(username: string): Promise<string> {
  const { body } = await admin.post('users.create', newUser(username))
  return (body as { user: { _id: string } }).user._id
}

describe('users.create', () => {
  it('adds a user who can sign in and is in general', async () => {
    const userId = await create('eve')
    const eve = await signIn(sandbox.url, 'eve', 'pass of the new one')
    expect(eve.userId).toBe(userId)
    expect((await eve.get('rooms.get')).body).toMatchObject({ update: [{ name: 'general' }] })
  })

  it.each([
    ['name', { ...newUser('ANN'), email: 'else@example.org' }],
    ['address', { ...newUser('nobody'), email: 'ann@sandbox.example' }],
  ])('refuses a taken %s', async (_what, body) => {
    const answer = await admin.post('users.create', body)
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-field-unavailable' } })
  })

  it('is for administrators', async () => {
    expect((await ann.post('users.create', newUser('mallory'))).status).toBe(403)
  })
})

describe('users.update', () => {
  it('changes name and address, which administrators see', async () => {
    const userId = await create('frank')
    const data = { name: 'Frank', email: 'f@example.org' }
    expect((await admin.post('users.update', { userId, data })).status).toBe(200)
    const seen = { user: { name: 'Frank', emails: [{ address: 'f@example.org' }] } }
    expect((await admin.get(`users.info?userId=${userId}`)).body).toMatchObject(seen)
    expect((await ann.get(`users.info?userId=${userId}`)).body).not.toHaveProperty('user.emails')
  })

  it('signs out whom it makes inactive', async () => {
    const userId = await create('grace')
    const grace = await signIn(sandbox.url, 'grace', 'pass of the new one')
    await admin.post('users.update', { userId, data: { active: false } })
    expect((await grace.get('me')).status).toBe(401)
  })

  it('is for administrators', async () => {
    const body = { userId: admin.userId, data: { password: 'mine now' } }
    expect((await ann.post('users.update', body)).status).toBe(403)
  })
})

describe('users.createToken', () => {
  it('signs a user in without the password', async () => {
    const answer = await admin.post('users.createToken', { userId: ann.userId, secret: 'let me' })
    const { userId, authToken } = (answer.body as { data: { userId: string; authToken: string } })
      .data
    const headers = { 'x-user-id': userId, 'x-auth-token': authToken }
    expect((await request(sandbox.url, 'me', { headers })).body).toMatchObject({ username: 'ann' })
  })

  it.each([
    ['a wrong secret', () => admin, { secret: 'x' }],
    ['no secret', () => admin, {}],
    ['somebody else', () => ann, { secret: 'let me' }],
  ])('refuses %s', async (_what, client, secret) => {
    const answer = await client().post('users.createToken', { userId: ann.userId, ...secret })
    expect(answer).toMatchObject({ status: 400, body: { errorType: 'error-not-authorized' } })
  })
})

it('users.list tells addresses to administrators only', async () => {
  expect((await admin.get('users.list')).body).toHaveProperty('users[0].emails')
  expect((await ann.get('users.list')).body).not.toHaveProperty('users[0].emails')
})

describe('roles', () => {
  it('are given and taken, and all are told', async () => {
    const userId = await create('heidi')
    const listener = await openSession(sandbox.url, ann.token)
    await subscribe(listener, 's', 'notify-logged', 'roles-change')
    const role = { roleId: 'admin', username: 'heidi' }
    expect((await admin.post('roles.addUserToRole', role)).status).toBe(200)
    await listener.next({ fields: { args: [{ type: 'added', _id: 'admin' }] } })
    listener.close()
    const found = await admin.get('roles.getUsersInRole?role=admin')
    expect(found.body).toMatchObject({ total: 2 })
    const data = { roles: ['user'] }
    expect((await admin.post('users.update', { userId, data })).body).toMatchObject({
      user: { roles: ['user'] },
    })
    expect(
      (await admin.post('users.update', { userId, data: { roles: ['king'] } })).body,
    ).toMatchObject({ errorType: 'error-invalid-role' })
    expect((await ann.post('roles.addUserToRole', role)).status).toBe(403)
  })

  it('one administrator has to stay', async () => {
    const change = { userId: admin.userId, data: { roles: ['user'] } }
    expect((await admin.post('users.update', change)).body).toMatchObject({
      errorType: 'error-action-not-allowed',
    })
  })
})

describe('users.setActiveStatus', () => {
  it('locks out, and lets in again', async () => {
    const userId = await create('ivan')
    const ivan = await signIn(sandbox.url, 'ivan', 'pass of the new one')
    const set = (activeStatus: boolean) =>
      admin.post('users.setActiveStatus', { userId, activeStatus })
    expect((await set(false)).body).toMatchObject({ user: { active: false } })
    expect((await ivan.get('me')).status).toBe(401)
    await set(true)
    const again = await signIn(sandbox.url, 'ivan', 'pass of the new one')
    expect((await again.get('me')).status).toBe(200)
  })
})

describe('users.delete', () => {
  it('takes the words along, in rooms, threads and direct rooms', async () => {
    const userId = await create('judy')
    const judy = await signIn(sandbox.url, 'judy', 'pass of the new one')
    const rid = sandbox.control.createRoom({ name: 'parting', members: ['ann', 'judy'] })._id
    const root = sandbox.control.post('ann', rid, 'root')._id
    sandbox.control.post('judy', rid, 'a reply', { tmid: root })
    sandbox.control.post('judy', rid, 'last words')
    const direct = sandbox.control.createDirect(['ann', 'judy'])._id
    const listener = await openSession(sandbox.url, ann.token)
    await subscribe(listener, 's', 'notify-logged', 'Users:Deleted')
    expect((await ann.post('users.delete', { userId })).status).toBe(403)
    expect((await admin.post('users.delete', { userId })).status).toBe(200)
    await listener.next({ fields: { args: [{ userId, messageErasureType: 'Delete' }] } })
    listener.close()
    const { messages, rooms, users } = sandbox.control.world()
    expect(messages.filter(({ u }) => u._id === userId)).toEqual([])
    expect(messages.find(({ _id }) => _id === root)).not.toHaveProperty('tcount')
    const room = rooms.find(({ _id }) => _id === rid)
    expect(room).toMatchObject({ msgs: 1, usersCount: 1, lastMessage: { _id: root } })
    expect(rooms.find(({ _id }) => _id === direct)).toBeUndefined()
    expect(users.find(({ _id }) => _id === userId)).toBeUndefined()
    expect((await judy.get('me')).status).toBe(401)
  })

  it('or leaves them to nobody, as the setting says', async () => {
    const userId = await create('niaj')
    sandbox.control.addMember('general', 'niaj')
    const { _id } = sandbox.control.post('niaj', 'general', 'remember')
    sandbox.control.setSetting('Message_ErasureType', 'Unlink')
    const listener = await openSession(sandbox.url, ann.token)
    await subscribe(listener, 's', 'notify-logged', 'Users:Deleted')
    await admin.post('users.delete', { userId })
    sandbox.control.setSetting('Message_ErasureType', 'Delete')
    await listener.next({ fields: { args: [{ replaceByUser: { username: 'rocket.cat' } }] } })
    listener.close()
    expect((await ann.get(`chat.getMessage?msgId=${_id}`)).body).toMatchObject({
      message: { msg: 'remember', u: { username: 'rocket.cat' }, alias: 'Removed User' },
    })
  })

  it('asks before rooms lose their owner, and gives them to somebody', async () => {
    const userId = await create('karl')
    const shared = sandbox.control.createRoom({ name: 'heirs', members: ['karl', 'ann'] })._id
    const lone = sandbox.control.createRoom({ name: 'lone', members: ['karl'] })._id
    expect((await admin.post('users.delete', { userId })).body).toMatchObject({
      errorType: 'user-last-owner',
      details: { shouldChangeOwner: ['heirs'], shouldBeRemoved: ['lone'] },
    })
    await admin.post('users.delete', { userId, confirmRelinquish: true })
    const roles = await ann.get(`channels.roles?roomId=${shared}`)
    expect(roles.body).toMatchObject({ roles: [{ u: { username: 'ann' }, roles: ['owner'] }] })
    expect((await admin.get(`rooms.info?roomId=${lone}`)).status).toBe(400)
  })
})

it('users.register is open where the form is public', async () => {
  const form = { username: 'mallory', email: 'm@example.org', pass: 'secret' }
  const register = () => request(sandbox.url, 'users.register', { body: form })
  expect((await register()).status).toBe(400)
  sandbox.control.setSetting('Accounts_RegistrationForm', 'Public')
  expect((await register()).body).toMatchObject({ user: { username: 'mallory' } })
  expect((await ann.get('users.checkUsernameAvailability?username=mallory')).body).toEqual({
    result: false,
    success: true,
  })
})

it('users.logoutOtherClients ends the other sign-ins', async () => {
  const [one, other] = [await signIn(sandbox.url, 'lina'), await signIn(sandbox.url, 'lina')]
  await one.post('users.logoutOtherClients')
  expect((await one.get('me')).status).toBe(200)
  expect((await other.get('me')).status).toBe(401)
})
