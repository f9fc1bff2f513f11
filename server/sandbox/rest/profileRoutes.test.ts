import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
})

afterAll(async () => {
  await sandbox.stop()
})

const infoOf = async (client: RestClient, username: string) => {
  const { body } = await client.get(`users.info?username=${username}`)
  return (body as { user: Record<string, unknown> }).user
}

describe('status (RC §4.7)', () => {
  it('who is there is what they say, and all are told', async () => {
    const socket = await openSession(sandbox.url, ann.token)
    const listener = await openSession(sandbox.url, bob.token)
    await subscribe(listener, 's', 'notify-logged', 'user-status')
    await subscribe(socket, 'u', 'notify-user', `${ann.userId}/userData`)
    const change = { status: 'busy', message: 'In a meeting' }
    expect((await ann.post('users.setStatus', change)).body).toEqual({ success: true })
    await listener.next({ fields: { args: [[ann.userId, 'ann', 3, 'In a meeting']] } })
    await socket.next({ fields: { args: [{ diff: { statusText: 'In a meeting' } }] } })
    const { body } = await bob.get(`users.getStatus?userId=${ann.userId}`)
    expect(body).toMatchObject({ status: 'busy', message: 'In a meeting' })
    await ann.post('users.setStatus', { message: '' })
    expect(await infoOf(bob, 'ann')).toMatchObject({ status: 'busy', statusText: '' })
    socket.close()
    listener.close()
  })

  it.each([
    ['an unknown word', { status: 'gone' }, 'error-invalid-status'],
    ['nothing', {}, undefined],
  ])('refuses %s', async (_what, body, errorType) => {
    const answer = await bob.post('users.setStatus', body)
    expect([answer.status, (answer.body as { errorType?: string }).errorType]).toEqual([
      400,
      errorType,
    ])
  })

  it('nobody sets that of others', async () => {
    const body = { status: 'away', userId: ann.userId }
    expect((await bob.post('users.setStatus', body)).status).toBe(403)
  })
})

describe('users.updateOwnBasicInfo', () => {
  it('a new name reaches everybody, and the direct rooms', async () => {
    const david = await signIn(sandbox.url, 'david')
    const { _id } = sandbox.control.createDirect(['bob', 'david'])
    const listener = await openSession(sandbox.url, bob.token)
    await subscribe(listener, 's', 'notify-logged', 'Users:NameChanged')
    const data = { name: 'Dave', nickname: 'D', bio: 'Ships it' }
    const { body } = await david.post('users.updateOwnBasicInfo', { data })
    expect(body).toMatchObject({ user: { name: 'Dave', nickname: 'D', bio: 'Ships it' } })
    await listener.next({ fields: { args: [{ username: 'david', name: 'Dave' }] } })
    listener.close()
    expect(await infoOf(bob, 'david')).toMatchObject({ name: 'Dave', nickname: 'D' })
    const { body: sub } = await bob.get(`subscriptions.getOne?roomId=${_id}`)
    expect(sub).toMatchObject({ subscription: { fname: 'Dave' } })
  })

  it('a new password needs the old one', async () => {
    const clara = await signIn(sandbox.url, 'clara')
    const update = (data: object) => clara.post('users.updateOwnBasicInfo', { data })
    expect((await update({ newPassword: 'other' })).body).toMatchObject({
      errorType: 'error-invalid-password',
    })
    const currentPassword = createHash('sha256').update('clara').digest('hex')
    expect((await update({ newPassword: 'other', currentPassword })).status).toBe(200)
    expect((await signIn(sandbox.url, 'clara', 'other')).userId).toBe(clara.userId)
  })

  it.each([
    ['a long story', { bio: 'x'.repeat(261) }, 'error-bio-size-exceeded'],
    ['an unknown key', { colour: 'red' }, 'invalid-params'],
    ['another username', { username: 'robert' }, 'error-action-not-allowed'],
  ])('refuses %s', async (_what, data, errorType) => {
    const answer = await bob.post('users.updateOwnBasicInfo', { data })
    expect(answer).toMatchObject({ status: 400, body: { errorType } })
  })
})

