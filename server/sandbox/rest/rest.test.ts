import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../index'
import { request, signIn, type RestClient } from '../testing/clients'
import { DEFAULT_SETTINGS } from '../world/settings'

let sandbox: Sandbox
let ann: RestClient
let bob: RestClient
let rid: string

beforeAll(async () => {
  sandbox = await startSandbox()
  ann = await signIn(sandbox.url, 'ann')
  bob = await signIn(sandbox.url, 'bob')
  rid = sandbox.control.createRoom({ name: 'lab', members: ['ann', 'bob'] })._id
})

afterAll(async () => {
  await sandbox.stop()
})

const unauthorized = {
  success: false,
  status: 'error',
  error: 'Unauthorized',
  message: 'Unauthorized',
}
const notSignedIn = {
  success: false,
  status: 'error',
  error: 'You must be logged in to do this.',
  message: 'You must be logged in to do this.',
}
const SETTINGS = Object.keys(DEFAULT_SETTINGS).length
const sha256OfBob = '81b637d8fcd2c6da6359e6963113a1170de795e4b725b84d1e0b4cfd9ec58ce9'

describe('login (RC §2.1)', () => {
  it.each([
    ['user', { user: 'bob', password: 'bob' }],
    ['user with an address', { user: 'bob@sandbox.example', password: 'bob' }],
    ['username', { username: 'bob', password: 'bob' }],
    ['email', { email: 'bob@sandbox.example', password: 'bob' }],
    ['digest', { user: 'bob', password: { digest: sha256OfBob, algorithm: 'sha-256' } }],
  ])('takes %s', async (_name, body) => {
    const { status, body: answer } = await request(sandbox.url, 'login', { body })
    expect(status).toBe(200)
    expect(answer).toMatchObject({
      status: 'success',
      success: true,
      data: { userId: bob.userId, me: { username: 'bob', avatarUrl: `${sandbox.url}/avatar/bob` } },
    })
  })

  it('takes a token that was given out, and keeps it', async () => {
    const { body } = await request(sandbox.url, 'login', { body: { resume: bob.token } })
    expect(body).toMatchObject({ data: { userId: bob.userId, authToken: bob.token } })
  })

  it.each([
    ['a wrong password', { user: 'bob', password: 'x' }],
    ['an unknown user', { user: 'nobody', password: 'x' }],
    ['an unknown token', { resume: 'x' }],
    ['nothing', {}],
    ['a user that is no text', { user: { $gt: '' }, password: 'x' }],
    ['a digest of another kind', { user: 'bob', password: { digest: 'x', algorithm: 'md5' } }],
  ])('refuses %s with the same answer', async (_name, body) => {
    const { status, body: answer } = await request(sandbox.url, 'login', { body })
    expect([status, answer]).toEqual([401, unauthorized])
  })
})

describe('who is calling (RC §2.2)', () => {
  it.each([
    ['nobody', () => ({})],
    ['a token without a user', () => ({ 'x-auth-token': ann.token })],
    ['the token of another', () => ({ 'x-auth-token': ann.token, 'x-user-id': bob.userId })],
  ])('401 for %s', async (_name, headers: () => Record<string, string>) => {
    const { status, body } = await request(sandbox.url, 'me', { headers: headers() })
    expect([status, body]).toEqual([401, notSignedIn])
  })

  it('logout ends the token', async () => {
    const once = await signIn(sandbox.url, 'clara')
    const { body } = await once.post('logout')
    expect(body).toEqual({
      status: 'success',
      data: { message: "You've been logged out!" },
      success: true,
    })
    expect((await once.get('me')).status).toBe(401)
  })
})

