import { request as rawRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { openSession, signIn, subscribe, type RestClient } from '../testing/clients'

let sandbox: Sandbox
let ann: RestClient

beforeEach(async () => {
  sandbox = await startSandbox({ controlPort: 0 })
  ann = await signIn(sandbox.url, 'ann')
})
afterEach(async () => {
  await sandbox.stop()
})

interface Reply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

async function reply(path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(`${sandbox.controlUrl ?? ''}/${path}`, init)
  return { status: response.status, body: (await response.json()) as Reply['body'] }
}

const order = (name: string, fields: object = {}): Promise<Reply> =>
  reply(name, { method: 'POST', body: JSON.stringify(fields) })

describe('control door', () => {
  it('is shut unless it was asked for', async () => {
    const other = await startSandbox({ seed: 'empty' })
    expect(other.controlUrl).toBeNull()
    await other.stop()
  })

  it('has a port of its own, on this machine only', () => {
    expect(sandbox.controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(sandbox.controlUrl).not.toBe(sandbox.url)
  })

  it('tells its orders', async () => {
    const { status, body } = await reply('')
    expect(status).toBe(200)
    expect(body).toMatchObject({ orders: { cut: [], delay: ['ms'] } })
  })

  it('cuts, and counts the sockets', async () => {
    const client = await openSession(sandbox.url, ann.token)
    expect((await reply('sockets')).body).toEqual({ sockets: 1, success: true })
    expect(await order('cut')).toEqual({ status: 200, body: { success: true } })
    expect(await client.closed).toBe(1006)
  })

  it('freezes and thaws', async () => {
    await order('freeze')
    const asked = ann.get('me')
    await order('thaw')
    expect((await asked).status).toBe(200)
  })

  it('fails, and loses results', async () => {
    await order('fail', { count: 1, status: 503, match: 'GET /api/v1/me' })
    expect((await ann.get('me')).status).toBe(503)
    await order('lose', { pattern: 'sendMessage$' })
    const message = { _id: 'lost', rid: 'GENERAL', msg: 'x' }
    await expect(ann.post('chat.sendMessage', { message })).rejects.toThrow()
    await order('fail', { count: 9, status: 500 })
    await order('clear')
    expect((await ann.get('chat.getMessage?msgId=lost')).status).toBe(200)
  })

  it('delays, duplicates and drops frames', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await order('duplicate', { count: 1, match: 'pong' })
    await order('delay', { ms: 1 })
    client.send({ msg: 'ping', id: 'twice' })
    await client.next({ msg: 'pong', id: 'twice' })
    await client.next({ msg: 'pong', id: 'twice' })
    await order('drop', { count: 1, pattern: '^pong lost$' })
    client.send({ msg: 'ping', id: 'lost' })
    await client.settled()
    expect(client.frames()).not.toContainEqual({ msg: 'pong', id: 'lost' })
  })

  it('sets the clock', async () => {
    await order('clock', { offsetMs: -3_600_000 })
    const { body } = await order('post', { username: 'bob', room: 'general', text: 'early' })
    const { ts } = body.message as { readonly ts: string }
    expect(Date.now() - Date.parse(ts)).toBeGreaterThan(3_500_000)
  })

  it('posts, and makes users and rooms', async () => {
    const client = await openSession(sandbox.url, ann.token)
    await subscribe(client, '1', 'room-messages', '__my_messages__')
    const { body } = await order('user', { username: 'zoe' })
    expect(body).toMatchObject({ user: { username: 'zoe', name: 'zoe' } })
    expect(JSON.stringify(body)).not.toContain('password')
    await order('room', { name: 'den', members: ['zoe', 'ann'], type: 'p' })
    await order('post', { username: 'zoe', room: 'den', text: 'hi', id: 'given' })
    await client.next({ msg: 'changed', fields: { args: { 0: { _id: 'given', msg: 'hi' } } } })
    await order('leave', { room: 'den', username: 'ann' })
    expect((await ann.get('chat.getMessage?msgId=given')).status).toBe(400)
    await order('join', { room: 'den', username: 'ann' })
    expect((await ann.get('chat.getMessage?msgId=given')).status).toBe(200)
    expect((await order('direct', { usernames: ['zoe', 'ann'] })).status).toBe(200)
    await order('setting', { id: 'Unread_Count', value: 'all_messages' })
    await order('revoke', { username: 'ann' })
    expect((await ann.get('me')).status).toBe(401)
  })

  it('lists what was received', async () => {
    const { body } = await reply('received')
    expect(body).toMatchObject({
      received: [{ kind: 'rest', path: '/api/v1/login', body: { user: 'ann' } }],
    })
  })
})

describe('an order that makes no sense', () => {
  it.each([
    ['explode', {}, 'There is no order "explode". GET / lists them.'],
    ['delay', {}, 'delay: "ms" must be a whole number from 0 to 3600000.'],
    ['delay', { ms: '5' }, 'delay: "ms" must be a whole number from 0 to 3600000.'],
    ['delay', { ms: 5, extra: 1 }, 'delay: "extra" means nothing here.'],
    ['fail', { count: 1, status: 200 }, 'fail: "status" must be a whole number from 400 to 599.'],
    ['drop', { count: 1, pattern: '(' }, 'drop: "pattern" must be a regular expression.'],
    ['revoke', { username: '' }, 'revoke: "username" must be a text.'],
    ['revoke', { username: 'nobody' }, 'revoke: The sandbox has no user "nobody".'],
    ['room', { name: 'x', members: 'ann' }, 'room: "members" must be a list of usernames.'],
    ['room', { name: 'x', members: ['ann'], type: 'q' }, 'room: "type" must be c or p.'],
    ['user', { username: 'ann' }, 'user: ann is already in use :( [error-field-unavailable]'],
    ['setting', { id: 'x' }, 'setting: "value" must be given.'],
    ['cut', [], 'cut: The body must be an object.'],
  ])('%s %j is answered with a sentence', async (name, fields, error) => {
    expect(await order(name, fields)).toEqual({ status: 400, body: { success: false, error } })
  })

  it('is no JSON, or too long', async () => {
    const bad = await reply('cut', { method: 'POST', body: '{' })
    expect(bad).toMatchObject({ status: 400, body: { error: 'cut: The body is no JSON.' } })
    const long = await reply('cut', { method: 'POST', body: ' '.repeat(2_000_000) })
    expect(long).toMatchObject({ status: 400, body: { error: 'The order is too long.' } })
  })

  it('is asked for, not ordered', async () => {
    const { status, body } = await reply('cut')
    expect([status, body.error]).toEqual([400, '"cut" is ordered with POST.'])
  })

  it.each([{ origin: 'http://evil.example' }, { host: 'evil.example' }])(
    'comes from elsewhere: %j',
    async (headers) => {
      const status = await new Promise((resolve, reject) => {
        const call = rawRequest(`${sandbox.controlUrl ?? ''}/received`, { headers }, (response) => {
          response.resume()
          resolve(response.statusCode)
        })
        call.once('error', reject)
        call.end()
      })
      expect(status).toBe(403)
    },
  )

  it('leaves nothing behind when the door cannot be opened', async () => {
    const port = Number(new URL(sandbox.controlUrl ?? '').port)
    const start = startSandbox({ seed: 'empty', controlPort: port })
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE', port })
  })
})