describe('preferences', () => {
  it('are kept, told to the owner, and known keys only', async () => {
    const socket = await openSession(sandbox.url, ann.token)
    await subscribe(socket, 'u', 'notify-user', `${ann.userId}/userData`)
    const data = { sidebarSortby: 'activity', highlights: ['coffee'] }
    expect((await ann.post('users.setPreferences', { data })).body).toMatchObject({
      user: { _id: ann.userId, settings: { preferences: data } },
    })
    const diff = { 'settings.preferences.sidebarSortby': 'activity' }
    await socket.next({ fields: { args: [{ type: 'updated', diff }] } })
    socket.close()
    expect((await ann.get('users.getPreferences')).body).toMatchObject({ preferences: data })
    expect((await ann.get('me')).body).toMatchObject({ settings: { preferences: data } })
    const wrong = await ann.post('users.setPreferences', { data: { colour: 'red' } })
    expect(wrong).toMatchObject({ status: 400, body: { errorType: 'invalid-params' } })
  })

  it('RC §3.9 a highlighted word counts as a mention', async () => {
    await ann.post('users.setPreferences', { data: { highlights: ['coffee'] } })
    const { _id } = sandbox.control.createRoom({ name: 'kitchen', members: ['bob', 'ann'] })
    sandbox.control.post('bob', _id, 'Coffee, anybody?')
    const { body } = await ann.get(`subscriptions.getOne?roomId=${_id}`)
    expect(body).toMatchObject({ subscription: { userMentions: 1 } })
  })
})

describe('pictures', () => {
  const send = (type: string, field = 'image') => {
    const form = new FormData()
    form.append(field, new Blob([new Uint8Array([1, 2, 3])], { type }), 'me')
    const headers = { 'x-user-id': bob.userId, 'x-auth-token': bob.token }
    return fetch(`${sandbox.url}/api/v1/users.setAvatar`, { method: 'POST', headers, body: form })
  }

  it('a chosen one is shown to all until it is taken back', async () => {
    const listener = await openSession(sandbox.url, ann.token)
    await subscribe(listener, 's', 'notify-logged', 'updateAvatar')
    expect((await send('image/png')).status).toBe(200)
    await listener.next({ fields: { args: [{ username: 'bob' }] } })
    listener.close()
    const shown = await fetch(`${sandbox.url}/avatar/bob`)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(await infoOf(ann, 'bob')).toHaveProperty('avatarETag')
    await bob.post('users.resetAvatar')
    const drawn = await fetch(`${sandbox.url}/avatar/bob`)
    expect(drawn.headers.get('content-type')).toBe('image/svg+xml')
    expect(await infoOf(ann, 'bob')).not.toHaveProperty('avatarETag')
  })

  it('has to be one', async () => {
    expect((await send('image/svg+xml')).status).toBe(400)
    expect((await send('image/png', 'file')).status).toBe(400)
  })
})

describe('emoji of the workspace', () => {
  it('are listed, have pictures, and are known in texts and reactions', async () => {
    const { body } = await bob.get('emoji-custom.list')
    const { emojis } = body as { emojis: { update: { name: string; extension: string }[] } }
    expect(emojis.update.map(({ name }) => name)).toEqual(['parley', 'party_blob', 'ship_it'])
    const later = await bob.get(`emoji-custom.list?updatedSince=${new Date().toISOString()}`)
    expect(later.body).toMatchObject({ emojis: { update: [], remove: [] } })
    const picture = await fetch(`${sandbox.url}/emoji-custom/party_blob.png`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect((await fetch(`${sandbox.url}/emoji-custom/party_blob.gif`)).status).toBe(404)
    const message = sandbox.control.post('bob', 'general', 'look: :ship_it: :nonsense_x:')
    expect(JSON.stringify(message.md)).toContain('"shortCode":"ship_it"')
    expect(JSON.stringify(message.md)).not.toContain('"shortCode":"nonsense_x"')
    const reaction = { messageId: message._id, emoji: ':blob:' }
    expect((await bob.post('chat.react', reaction)).status).toBe(200)
  })
})

describe('read receipts', () => {
  it('tell who has read, where the setting is on', async () => {
    const { _id: rid } = sandbox.control.createRoom({ name: 'receipts', members: ['bob', 'ann'] })
    const before = sandbox.control.post('bob', rid, 'not kept')
    expect(before.unread).toBeUndefined()
    expect((await bob.get(`chat.getMessageReadReceipts?messageId=${before._id}`)).status).toBe(400)
    sandbox.control.setSetting('Message_Read_Receipt_Enabled', true)
    const { _id, unread } = sandbox.control.post('bob', rid, 'read me')
    expect(unread).toBe(true)
    const path = `chat.getMessageReadReceipts?messageId=${_id}`
    expect((await bob.get(path)).body).toMatchObject({ receipts: [] })
    const socket = await openSession(sandbox.url, bob.token)
    await subscribe(socket, 's', 'notify-room', `${rid}/messagesRead`)
    for (const reader of [ann, bob]) await reader.post('subscriptions.read', { rid })
    await socket.next({ fields: { eventName: `${rid}/messagesRead` } })
    const found = await bob.get(`chat.getMessage?msgId=${_id}`)
    expect(found.body).not.toMatchObject({ message: { unread: true } })
    socket.close()
    expect((await bob.get(path)).body).toMatchObject({
      receipts: [{ messageId: _id, user: { username: 'ann' } }],
    })
  })
})