describe('refusals (RC §5.1)', () => {
  it.each([
    [
      'an unknown key in the query',
      'rooms.get?query={}',
      400,
      'must NOT have additional properties [error-invalid-params]',
      'error-invalid-params',
    ],
    [
      'a missing key in the query',
      'chat.getMessage',
      400,
      "must have required property 'msgId' [error-invalid-params]",
      'error-invalid-params',
    ],
    [
      'an unknown room',
      'channels.history?roomId=x',
      400,
      'The required "roomId" or "roomName" param provided does not match any channel [error-room-not-found]',
      'error-room-not-found',
    ],
    [
      'two cursors',
      'chat.syncMessages?roomId=GENERAL&type=UPDATED&next=1&previous=2',
      400,
      'You cannot provide both "next" and "previous" parameters [error-cursor-conflict]',
      'error-cursor-conflict',
    ],
  ])('%s', async (_name, path, status, error, errorType) => {
    const answer = await ann.get(path)
    expect([answer.status, answer.body]).toEqual([status, { success: false, error, errorType }])
  })

  it('of a body: every fault, joined', async () => {
    const { status, body } = await ann.post('chat.update', { roomId: 1, more: true, msgId: 'x' })
    expect(status).toBe(400)
    expect(body).toEqual({
      success: false,
      error: [
        'must NOT have additional properties [invalid-params]',
        'must be string [invalid-params]',
        "must have required property 'text' [invalid-params]",
      ].join('\n '),
      errorType: 'invalid-params',
    })
  })

  it.each([
    ['unknown route', 'nope', 404],
    ['a name of the prototype', 'constructor', 404],
    ['a bad path', '%E0%A4%A', 404],
    ['the wrong method', 'chat.sendMessage', 405],
  ])('%s', async (_name, path, status) => {
    expect((await ann.get(path)).status).toBe(status)
  })

  it.each(['{', '[]', '"x"', 'null'])('a body that is no object: %s', async (body) => {
    const response = await fetch(`${sandbox.url}/api/v1/login`, { method: 'POST', body })
    expect(response.status).toBe(400)
  })

  it('a body over 1 MiB', async () => {
    const body = `{"message":{"rid":"GENERAL","msg":"${'x'.repeat(1024 * 1024)}"}}`
    const response = await fetch(`${sandbox.url}/api/v1/chat.sendMessage`, { method: 'POST', body })
    expect(response.status).toBe(413)
  })

  it('strict 6 lets unknown keys pass', async () => {
    const old = await startSandbox({ strict: '6', seed: 'empty' })
    const admin = await signIn(old.url, 'admin')
    expect((await admin.get('rooms.get?query={}')).status).toBe(200)
    await old.stop()
  })
})

describe('server facts (RC §5.2)', () => {
  it('tells the whole version to an administrator only', async () => {
    const admin = await signIn(sandbox.url, 'admin')
    const version = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
      const response = await fetch(`${sandbox.url}/api/info`, { headers })
      return ((await response.json()) as { version: unknown }).version
    }
    expect(await version({})).toBe('8.6')
    const headers = { 'x-user-id': admin.userId, 'x-auth-token': admin.token }
    expect(await version(headers)).toBe('8.6.0')
  })

  it('finds settings by id, without signing in', async () => {
    const { body } = await request(sandbox.url, 'settings.public?_id=Unread_Count,Unread_Count_DM')
    expect(body).toEqual({
      settings: [
        { _id: 'Unread_Count', value: 'user_and_group_mentions_only' },
        { _id: 'Unread_Count_DM', value: 'all_messages' },
      ],
      count: 2,
      offset: 0,
      total: 2,
      success: true,
    })
  })

  it.each([
    ['count=3&offset=1', 3, 1],
    ['count=100000', SETTINGS, 0],
    ['count=0', SETTINGS, 0],
  ])('pages: %s', async (query, count, offset) => {
    const { body } = await request(sandbox.url, `settings.public?${query}`)
    expect(body).toMatchObject({ count, offset, total: SETTINGS })
  })
})

