import { afterEach, beforeEach, expect, it } from 'vitest'
import { channelId, type ChannelId, type ServerEvent } from '../../../domain'
import type { ChannelRef, ChatFeatures, ChatTransport } from '../../../ports'
import { startSmallSandbox, type SandboxBackend } from '../../../testing/sandboxBackend'

let rig: SandboxBackend
let lines: ChatTransport[]
let ann: ChatFeatures
let bob: ChatFeatures

async function open(user: string, events: ServerEvent[] = []): Promise<ChatFeatures> {
  const credentials = await rig.backend.accounts.signIn({ user, password: user })
  const transport = rig.backend.transportsFor(credentials)()
  lines.push(transport)
  await transport.open(
    { onEvent: (event) => events.push(event), onLost: () => undefined },
    () => undefined,
  )
  return transport.features()
}

async function found(name: string, kind: 'public' | 'private' = 'public'): Promise<ChannelRef> {
  const wanted = { kind, name, topic: 'what for', isReadOnly: false, usernames: [] }
  return { id: await ann.directory.create(wanted), kind }
}

async function idOfBob() {
  return (await ann.people.profile('bob')).user.id
}

beforeEach(async () => {
  lines = []
  rig = await startSmallSandbox()
  ann = await open('ann')
  bob = await open('bob')
})
afterEach(async () => {
  for (const line of lines) line.close()
  await rig.close()
})

it('makes channels, and tells a name that is taken from one that cannot be', async () => {
  const { id } = await found('plans')
  await expect(found('plans')).rejects.toMatchObject({ code: 'nameTaken' })
  await expect(found('no good / name')).rejects.toMatchObject({ code: 'nameRefused' })
  const { items, total } = await bob.directory.channels('plans', 'members', 0)
  expect(items).toMatchObject([{ id, name: 'plans', topic: 'what for', memberCount: 1 }])
  expect(total).toBe(1)
})

it('opens one conversation of several people, however often', async () => {
  rig.sandbox.control.addUser({ username: 'carol', password: 'carol', name: 'Carol' })
  const id = await ann.directory.openDirect('bob', 'carol')
  await expect(ann.directory.openDirect('carol', 'bob')).resolves.toBe(id)
  await expect(ann.directory.openDirect('bob')).resolves.not.toBe(id)
  const { items } = await ann.members.list({ id, kind: 'direct' }, '', 0)
  expect(items.map(({ user }) => user.username)).toEqual(['ann', 'bob', 'carol'])
})

it('adds people, gives them roles and removes them, by right alone', async () => {
  const channel = await found('plans', 'private')
  const bobId = await idOfBob()
  await expect(ann.members.standing(channel, bobId)).resolves.toEqual({
    isMember: false,
    roles: [],
  })
  await ann.members.add(channel, [bobId])
  await expect(bob.members.remove(channel, bobId)).rejects.toMatchObject({ kind: 'permission' })
  await ann.members.setRole(channel, bobId, 'moderator', true)
  await expect(ann.members.standing(channel, bobId)).resolves.toEqual({
    isMember: true,
    roles: ['moderator'],
  })
  const { items } = await ann.members.list(channel, '', 0)
  expect(items.map(({ user, roles }) => [user.username, roles])).toEqual([
    ['ann', ['owner']],
    ['bob', ['moderator']],
  ])
  await expect(ann.members.list(channel, 'bo', 0)).resolves.toMatchObject({ total: 1 })
  const { id: annId } = items[0]?.user ?? expect.fail()
  await expect(ann.members.setRole(channel, annId, 'owner', false)).rejects.toMatchObject({
    code: 'lastOwner',
  })
  await ann.members.remove(channel, bobId)
  await expect(ann.members.standing(channel, bobId)).resolves.toMatchObject({ isMember: false })
})

