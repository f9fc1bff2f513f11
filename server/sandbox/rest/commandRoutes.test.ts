import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type DdpClient, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let socket: DdpClient
let rid: string
let count = 0

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
  socket = await openSession(sandbox.url, bob.token)
  await subscribe(socket, 's', 'notify-user', `${bob.userId}/message`)
})

afterAll(async () => {
  socket.close()
  await sandbox.stop()
})

beforeEach(() => {
  count += 1
  rid = sandbox.control.createRoom({ name: `commands${count}`, members: ['ann', 'bob'] })._id
})

const run = (client: RestClient, command: string, params = '', more: object = {}) =>
  client.post('commands.run', { command, roomId: rid, params, ...more })
const lines = (): readonly string[] =>
  sandbox.control
    .world()
    .messages.filter((message) => message.rid === rid)
    .map(({ t, msg }) => [t, msg].filter(Boolean).join(' '))

it('commands.list says what there is', async () => {
  const { body } = await ann.get('commands.list?count=100&sort={"command":1}')
  const { commands, total } = body as { commands: { command: string }[]; total: number }
  const names = commands.map(({ command }) => command)
  expect(names).toEqual(names.toSorted())
  expect(names).toEqual(expect.arrayContaining(['me', 'shrug', 'topic', 'invite', 'leave', 'msg']))
  expect(commands).toHaveLength(total)
  const topic = { command: 'topic', permission: 'edit-room', clientOnly: false }
  expect(commands).toContainEqual(expect.objectContaining(topic))
})

it.each([
  ['me', 'waves', '_waves_'],
  ['shrug', 'well', 'well ¯\\_(ツ)_/¯'],
  ['SHRUG', '', '¯\\_(ツ)_/¯'],
  ['gimme', 'cake', '༼ つ ◕_◕ ༽つ cake'],
  ['tableflip', '', '(╯°□°）╯︵ ┻━┻'],
])('/%s %s', async (command, params, text) => {
  expect((await run(bob, command, params)).body).toEqual({ success: true })
  expect(lines()).toEqual([text])
})

it('a command in a thread answers there', async () => {
  const { _id: tmid } = sandbox.control.post('ann', rid, 'root')
  await run(bob, 'me', 'nods', { tmid })
  const answer = sandbox.control.world().messages.find(({ msg }) => msg === '_nods_')
  expect(answer).toMatchObject({ tmid })
  expect((await run(bob, 'me', 'nods', { tmid: 'x' })).body).toMatchObject({
    error: 'Invalid thread.',
  })
})

it('/topic, /invite, /kick and /leave do what the calls do', async () => {
  await run(ann, 'topic', 'Plans')
  await run(ann, 'invite', '@clara, david')
  await run(ann, 'kick', '@david')
  await run(bob, 'leave')
  expect(lines()).toEqual([
    'room_changed_topic Plans',
    'au clara',
    'au david',
    'ru david',
    'ul bob',
  ])
})

it('/msg writes to somebody, /create and /join rooms', async () => {
  await run(ann, 'msg', '@lina are you there?')
  const world = sandbox.control.world()
  const sent = world.messages.find(({ msg }) => msg === 'are you there?')
  const room = world.rooms.find(({ _id }) => _id === sent?.rid)
  expect(room).toMatchObject({ t: 'd', usernames: ['ann', 'lina'] })
  await run(ann, 'create', `#fresh${count} private`)
  const fresh = sandbox.control.world().rooms.find(({ name }) => name === `fresh${count}`)
  expect(fresh?.t).toBe('p')
})

it('/status and /hide', async () => {
  await run(bob, 'status', 'Lunch')
  const { body } = await ann.get('users.info?username=bob')
  expect(body).toMatchObject({ user: { statusText: 'Lunch' } })
  await run(bob, 'hide')
  const { body: sub } = await bob.get(`subscriptions.getOne?roomId=${rid}`)
  expect(sub).toMatchObject({ subscription: { open: false } })
})

it('what cannot be done is whispered, and not kept', async () => {
  expect((await run(bob, 'topic', 'mine')).status).toBe(200)
  const line = { rid, msg: 'Editing room is not allowed', private: true }
  await socket.next({ fields: { args: [{ ...line, u: { username: 'rocket.cat' } }] } })
  await run(bob, 'msg', 'nobody hello')
  await socket.next({ fields: { args: [{ msg: 'No user exists by the name of @nobody.' }] } })
  expect(lines()).toEqual([])
})

it('refuses what is no command, and rooms of others', async () => {
  expect((await run(bob, 'dance')).body).toMatchObject({
    error: 'The command provided does not exist (or is disabled).',
  })
  const { _id } = sandbox.control.createRoom({ name: `v${count}`, type: 'p', members: ['ann'] })
  expect((await run(bob, 'me', 'x', { roomId: _id })).status).toBe(403)
})

it('commands.preview has nothing to show', async () => {
  const { body } = await bob.get(`commands.preview?command=me&roomId=${rid}&params=x`)
  expect(body).toMatchObject({ preview: { items: [] } })
})