describe('rooms and subscriptions (RC §5.3)', () => {
  it('gives the whole first, then what has changed', async () => {
    const all = (await ann.get('rooms.get')).body as { update: { _updatedAt: string }[] }
    expect(all.update.length).toBeGreaterThan(10)
    const latest =
      all.update
        .map(({ _updatedAt }) => _updatedAt)
        .sort()
        .at(-1) ?? ''
    sandbox.control.post('bob', 'lab', 'news')
    const { body } = await ann.get(`rooms.get?updatedSince=${latest}`)
    expect(body).toMatchObject({ update: [{ _id: rid, lastMessage: { msg: 'news' } }], remove: [] })
  })

  it('names a subscription that was removed by its id, nothing else', async () => {
    const { subscription } = (await bob.get(`subscriptions.getOne?roomId=${rid}`)).body as {
      subscription: { _id: string; _updatedAt: string }
    }
    sandbox.control.removeMember('lab', 'bob')
    const path = `subscriptions.get?updatedSince=${subscription._updatedAt}`
    const { body } = await bob.get(path)
    const deletedAt: unknown = expect.any(String)
    expect(body).toEqual({
      update: [],
      remove: [{ _id: subscription._id, _deletedAt: deletedAt }],
      success: true,
    })
    sandbox.control.addMember('lab', 'bob')
  })

  it('getOne is null for strangers', async () => {
    const { body } = await ann.get('subscriptions.getOne?roomId=nowhere')
    expect(body).toEqual({ subscription: null, success: true })
  })

  it('reads, and marks unread from a message on', async () => {
    const message = sandbox.control.post('bob', 'lab', '@ann look')
    const one = async () =>
      ((await ann.get(`subscriptions.getOne?roomId=${rid}`)).body as { subscription: object })
        .subscription
    expect(await one()).toMatchObject({ userMentions: 1, alert: true })
    expect((await ann.post('subscriptions.read', { rid })).body).toEqual({ success: true })
    expect(await one()).toMatchObject({ userMentions: 0, unread: 0, alert: false })
    await ann.post('subscriptions.unread', { firstUnreadMessage: { _id: message._id } })
    expect(await one()).toMatchObject({ alert: true, ls: message.ts.toISOString() })
    const own = sandbox.control.post('ann', 'lab', 'mine')
    const refused = await ann.post('subscriptions.unread', { firstUnreadMessage: { _id: own._id } })
    expect(refused.body).toMatchObject({ success: false, errorType: 'error-action-not-allowed' })
  })

  it('im.create finds the same room again', async () => {
    const first = await ann.post('im.create', { username: 'david' })
    const again = await ann.post('im.create', { usernames: 'david' })
    expect(first.body).toEqual(again.body)
    expect(first.body).toMatchObject({
      room: { t: 'd', usernames: ['ann', 'david'] },
      success: true,
    })
    const refused = await ann.post('im.create', { username: 'nobody' })
    expect(refused.body).toMatchObject({ errorType: 'error-invalid-user' })
  })

  it('a private room does not exist for strangers', async () => {
    const hiring = sandbox.control.world().rooms.find(({ name }) => name === 'hiring')
    const david = await signIn(sandbox.url, 'david')
    const path = `groups.history?roomId=${hiring?._id ?? ''}`
    expect((await david.get(path)).body).toMatchObject({ errorType: 'error-room-not-found' })
    expect((await ann.get(path)).status).toBe(200)
  })
})

