import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox, type SandboxOptions } from '../index'
import { openSession, signIn, withToken, type RestClient } from '../testing/clients'

let folder: string
let data: string
let sandbox: Sandbox

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sandbox-restart-'))
  data = path.join(folder, 'chat.db')
  sandbox = await startSandbox({ data })
})
afterEach(async () => {
  await sandbox.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function restart(options: SandboxOptions = {}): Promise<void> {
  await sandbox.stop()
  sandbox = await startSandbox({ data, ...options })
}

/** The same sign-in, at the sandbox of now. */
function again({ userId, token }: RestClient): RestClient {
  return withToken(sandbox.url, userId, token)
}

describe('a sandbox with a data file', () => {
  it('is the same after a restart', async () => {
    const ann = await signIn(sandbox.url, 'ann')
    await ann.post('chat.sendMessage', { message: { _id: 'kept', rid: 'GENERAL', msg: 'hi @bob' } })
    await ann.post('subscriptions.read', { rid: 'GENERAL' })
    sandbox.control.setSetting('Unread_Count', 'all_messages')
    const before = sandbox.control.world()
    await restart()
    const after = sandbox.control.world()
    const { rooms, subscriptions, messages } = before
    expect(after).toMatchObject({ rooms, subscriptions, messages })
    expect((await again(ann).get('chat.getMessage?msgId=kept')).status).toBe(200)
    const { body } = await again(ann).get('settings.public?_id=Unread_Count')
    expect(body).toMatchObject({ settings: [{ value: 'all_messages' }] })
  })

  it('keeps roles, preferences, join codes and emoji', async () => {
    const ann = await signIn(sandbox.url, 'ann')
    await ann.post('users.setPreferences', { data: { sendOnEnter: 'normal' } })
    const made = await ann.post('channels.create', { name: 'kept-room', members: ['bob'] })
    const roomId = (made.body as { channel: { _id: string } }).channel._id
    await ann.post('channels.addModerator', { roomId, username: 'bob' })
    await ann.post('channels.setJoinCode', { roomId, joinCode: 'sesame' })
    await restart()
    const { get } = again(ann)
    expect((await get('users.getPreferences')).body).toMatchObject({
      preferences: { sendOnEnter: 'normal' },
    })
    expect((await get(`channels.roles?roomId=${roomId}`)).body).toMatchObject({
      roles: [{ roles: ['owner'] }, { roles: ['moderator'] }],
    })
    const lina = await signIn(sandbox.url, 'lina')
    expect((await lina.post('channels.join', { roomId })).status).toBe(400)
    expect((await get('emoji-custom.list')).body).toMatchObject({
      emojis: { update: [{}, {}, {}] },
    })
  })

  it('is filled once, whatever seed is asked for later', async () => {
    const count = sandbox.control.world().messages.length
    await restart({ seed: 'empty' })
    expect(sandbox.control.world().messages).toHaveLength(count)
    expect(sandbox.users).toHaveLength(8)
  })

  it('offers only passwords that still hold', async () => {
    const admin = await signIn(sandbox.url, 'admin')
    const bob = sandbox.control.world().users.find(({ username }) => username === 'bob')
    const change = { userId: bob?._id, data: { password: 'secret' } }
    expect((await admin.post('users.update', change)).status).toBe(200)
    await restart()
    expect(sandbox.users.map(({ username }) => username)).not.toContain('bob')
  })

  it('starts with nobody there', async () => {
    const { token } = await signIn(sandbox.url, 'ann')
    await (await openSession(sandbox.url, token)).settled()
    await restart()
    const statuses = new Set(sandbox.control.world().users.map(({ status }) => status))
    expect([...statuses]).toEqual(['offline'])
  })

  it('tells what changed since before the restart, deletions too', async () => {
    const ann = await signIn(sandbox.url, 'ann')
    const first = { message: { _id: 'gone', rid: 'GENERAL', msg: 'x' } }
    const { body } = await ann.post('chat.sendMessage', first)
    const since = (body as { message: { _updatedAt: string } }).message._updatedAt
    await ann.post('chat.delete', { roomId: 'GENERAL', msgId: 'gone' })
    await restart()
    const query = `chat.syncMessages?roomId=GENERAL&lastUpdate=${since}`
    expect((await again(ann).get(query)).body).toMatchObject({
      result: { updated: [], deleted: [{ _id: 'gone' }] },
    })
  })

  it('may be stopped twice', async () => {
    await sandbox.stop()
    await expect(sandbox.stop()).resolves.toBeUndefined()
  })

  it('lets go of the file when it cannot start', async () => {
    const second = path.join(folder, 'second.db')
    await expect(startSandbox({ data: second, port: sandbox.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
    await expect(startSandbox({ data })).rejects.toThrow('in use by another process')
    const other = await startSandbox({ data: second })
    await other.stop()
  })
})