it('changes what a channel says of itself, and only for who may', async () => {
  const channel = await found('plans')
  await ann.governing.change(channel.id, { description: 'All we plan.', name: 'plans-2' })
  await expect(ann.governing.details(channel.id)).resolves.toMatchObject({
    description: 'All we plan.',
    creator: { username: 'ann' },
  })
  await bob.directory.joinChannel(channel.id)
  await expect(bob.governing.change(channel.id, { topic: 'mine' })).rejects.toMatchObject({
    kind: 'permission',
  })
  await found('other')
  await expect(ann.governing.change(channel.id, { name: 'other' })).rejects.toMatchObject({
    code: 'nameTaken',
  })
  await ann.governing.setArchived(channel, true)
  await expect(ann.governing.setArchived(channel, false)).rejects.toMatchObject({
    kind: 'permission',
  })
})

it('knows what I may do, in the workspace and by my roles in a channel', async () => {
  const may = await bob.permissions.rights()
  await expect(bob.permissions.rights()).resolves.toBe(may)
  expect(may('createPublic')).toBe(true)
  expect(may('pin', { kind: 'public', roles: [] })).toBe(false)
  expect(may('pin', { kind: 'public', roles: ['moderator'] })).toBe(true)
  expect(may('setOwner', { kind: 'public', roles: ['moderator'] })).toBe(false)
  expect(may('leave', { kind: 'private', roles: [] })).toBe(true)
  expect(may('addPeople', { kind: 'private', roles: [] })).toBe(false)
})

it('tells who somebody is, and what I say of myself', async () => {
  await bob.people.saveProfile({ name: 'Robert', nickname: 'Bobby', bio: 'Plants trees.' })
  await bob.people.setStatus({ choice: 'busy', text: 'in the garden' })
  await expect(ann.people.profile('bob')).resolves.toMatchObject({
    user: { name: 'Robert' },
    nickname: 'Bobby',
    bio: 'Plants trees.',
    presence: 'busy',
    statusText: 'in the garden',
  })
  await bob.people.setStatus({ choice: 'invisible', text: '' })
  await expect(ann.people.profile('bob')).resolves.toMatchObject({ presence: 'offline' })
  await expect(bob.people.own()).resolves.toEqual({
    profile: { name: 'Robert', nickname: 'Bobby', bio: 'Plants trees.' },
    status: { choice: 'invisible', text: '' },
  })
  await expect(ann.people.profile('nobody')).rejects.toMatchObject({ name: 'ChatError' })
})

it('keeps what of a channel notifies me', async () => {
  const { id } = await found('plans')
  const chosen = async () => {
    const { memberships = [] } = (await lines[0]?.fetchChannels(null)) ?? {}
    return memberships.find((one) => one.channelId === id)?.notifyAbout
  }
  expect(await chosen()).toBe('default')
  for (const about of ['mentions', 'default'] as const) {
    await ann.membership.setNotifyAbout(id, about)
    expect(await chosen()).toBe(about)
  }
})

it('lists the files of a channel, the newest first', async () => {
  const channel = await found('plans')
  await expect(ann.files.list(channel, '', 0)).resolves.toMatchObject({ items: [], total: 0 })
  const [line] = lines
  for (const name of ['first.png', 'second.png']) {
    const content = new Blob(['x'], { type: 'image/png' })
    const file = { channelId: channelId(channel.id), name, content, text: '', uploadId: null }
    const none = (): undefined => undefined
    const watch = { onProgress: nothing, onUploaded: none, onAtOnce: none }
    await line?.sendFile(file, watch).message
  }
  const { items } = await ann.files.list(channel, '', 0)
  expect(items).toMatchObject([
    { name: 'second.png', kind: 'image', author: { username: 'ann' } },
    { name: 'first.png' },
  ])
  expect(items[0]?.url).toContain('/file-upload/')
  await expect(ann.files.list(channel, 'first', 0)).resolves.toMatchObject({ total: 1 })
})

it('lists people by what they are called, without those that were not asked for', async () => {
  const { items } = await ann.directory.people('bob', 0)
  expect(items.map(({ user }) => user.username)).toEqual(['bob'])
  const none: ChannelId | undefined = (await ann.directory.channels('nothing here', 'name', 0))
    .items[0]?.id
  expect(none).toBeUndefined()
})

function nothing(): void {
  // The files are small.
}