describe('history (RC §5.5)', () => {
  interface Page {
    readonly messages: readonly {
      readonly _id: string
      readonly ts: string
      readonly tmid?: string
    }[]
  }
  const page = async (query: string): Promise<Page['messages']> =>
    ((await ann.get(`channels.history?roomId=GENERAL&${query}`)).body as Page).messages

  it('comes newest first, 20 by default, 100 at most', async () => {
    const messages = await page('')
    expect(messages).toHaveLength(20)
    const times = messages.map(({ ts }) => ts)
    expect(times).toEqual(times.toSorted().reverse())
    expect(await page('count=5000')).toHaveLength(100)
  })

  it('pages to the end without a hole', async () => {
    const seen = new Set<string>()
    for (let latest = ''; ;) {
      const messages = await page(`count=100&inclusive=true${latest && `&latest=${latest}`}`)
      const before = seen.size
      for (const { _id } of messages) seen.add(_id)
      if (seen.size === before) break
      latest = messages.at(-1)?.ts ?? ''
    }
    expect(seen.size).toBe(423)
  })

  it('leaves replies out on request', async () => {
    const withReplies = await page('count=0')
    const without = await page('count=0&showThreadMessages=false')
    expect(without.every(({ tmid }) => tmid === undefined)).toBe(true)
    expect(without.length).toBeLessThanOrEqual(withReplies.length)
  })

  it('knows the types apart', async () => {
    const { body } = await ann.get('groups.history?roomId=GENERAL')
    expect(body).toMatchObject({ errorType: 'error-room-not-found' })
  })
})

describe('messages (RC §5.7)', () => {
  const send = (message: object) => ann.post('chat.sendMessage', { message })

  it('answers with the whole document, dates as ISO text', async () => {
    const { status, body } = await send({ _id: 'own-id-1', rid, msg: 'hello *you* @bob' })
    const date: unknown = expect.stringMatching(/^\d{4}-.*Z$/)
    const md: unknown = expect.any(Array)
    expect(status).toBe(200)
    expect(body).toEqual({
      message: {
        _id: 'own-id-1',
        rid,
        msg: 'hello *you* @bob',
        ts: date,
        _updatedAt: date,
        u: { _id: ann.userId, username: 'ann', name: 'Ann Keller' },
        md,
        mentions: [{ _id: bob.userId, username: 'bob', name: 'Bob Marsh', type: 'user' }],
        channels: [],
        urls: [],
      },
      success: true,
    })
  })

  it('RC §6.3 stumbles over an id that is taken, like the real one', async () => {
    await send({ _id: 'own-id-2', rid, msg: 'once' })
    const { status, body } = await send({ _id: 'own-id-2', rid, msg: 'twice' })
    expect(status).toBe(400)
    expect(body).toEqual({
      success: false,
      error: "Cannot read properties of undefined (reading 'starred')",
    })
    expect((await ann.get('chat.getMessage?msgId=own-id-2')).body).toMatchObject({
      message: { msg: 'once' },
    })
  })

  it('RC §6.3 or answers with the message, when asked to be kind', async () => {
    const kind = await startSandbox({ duplicateId: 'kind', seed: 'empty' })
    const admin = await signIn(kind.url, 'admin')
    const message = { _id: 'x', rid: 'GENERAL', msg: 'once' }
    const first = await admin.post('chat.sendMessage', { message })
    const again = await admin.post('chat.sendMessage', { message })
    expect([again.status, again.body]).toEqual([200, first.body])
    await kind.stop()
  })

  it.each([
    ['no room', { msg: 'x' }, 'error-invalid-params'],
    ['an unknown room', { rid: 'nowhere', msg: 'x' }, 'error-invalid-room'],
    ['too long', { rid: 'GENERAL', msg: 'x'.repeat(5001) }, 'error-message-size-exceeded'],
    ['an unknown key', { rid: 'GENERAL', msg: 'x', md: [] }, undefined],
    ['a text that is none', { rid: 'GENERAL', msg: 5 }, undefined],
    ['a system type', { rid: 'GENERAL', msg: 'x', t: 'uj' }, undefined],
  ])('refuses: %s', async (_name, message, errorType) => {
    const { status, body } = await send(message)
    expect(status).toBe(400)
    expect((body as { errorType?: string }).errorType).toBe(errorType)
  })

  it('stores whatever a text holds, unchanged', async () => {
    const msg = '<img src=x onerror=alert(1)>\u202e\u0007\u0000 end'
    const { body } = await send({ rid, msg })
    expect(body).toMatchObject({ message: { msg } })
  })

  it('edits, reacts, deletes', async () => {
    await send({ _id: 'life', rid, msg: 'one' })
    const edited = await ann.post('chat.update', { roomId: rid, msgId: 'life', text: 'two' })
    expect(edited.body).toMatchObject({ message: { msg: 'two', editedBy: { username: 'ann' } } })
    expect((await bob.post('chat.react', { messageId: 'life', emoji: ':tada:' })).body).toEqual({
      success: true,
    })
    expect((await ann.get('chat.getMessage?msgId=life')).body).toMatchObject({
      message: { reactions: { ':tada:': { usernames: ['bob'] } } },
    })
    expect((await bob.post('chat.delete', { roomId: rid, msgId: 'life' })).body).toMatchObject({
      errorType: 'error-action-not-allowed',
    })
    const ts: unknown = expect.stringMatching(/^\d+$/)
    const u = { _id: ann.userId, username: 'ann', name: 'Ann Keller' }
    expect((await ann.post('chat.delete', { roomId: rid, msgId: 'life' })).body).toEqual({
      _id: 'life',
      ts,
      message: { _id: 'life', rid, u },
      success: true,
    })
    const gone = await ann.get('chat.getMessage?msgId=life')
    expect([gone.status, gone.body]).toEqual([400, { success: false }])
  })

  it('postMessage finds the room by name', async () => {
    const { body } = await ann.post('chat.postMessage', { channel: '#lab', text: 'posted' })
    expect(body).toMatchObject({ channel: rid, message: { msg: 'posted' }, success: true })
  })

  it('RC §5.6 catches up with edits and deletions', async () => {
    await send({ _id: 'sync-1', rid, msg: 'a' })
    const second = await send({ _id: 'sync-2', rid, msg: 'b' })
    const since = (second.body as { message: { _updatedAt: string } }).message._updatedAt
    await ann.post('chat.update', { roomId: rid, msgId: 'sync-1', text: 'a2' })
    await ann.post('chat.delete', { roomId: rid, msgId: 'sync-2' })
    const { body } = await ann.get(`chat.syncMessages?roomId=${rid}&lastUpdate=${since}`)
    const date: unknown = expect.any(String)
    expect(body).toMatchObject({
      result: {
        updated: [{ _id: 'sync-1', msg: 'a2' }],
        deleted: [{ _id: 'sync-2', _deletedAt: date }],
      },
    })
  })
})

describe('people (RC §5.9)', () => {
  it('users.info', async () => {
    const { body } = await ann.get('users.info?username=lina')
    expect(body).toMatchObject({ user: { username: 'lina', name: '李娜' }, success: true })
    expect(JSON.stringify(body)).not.toContain('password')
    const unknown = await ann.get('users.info?userId=x')
    expect([unknown.status, unknown.body]).toEqual([
      400,
      { success: false, error: 'User not found.' },
    ])
  })

  it('users.presence by ids', async () => {
    const { body } = await ann.get(`users.presence?ids=${bob.userId},nobody`)
    expect(body).toMatchObject({ users: [{ _id: bob.userId, username: 'bob' }], full: false })
  })

  it('spotlight', async () => {
    const { body } = await ann.get('spotlight?query=%23gen')
    expect(body).toMatchObject({ users: [], rooms: [{ _id: 'GENERAL', t: 'c', name: 'general' }] })
  })
})

describe('pictures and files', () => {
  it('draws initials, escaped, and lets them be cached', async () => {
    const response = await fetch(`${sandbox.url}/avatar/${encodeURIComponent('<x> &y')}`)
    const svg = await response.text()
    expect(response.headers.get('content-type')).toBe('image/svg+xml')
    expect(svg).toContain('&lt;&amp;')
    expect(svg).not.toContain('<x>')
    const etag = response.headers.get('etag') ?? ''
    const again = await fetch(`${sandbox.url}/avatar/${encodeURIComponent('<x> &y')}`, {
      headers: { 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
    expect(again.headers.has('content-type')).toBe(false)
  })

  it('knows users by id and rooms', async () => {
    const svg = async (path: string) => (await fetch(`${sandbox.url}/avatar/${path}`)).text()
    expect(await svg(`uid/${ann.userId}`)).toContain('>AK<')
    expect(await svg('zhangwei')).toContain('>伟<')
    expect(await svg('room/GENERAL')).toContain('>G<')
  })

  it('RC §2.9 serves a file to members, by header, query or cookie', async () => {
    const found = sandbox.control.world().messages.find(({ file }) => file?.type === 'image/png')
    const url = `${sandbox.url}${found?.attachments?.[0]?.title_link ?? ''}`
    const status = async (query: string, headers = {}) =>
      (await fetch(url + query, { headers })).status
    const query = (client: RestClient) => `?rc_uid=${client.userId}&rc_token=${client.token}`
    expect(await status('')).toBe(403)
    expect(await status('', { 'x-user-id': ann.userId, 'x-auth-token': ann.token })).toBe(200)
    expect(await status(query(ann))).toBe(200)
    expect(await status('', { cookie: `rc_uid=${ann.userId}; rc_token=${ann.token}` })).toBe(200)
    expect(await status(query(await signIn(sandbox.url, 'xiaoming')))).toBe(403)
  })
})

describe('CORS (RC §7.4)', () => {
  const from = (origin: string) => ({ headers: { origin } })
  const preflight = (origin: string) => ({ method: 'OPTIONS', headers: { origin } })

  it('lets everybody in by default', async () => {
    const response = await fetch(`${sandbox.url}/api/info`, from('http://x.example'))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-headers')).toBe(
      'Origin, X-Requested-With, Content-Type, Accept, X-User-Id, X-Auth-Token, x-visitor-token, Authorization',
    )
    expect((await fetch(`${sandbox.url}/api/v1/login`, preflight('http://x.example'))).status).toBe(
      200,
    )
  })

  it('answers 403 to another origin than the one set', async () => {
    const one = await startSandbox({ cors: 'http://a.example', seed: 'empty' })
    const good = await fetch(`${one.url}/api/info`, from('http://a.example'))
    expect(good.headers.get('access-control-allow-origin')).toBe('http://a.example')
    const bad = await fetch(`${one.url}/api/v1/login`, preflight('http://b.example'))
    expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([403, null])
    await one.stop()
  })

  it('has no headers at all when off', async () => {
    const off = await startSandbox({ cors: null, seed: 'empty' })
    const response = await fetch(`${off.url}/api/info`, from('http://a.example'))
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect((await fetch(`${off.url}/api/v1/login`, preflight('http://a.example'))).status).toBe(405)
    await off.stop()
  })
})

describe('rate limit (RC §7.1)', () => {
  it('counts per route, tells the rest, opens again after the window', async () => {
    let now = 1_700_000_000_000
    const limited = await startSandbox({ rateLimit: true, seed: 'empty', now: () => now })
    const admin = await signIn(limited.url, 'admin')
    const first = await admin.get('me')
    expect(first.headers.get('x-ratelimit-limit')).toBe('10')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('9')
    expect(first.headers.get('x-ratelimit-reset')).toBe(String(now + 60_000))
    for (let n = 2; n <= 10; n += 1) await admin.get('me')
    now += 22_500
    const refused = await admin.get('me')
    expect([refused.status, refused.body]).toEqual([
      429,
      {
        success: false,
        error:
          'Error, too many requests. Please slow down. You must wait 38 seconds before trying this endpoint again. [error-too-many-requests]',
      },
    ])
    expect((await admin.get('rooms.get')).status).toBe(200)
    now += 37_500
    expect((await admin.get('me')).status).toBe(200)
    await limited.stop()
  })
})
