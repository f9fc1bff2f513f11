import {
  HttpTransportType,
  HubConnectionBuilder,
  LogLevel,
  type HubConnection,
  type IHttpConnectionOptions,
} from '@microsoft/signalr'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { startSandbox, type Sandbox } from '../../server/sandbox'
import { hubEvents } from '../../src/protocol/hub/hub'
import { seededRandom } from '../../src/testing/seededRandom'
import {
  hostTokens,
  isDotnetInstalled,
  signHostToken,
  startAspNetCoreHost,
  testOrigin,
  type AspNetCoreHost,
  type AspNetCoreHostOptions,
} from './host'

const tokenSecret = 'the secret of users.createToken'
const BUILD_MS = 120_000
const SLOW_MS = 40_000
/** Some of them start a process of their own. */
vi.setConfig({ testTimeout: SLOW_MS })
/** For what takes some milliseconds, on a machine that has other things to do. */
const patience = { timeout: 15_000, interval: 10 }
const hasDotnet = isDotnetInstalled()
const name = 'examples/aspnetcore'

interface Told {
  readonly event: string
  readonly argument: Readonly<Record<string, unknown>>
}

/** One page: what it was told, and ways to wait for more. */
interface Page {
  readonly connection: HubConnection
  readonly told: readonly Told[]
  readonly userId: string
  of(event: string): readonly Told['argument'][]
  /** Resolves with the first one, past or future, that fits. */
  until(event: string, fits?: (argument: Told['argument']) => boolean): Promise<Told['argument']>
}

interface PageOptions extends IHttpConnectionOptions {
  readonly token?: string
  readonly isListener?: boolean
  readonly comesBack?: boolean
}

describe.skipIf(!hasDotnet)(hasDotnet ? name : `${name} (skipped: no .NET SDK here)`, () => {
  let sandbox: Sandbox
  let host: AspNetCoreHost
  const connections: HubConnection[] = []
  const hosts: Promise<AspNetCoreHost>[] = []

  function startHost(options: AspNetCoreHostOptions): Promise<AspNetCoreHost> {
    const starting = startAspNetCoreHost(options)
    hosts.push(starting)
    return starting
  }

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: 'empty', tokenSecret, offlineDelayMs: 50 })
    host = await startHost({
      rocketChatUrl: sandbox.url,
      tokenSecret,
      users: [
        { userName: 'ann', password: 'of ann', name: 'Ann', emailAddress: 'ann@host.example' },
      ],
    })
    longWait = waitInVain()
    longWait.catch(() => undefined)
  }, BUILD_MS)

  afterAll(async () => {
    await Promise.allSettled(hosts.map(async (starting) => (await starting).stop()))
    await sandbox.stop()
  }, SLOW_MS)

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.stop()))
  })

  interface LongWait {
    readonly reason: string
    readonly ms: number
    readonly isHealthy: boolean
  }
  let longWait: Promise<LongWait>

  /** Goes on beside the other tests, since it takes its time. */
  async function waitInVain(): Promise<LongWait> {
    const chat = await startSandbox({ seed: 'empty', tokenSecret })
    const left = await startHost({ rocketChatUrl: chat.url, tokenSecret })
    await chat.stop()
    const connection = connect(signHostToken('ann'), {}, left.url)
    connections.splice(connections.indexOf(connection), 1)
    await connection.start()
    const startedAt = Date.now()
    const reason = await openChat(connection).then(
      () => 'opened',
      (error: unknown) => String(error),
    )
    const ms = Date.now() - startedAt
    const { ok } = await fetch(`${left.url}/healthz`)
    await connection.stop()
    return { reason, ms, isHealthy: ok }
  }

  let count = 0
  /** Names that no other test uses. */
  function newPeople<N extends string>(...names: readonly N[]): Record<N, string> {
    count += 1
    const people = names.map((one) => [one, `${one}${count}`] as const)
    for (const [, username] of people) {
      sandbox.control.addUser({ username, password: username, name: `${username} of Parley` })
    }
    return Object.fromEntries(people) as Record<N, string>
  }

  function newRoom(...members: readonly string[]): string {
    count += 1
    return sandbox.control.createRoom({ name: `room${count}`, type: 'p', members })._id
  }

  function connect(token: string | null, options: PageOptions = {}, url = host.url): HubConnection {
    const { isListener: _, comesBack, token: _token, ...http } = options
    const builder = new HubConnectionBuilder()
      .withUrl(`${url}/hub`, {
        ...(token === null ? {} : { accessTokenFactory: () => token }),
        ...http,
      })
      .configureLogging(LogLevel.None)
    if (comesBack === true) builder.withAutomaticReconnect([0, 50, 100, 200, 400])
    const connection = builder.build()
    connections.push(connection)
    return connection
  }

  async function openPage(user: string, options: PageOptions = {}, url = host.url): Promise<Page> {
    const connection = connect(options.token ?? signHostToken(user), options, url)
    const told: Told[] = []
    for (const event of Object.values(hubEvents)) {
      connection.on(event, (argument: Told['argument'], ...more: unknown[]) => {
        expect(more).toEqual([])
        told.push({ event, argument })
      })
    }
    await connection.start()
    const opened = options.isListener === true ? { userId: '' } : await openChat(connection)
    return {
      connection,
      told,
      userId: opened.userId,
      of: (event) => told.filter((one) => one.event === event).map((one) => one.argument),
      until: (event, fits = () => true) =>
        vi.waitFor(() => {
          const found = told.find((one) => one.event === event && fits(one.argument))
          if (found === undefined) throw new Error(`no ${event} came`)
          return found.argument
        }, patience),
    }
  }

  const openChat = (connection: HubConnection): Promise<{ version: number; userId: string }> =>
    connection.invoke('openChat', { version: 1 })

  const says = (text: string) => (argument: Told['argument']) =>
    (argument.msg as { msg?: string } | string) === text ||
    (argument.msg as { msg?: string }).msg === text

  const call = (
    path: string,
    { token, body, headers }: { token?: string; body?: unknown; headers?: object } = {},
  ): Promise<Response> =>
    fetch(`${host.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  const tokensMade = (username: string): number => {
    const id = userIdOf(username)
    return sandbox.control
      .received()
      .filter((one) => one.kind === 'rest' && one.path.endsWith('/users.createToken'))
      .filter((one) => (one as { body: { userId?: string } }).body.userId === id).length
  }

  const userIdOf = (username: string): string =>
    sandbox.control.world().users.find((user) => user.username === username)?._id ?? ''

  /** Straight to the sandbox, as somebody who signs in there. */
  async function asChatUser(username: string, path: string, body: object): Promise<Response> {
    const post = (route: string, content: object, headers = {}): Promise<Response> =>
      fetch(`${sandbox.url}/api/v1/${route}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(content),
      })
    const login = await post('login', { user: username, password: username })
    const { data } = (await login.json()) as { data: { userId: string; authToken: string } }
    return post(path, body, { 'x-user-id': data.userId, 'x-auth-token': data.authToken })
  }

  describe('who may come', () => {
    const now = Math.floor(Date.now() / 1000)
    const unsigned = (alg: string): string =>
      `${signHostToken('ann', {}, { alg }).split('.').slice(0, 2).join('.')}.`
    const refused: Readonly<Record<string, string | null>> = {
      'no token': null,
      'something else': 'no.token.atall',
      'an empty token': '..',
      'an expired one': signHostToken('ann', { exp: now - 1 }),
      'one without an end': signHostToken('ann', { exp: undefined }),
      'one that is not valid yet': signHostToken('ann', { nbf: now + 60 }),
      'a forged one': signHostToken('ann', {}, { secret: 'another secret of more than 32 bytes' }),
      'one of a foreign issuer': signHostToken('ann', { iss: 'https://elsewhere.example.org' }),
      'one for a foreign audience': signHostToken('ann', { aud: 'elsewhere' }),
      'alg none': unsigned('none'),
      'alg none with a signature': signHostToken('ann', {}, { alg: 'none' }),
      'alg HS512': signHostToken('ann', {}, { alg: 'HS512' }),
      'one without a user': signHostToken('ann', { preferred_username: '' }),
    }
    it.each(Object.entries(refused))('H1 refuses %s', async (_what, token) => {
      await expect(connect(token).start()).rejects.toThrow(/401/)
      const rest = await call('/api/v1/me', token === null ? {} : { token })
      expect(rest.status).toBe(401)
      expect(await rest.json()).toMatchObject({ success: false, errorType: 'error-host-token' })
      const direct = { skipNegotiation: true, transport: HttpTransportType.WebSockets }
      await expect(connect(token, direct).start()).rejects.toThrow()
    })

    it('H1 takes the token from the header, and at the hub from the query', async () => {
      const token = signHostToken('ann')
      const byHeader = await fetch(`${host.url}/hub/negotiate?negotiateVersion=1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      })
      expect(byHeader.status).toBe(200)
      const byQuery = await fetch(`${host.url}/hub/negotiate?access_token=${token}`, {
        method: 'POST',
      })
      expect(byQuery.status).toBe(200)
      expect((await call(`/api/v1/me?access_token=${token}`)).status).toBe(401)
      const inBoth = await call(`/api/v1/me?access_token=${token}`, { token })
      expect(inBoth.status).toBe(400)
    })

    it.each(['WebSockets', 'ServerSentEvents', 'LongPolling'] as const)(
      'H1 is there over %s',
      async (transport) => {
        const { ann } = newPeople('ann')
        const rid = newRoom(ann)
        const page = await openPage(ann, { transport: HttpTransportType[transport] })
        await page.connection.invoke('watchRoom', rid)
        sandbox.control.post(ann, rid, 'hello')
        await page.until(hubEvents.message, (one) => one.msg === 'hello')
      },
    )

    it('opens websockets to pages of listed origins only', async () => {
      const answerTo = (origin?: string): Promise<number> => {
        const url = `${host.url.replace('http', 'ws')}/hub?access_token=${signHostToken('ann')}`
        const socket = new WebSocket(url, origin === undefined ? {} : { origin })
        return new Promise((resolve) => {
          socket.once('open', () => resolve(101))
          socket.once('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
        }).then((status) => {
          socket.on('error', () => undefined).terminate()
          return status as number
        })
      }
      expect(await answerTo(testOrigin)).toBe(101)
      expect(await answerTo()).toBe(101)
      expect(await answerTo('https://app.example.org.evil.example')).toBe(403)
      expect(await answerTo('null')).toBe(403)
    })

    it('answers preflights of listed origins only', async () => {
      const preflight = (origin: string, path: string): Promise<Response> =>
        fetch(`${host.url}${path}`, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers':
              'authorization,content-type,x-requested-with,x-signalr-user-agent',
          },
        })
      for (const path of ['/hub/negotiate', '/api/v1/chat.sendMessage']) {
        const listed = await preflight(testOrigin, path)
        expect(listed.headers.get('access-control-allow-origin')).toBe(testOrigin)
        expect(listed.headers.get('access-control-allow-credentials')).toBe('true')
        expect(listed.headers.get('access-control-allow-headers')).toContain('x-signalr-user-agent')
        const other = await preflight('https://evil.example', path)
        expect(other.headers.get('access-control-allow-origin')).toBeNull()
      }
    })
  })

  describe("the host's own sign-in", () => {
    const signIn = (userNameOrEmailAddress: string, password: string): Promise<Response> =>
      call('/api/TokenAuth/Authenticate', { body: { userNameOrEmailAddress, password } })
    interface Granted {
      readonly accessToken: string
      readonly encryptedAccessToken: string
      readonly refreshToken: string
    }
    const granted = async (answer: Response): Promise<Granted> =>
      ((await answer.json()) as { result: Granted }).result

    it("answers in ABP's envelope with a token that opens hub and REST", async () => {
      const answer = await signIn('ann', 'of ann')
      expect(answer.status).toBe(200)
      expect(await answer.clone().json()).toMatchObject({
        result: { expireInSeconds: 3600, userId: 1 },
        success: true,
        error: null,
        unAuthorizedRequest: false,
        __abp: true,
      })
      const { accessToken } = await granted(answer)
      const me = await call('/api/v1/me', { token: accessToken })
      expect(await me.json()).toMatchObject({ username: 'ann', name: 'Ann' })
      const page = await openPage('ann', { token: accessToken })
      expect(page.userId).toBe(userIdOf('ann'))
    })

    it('takes the e-mail address too, and refuses what is wrong', async () => {
      expect((await signIn('ANN@host.example', 'of ann')).status).toBe(200)
      for (const [user, password] of [
        ['ann', 'wrong'],
        ['ann', ''],
        ['nobody', ''],
        ['', ''],
      ] as const) {
        const answer = await signIn(user, password)
        expect(answer.status).toBe(401)
        expect(await answer.json()).toMatchObject({ success: false, unAuthorizedRequest: true })
      }
    })

    it('renews by the refresh token, which opens nothing else', async () => {
      const first = await granted(await signIn('ann', 'of ann'))
      const renew = (refreshToken: string): Promise<Response> =>
        call('/api/TokenAuth/RefreshToken', { body: { refreshToken } })
      const next = await granted(await renew(first.refreshToken))
      expect((await call('/api/v1/me', { token: next.accessToken })).status).toBe(200)
      expect((await renew(first.accessToken)).status).toBe(401)
      expect((await renew('')).status).toBe(401)
      expect((await call('/api/v1/me', { token: first.refreshToken })).status).toBe(401)
    })

    it('reads its encrypted token at the hub only', async () => {
      const { encryptedAccessToken, accessToken } = await granted(await signIn('ann', 'of ann'))
      const query = (token: string): string => `enc_auth_token=${encodeURIComponent(token)}`
      const negotiate = (token: string): Promise<Response> =>
        fetch(`${host.url}/hub/negotiate?${query(token)}`, { method: 'POST' })
      expect((await negotiate(encryptedAccessToken)).status).toBe(200)
      expect((await negotiate(accessToken)).status).toBe(401)
      expect((await negotiate(`${encryptedAccessToken.slice(0, -2)}AA`)).status).toBe(401)
      expect((await call(`/api/v1/me?${query(encryptedAccessToken)}`)).status).toBe(401)
    })
  })

  describe('methods', () => {
    it('H5 openChat tells version and user, as often as it is called', async () => {
      const { ann } = newPeople('ann')
      const { connection } = await openPage(ann)
      const opened = { version: 1, userId: userIdOf(ann) }
      expect(await openChat(connection)).toEqual(opened)
      expect(await connection.invoke('OPENCHAT', { version: 1, more: true })).toEqual(opened)
    })

    it('H5 leaves no gap: what happens once it has resolved is told', async () => {
      const { ann } = newPeople('ann')
      const page = await openPage(ann)
      const rid = newRoom(ann)
      await page.until(
        hubEvents.subscription,
        (one) => (one.msg as { rid: string }).rid === rid && one.method === 'insert',
      )
      await page.until(hubEvents.room, (one) => (one.msg as { _id: string })._id === rid)
    })

    it('H6 watchRoom brings the messages of one room, once however often it is asked', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const other = newRoom(ann, bob)
      const page = await openPage(ann)
      const watch = [1, 2, 3].map(() => page.connection.invoke('watchRoom', rid))
      expect(await Promise.all(watch)).toEqual([null, null, null])
      sandbox.control.post(bob, other, 'elsewhere')
      const sent = sandbox.control.post(bob, rid, 'hello *ann*')
      sandbox.control.post(bob, rid, 'last')
      await page.until(hubEvents.message, (one) => one.msg === 'last')
      expect(page.of(hubEvents.message).map((one) => one.msg)).toEqual(['hello *ann*', 'last'])
      expect(page.of(hubEvents.message)[0]).toMatchObject({
        _id: sent._id,
        rid,
        ts: { $date: sent.ts.getTime() },
        u: { username: bob },
      })
    })

    it('H6 refuses a room the user may not read, and one that is not there', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const { connection } = await openPage(ann)
      for (const rid of [newRoom(bob), 'nowhere']) {
        await expect(connection.invoke('watchRoom', rid)).rejects.toThrow(/\[error-not-allowed\]$/)
      }
    })

    it('H6 watches twenty rooms at a time', async () => {
      const { ann } = newPeople('ann')
      const page = await openPage(ann)
      const rooms = Array.from({ length: 20 }, () => newRoom(ann))
      await Promise.all(rooms.map((rid) => page.connection.invoke('watchRoom', rid)))
      for (const rid of rooms) sandbox.control.post(ann, rid, `in ${rid}`)
      for (const rid of rooms) await page.until(hubEvents.message, (one) => one.rid === rid)
    })

    it('H7 unwatchRoom ends it for the caller and for nobody else', async () => {
      const { ann } = newPeople('ann')
      const [rid, fence] = [newRoom(ann), newRoom(ann)]
      const [one, two] = [await openPage(ann), await openPage(ann)]
      for (const { connection } of [one, two]) {
        await connection.invoke('watchRoom', rid)
        await connection.invoke('watchRoom', fence)
      }
      expect(await one.connection.invoke('unwatchRoom', rid)).toBeNull()
      expect(await one.connection.invoke('unwatchRoom', rid)).toBeNull()
      sandbox.control.post(ann, rid, 'for two')
      sandbox.control.post(ann, fence, 'for both')
      await one.until(hubEvents.message, (message) => message.msg === 'for both')
      await two.until(hubEvents.message, (message) => message.msg === 'for both')
      expect(one.of(hubEvents.message).map(({ msg }) => msg)).toEqual(['for both'])
      expect(two.of(hubEvents.message).map(({ msg }) => msg)).toEqual(['for two', 'for both'])
    })

    it('H7 nothing of the room comes after the answer, in the midst of many messages', async () => {
      const { ann } = newPeople('ann')
      const rid = newRoom(ann)
      const page = await openPage(ann)
      for (let round = 0; round < 20; round += 1) {
        await page.connection.invoke('watchRoom', rid)
        const message = { _id: 'm', rid, msg: `${round}`, md: 'x'.repeat(8_000) }
        const args = `"fields":{"eventName":"${rid}","args":[${JSON.stringify(message)}]}`
        const frame = `{"msg":"changed","collection":"stream-room-messages","id":"id",${args}}`
        for (let index = 0; index < 100; index += 1) sandbox.control.sendRaw(ann, frame)
        await page.until(hubEvents.message, (one) => one.msg === `${round}`)
        await page.connection.invoke('unwatchRoom', rid)
        const heard = page.of(hubEvents.message).length
        await openChat(page.connection)
        expect(page.of(hubEvents.message)).toHaveLength(heard)
      }
    })

    it('H8 watchPresence tells how people are from now on', async () => {
      const { ann, bob, eve } = newPeople('ann', 'bob', 'eve')
      const page = await openPage(ann)
      const many = Array.from({ length: 199 }, (_, index) => `nobody${index}`)
      expect(await page.connection.invoke('watchPresence', many)).toBeNull()
      expect(await page.connection.invoke('watchPresence', [userIdOf(bob)])).toBeNull()
      await openPage(eve)
      const other = await openPage(bob)
      const online = await page.until(hubEvents.presence, (one) => one.uid === other.userId)
      expect((online.msg as unknown[]).slice(0, 2)).toEqual([bob, 1])
      expect(page.of(hubEvents.presence).filter((one) => one.uid !== other.userId)).toEqual([])
    })

    it('H9 setTyping tells the others in the room, H15 until it ends', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const [page, other] = [await openPage(ann), await openPage(bob)]
      await other.connection.invoke('watchRoom', rid)
      await page.connection.send('setTyping', rid, 'somebody else', true)
      await page.connection.send('setTyping', rid, ann, true)
      const begun = await other.until(hubEvents.typing)
      expect(begun).toEqual({ rid, name: ann, activities: ['user-typing'] })
      expect(await page.connection.invoke('setTyping', rid, ann, false)).toBeNull()
      await other.until(hubEvents.typing, (one) => (one.activities as unknown[]).length === 0)
      expect(other.of(hubEvents.typing).map((one) => one.name)).toEqual([ann, ann])
    })

    it('H9 does not tell that typing in a foreign room failed', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const { connection } = await openPage(ann)
      expect(await connection.invoke('setTyping', newRoom(bob), ann, true)).toBeNull()
    })

    it('H10 names its refusals', async () => {
      const { ann } = newPeople('ann')
      const { connection } = await openPage(ann, { isListener: true })
      const rejects = (method: string, ...args: unknown[]) =>
        expect(connection.invoke(method, ...args)).rejects
      await rejects('watchRoom', 'x').toThrow(/\[error-not-open\]$/)
      await rejects('unwatchRoom', 'x').toThrow(/\[error-not-open\]$/)
      await rejects('watchPresence', ['x']).toThrow(/\[error-not-open\]$/)
      for (const args of [[], [{}], ['1'], [{ version: 'x' }], [{ version: 1 }, 2]]) {
        await rejects('openChat', ...args).toThrow(/\[error-invalid-arguments\]$/)
      }
      await openChat(connection)
      for (const args of [[], [''], [5], [null], ['a', 'b'], ['a/typing'], ['x'.repeat(200)]]) {
        await rejects('watchRoom', ...args).toThrow(/\[error-invalid-arguments\]$/)
      }
      for (const args of [[], ['x'], [[5]], [null], [['']]]) {
        await rejects('watchPresence', ...args).toThrow(/\[error-invalid-arguments\]$/)
      }
      const many = Array.from({ length: 1500 }, (_, index) => `u${index}`)
      await rejects('watchPresence', many).toThrow(/\[error-too-many\]$/)
      await rejects('doSomethingElse').toThrow(/does not exist/)
      expect(connection.state).toBe('Connected')
    })
  })

  describe('events', () => {
    it("H3 passes Rocket.Chat's record on byte by byte", async () => {
      const { ann } = newPeople('ann')
      const rid = newRoom(ann)
      const token = signHostToken(ann)
      const socket = new WebSocket(`${host.url.replace('http', 'ws')}/hub?access_token=${token}`)
      const texts: string[] = []
      socket.on('message', (data: Buffer) => texts.push(...data.toString('utf8').split('\u001e')))
      await new Promise((resolve) => socket.once('open', resolve))
      const send = (message: object): void => socket.send(`${JSON.stringify(message)}\u001e`)
      send({ protocol: 'json', version: 1 })
      send({ type: 1, invocationId: '1', target: 'openChat', arguments: [{ version: 1 }] })
      await vi.waitFor(() => expect(texts.join()).toContain('"invocationId":"1"'), patience)
      send({ type: 1, invocationId: '2', target: 'watchRoom', arguments: [rid] })
      await vi.waitFor(() => expect(texts.join()).toContain('"invocationId":"2"'), patience)
      const nested = '['.repeat(100) + ']'.repeat(100)
      const record = `{"_id":"m","Rid":1.50e3,"$date":9007199254740993,"md":${nested}, "msg":"<&+'é\\u00e9😀\\ud800\\/","msg":""}`
      const frame = `{"msg":"changed","collection":"stream-room-messages","id":"id","fields":{"eventName":"${rid}","args":[${record}]}}`
      sandbox.control.sendRaw(ann, 'no JSON at all')
      sandbox.control.sendRaw(ann, frame.replace(`"args":[${record}]`, '"args":[]'))
      sandbox.control.sendRaw(ann, frame)
      await vi.waitFor(() => expect(texts.join()).toContain(`"arguments":[${record}]`), patience)
      socket.close()
    })

    it('H11 tells what became of a record', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const page = await openPage(ann)
      const rid = newRoom(bob)
      sandbox.control.addMember(rid, ann)
      sandbox.control.post(bob, rid, `@${ann}`)
      sandbox.control.removeMember(rid, ann)
      await page.until(hubEvents.subscription, (one) => one.method === 'remove')
      const methods = page.of(hubEvents.subscription).map((one) => one.method)
      expect(methods[0]).toBe('insert')
      expect(methods).toContain('update')
      expect(page.of(hubEvents.room).every((one) => typeof one.method === 'string')).toBe(true)
    })

    it('H11 a deletion has the name that Rocket.Chat gives it', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const page = await openPage(ann)
      await page.connection.invoke('watchRoom', rid)
      const { _id: msgId } = sandbox.control.post(bob, rid, 'a mistake')
      await asChatUser(bob, 'chat.delete', { roomId: rid, msgId })
      expect(await page.until(hubEvents.deletion)).toEqual({
        rid,
        msg: { _id: msgId },
        method: 'deleteMessage',
      })
    })

    it('H27 the answer of a command is whispered to the chat clients of its user', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const pages = [await openPage(ann), await openPage(ann)]
      const [listener, other] = [await openPage(ann, { isListener: true }), await openPage(bob)]
      const body = { command: 'invite', params: '@nobody', roomId: rid }
      await call('/api/v1/commands.run', { token: signHostToken(ann), body })
      for (const page of pages) {
        const { msg } = await page.until(hubEvents.whisper)
        expect(msg).toMatchObject({ rid, msg: 'No user exists by the name of @nobody.' })
      }
      sandbox.control.post(bob, rid, 'after it')
      await listener.until(hubEvents.message, says('after it'))
      await other.until(hubEvents.room)
      expect([listener, other].flatMap((page) => page.of(hubEvents.whisper))).toEqual([])
    })

    it('H28 what everybody has read is told to those who watch the room', async () => {
      sandbox.control.setSetting('Message_Read_Receipt_Enabled', true)
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const [page, aside] = [await openPage(ann), await openPage(ann)]
      await page.connection.invoke('watchRoom', rid)
      const { ts } = sandbox.control.post(bob, rid, 'read me')
      await asChatUser(bob, 'subscriptions.read', { rid })
      await asChatUser(ann, 'subscriptions.read', { rid })
      const told = await page.until(hubEvents.read)
      const { until } = told.msg as { readonly until: { readonly $date: number } }
      expect(told).toEqual({ rid, msg: { until: { $date: until.$date } } })
      expect(until.$date).toBeGreaterThanOrEqual(ts.getTime())
      sandbox.control.setSetting('Message_Read_Receipt_Enabled', false)
      sandbox.control.post(bob, rid, 'after it')
      await aside.until(hubEvents.room, (one) =>
        says('after it')({ msg: (one.msg as { lastMessage?: unknown }).lastMessage }),
      )
      expect([page.of(hubEvents.read).length, aside.of(hubEvents.read)]).toEqual([1, []])
    })

    it('H12 a listener hears the last message of every room, a chat client does not', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const chat = await openPage(ann)
      const listener = await openPage(ann, { isListener: true })
      sandbox.control.post(bob, rid, 'to all')
      const heard = await listener.until(hubEvents.message)
      expect(heard).toMatchObject({ rid, msg: 'to all', u: { username: bob } })
      await listener.until(hubEvents.subscription)
      await chat.until(hubEvents.room)
      await chat.until(hubEvents.subscription)
      expect(listener.of(hubEvents.room)).toEqual([])
      expect(chat.of(hubEvents.message)).toEqual([])
    })

    it('H12 a listener alone has a line, and becomes a chat client by openChat', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const page = await openPage(ann, { isListener: true })
      await vi.waitFor(() => expect(sandbox.control.socketCount(ann)).toBe(1), patience)
      await vi.waitFor(() => {
        sandbox.control.post(bob, rid, 'heard')
        if (page.of(hubEvents.message).length === 0) throw new Error('not yet')
      }, patience)
      await openChat(page.connection)
      sandbox.control.post(bob, rid, 'told of the room only')
      await page.until(hubEvents.room, (one) =>
        says('told of the room only')({ msg: (one.msg as { lastMessage?: unknown }).lastMessage }),
      )
      expect(page.of(hubEvents.message).every((one) => one.msg === 'heard')).toBe(true)
    })

    it('H14 keeps the order of a room', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const pages = [await openPage(ann), await openPage(ann), await openPage(bob)]
      for (const { connection } of pages) await connection.invoke('watchRoom', rid)
      const texts = Array.from({ length: 300 }, (_, index) => `${index}`)
      for (const text of texts) sandbox.control.post(bob, rid, text)
      for (const page of pages) {
        await page.until(hubEvents.message, (one) => one.msg === '299')
        expect(page.of(hubEvents.message).map((one) => one.msg)).toEqual(texts)
      }
    })

    it('H2 two users never hear of each other, whatever happens', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const own = { [ann]: [newRoom(ann), newRoom(ann)], [bob]: [newRoom(bob), newRoom(bob)] }
      const pages = await Promise.all(
        [ann, bob, ann, bob].map(async (user, index) => {
          const page = await openPage(user, { isListener: index === 2 })
          if (index !== 2) {
            for (const rid of own[user] ?? []) await page.connection.invoke('watchRoom', rid)
            await expect(
              page.connection.invoke('watchRoom', own[user === ann ? bob : ann]?.[0]),
            ).rejects.toThrow(/error-not-allowed/)
          }
          return { user, page }
        }),
      )
      const random = seededRandom(20)
      for (let step = 0; step < 400; step += 1) {
        const user = random() < 0.5 ? ann : bob
        const rid = own[user]?.[random() < 0.5 ? 0 : 1] ?? ''
        const roll = random()
        if (roll < 0.7) sandbox.control.post(user, rid, `${user} ${step}`)
        else if (roll < 0.85) {
          const page = pages.find((one) => one.user === user)?.page
          await page?.connection.send('setTyping', rid, user, roll < 0.8)
        } else {
          const route = roll < 0.95 ? 'subscriptions.read' : 'subscriptions.unread'
          const body = roll < 0.95 ? { rid } : { roomId: rid }
          await call(`/api/v1/${route}`, { token: signHostToken(user), body })
        }
        if (step === 200) sandbox.control.cutSockets()
        if (step === 200) {
          for (const { page } of pages) {
            await page.until(hubEvents.session, (one) => one.state === 'restored')
          }
        }
      }
      for (const user of [ann, bob]) sandbox.control.post(user, own[user]?.[0] ?? '', 'the end')
      for (const { user, page } of pages) {
        await page.until(hubEvents.message, (one) => one.msg === 'the end')
        const other = user === ann ? bob : ann
        const text = JSON.stringify(page.told)
        expect(text).toContain(own[user]?.[0])
        for (const foreign of [...(own[other] ?? []), userIdOf(other), other]) {
          expect(text).not.toContain(foreign)
        }
        expect(page.of(hubEvents.message).length).toBeGreaterThan(100)
      }
    })
  })

  describe('the line to Rocket.Chat', () => {
    it('H16 tells of a break, and goes on with all that was watched', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const [page, silent] = [await openPage(ann), await openPage(ann, { isListener: true })]
      await page.connection.invoke('watchRoom', rid)
      await page.connection.invoke('watchPresence', [userIdOf(bob)])
      sandbox.control.cutSockets()
      await page.until(hubEvents.session, (one) => one.state === 'lost')
      await page.until(hubEvents.session, (one) => one.state === 'restored')
      await silent.until(hubEvents.session, (one) => one.state === 'restored')
      sandbox.control.post(bob, rid, 'after')
      await page.until(hubEvents.message, (one) => one.msg === 'after')
      await openPage(bob)
      await page.until(hubEvents.presence, (one) => one.uid === userIdOf(bob))
      expect(page.of(hubEvents.session).map((one) => one.state)).toEqual(['lost', 'restored'])
      expect(page.of(hubEvents.message)).toHaveLength(1)
      expect(tokensMade(ann)).toBe(1)
    })

    it('H16 a room that is refused by now costs nothing else', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const [kept, left] = [newRoom(ann, bob), newRoom(bob, ann)]
      const page = await openPage(ann)
      await page.connection.invoke('watchRoom', kept)
      await page.connection.invoke('watchRoom', left)
      sandbox.control.removeMember(left, ann)
      sandbox.control.cutSockets()
      await page.until(hubEvents.session, (one) => one.state === 'restored')
      sandbox.control.post(bob, kept, 'kept')
      await page.until(hubEvents.message, (one) => one.msg === 'kept')
      await expect(page.connection.invoke('watchRoom', left)).rejects.toThrow(/error-not-allowed/)
    })

    it('H16 openChat waits for the new line, H10 other methods say that there is none', async () => {
      const { ann } = newPeople('ann')
      const rid = newRoom(ann)
      const page = await openPage(ann)
      await sandbox.control.pause()
      await page.until(hubEvents.session, (one) => one.state === 'lost')
      const opening = openChat(page.connection)
      await expect(page.connection.invoke('watchRoom', rid)).rejects.toThrow(/\[error-not-ready\]$/)
      await expect(page.connection.invoke('watchPresence', ['x'])).rejects.toThrow(
        /\[error-not-ready\]$/,
      )
      expect(await page.connection.invoke('unwatchRoom', rid)).toBeNull()
      expect(await page.connection.invoke('setTyping', rid, ann, true)).toBeNull()
      await sandbox.control.resume()
      expect(await opening).toEqual({ version: 1, userId: userIdOf(ann) })
      await page.connection.invoke('watchRoom', rid)
    })

    it('H18 a revoked chat login is renewed, once', async () => {
      const { ann } = newPeople('ann')
      const rid = newRoom(ann)
      const page = await openPage(ann)
      await page.connection.invoke('watchRoom', rid)
      sandbox.control.revokeTokens(ann)
      await page.until(hubEvents.session, (one) => one.state === 'restored')
      sandbox.control.post(ann, rid, 'renewed')
      await page.until(hubEvents.message, (one) => one.msg === 'renewed')
      expect(tokensMade(ann)).toBe(2)
    })

    it("H18 the host's token may end while a page is open", async () => {
      const { ann } = newPeople('ann')
      const token = signHostToken(ann, { exp: Math.floor(Date.now() / 1000) + 3 })
      const page = await openPage(ann, { token })
      await vi.waitFor(
        async () => expect((await call('/api/v1/me', { token })).status).toBe(401),
        patience,
      )
      await page.connection.invoke('watchRoom', newRoom(ann))
      expect(page.connection.state).toBe('Connected')
    })

    it("renews the administrator's login when it is over", async () => {
      sandbox.control.revokeTokens('admin')
      const { ann } = newPeople('ann')
      expect((await openPage(ann)).userId).toBe(userIdOf(ann))
    })

    it('H16 H10 a user who is locked out is told so, and not asked to come back', async () => {
      const { ann } = newPeople('ann')
      const page = await openPage(ann, { comesBack: true })
      const closed = new Promise<string>((resolve) => {
        page.connection.onreconnecting(() => resolve('reconnecting'))
        page.connection.onclose(() => resolve('closed'))
      })
      const data = { active: false }
      await asChatUser('admin', 'users.update', { userId: userIdOf(ann), data })
      expect(await closed).toBe('closed')
      expect(page.of(hubEvents.session).at(-1)).toMatchObject({ state: 'ended' })
      const again = await call('/api/v1/me', { token: signHostToken(ann) })
      expect(again.status).toBe(403)
      expect(await again.json()).toMatchObject({ errorType: 'error-user-inactive' })
    })

    it('H17 the clients of a user share a line, which outlives the last one', async () => {
      const { ann } = newPeople('ann')
      const pages = [await openPage(ann), await openPage(ann), await openPage(ann)]
      expect(sandbox.control.socketCount(ann)).toBe(1)
      for (const { connection } of pages) await connection.stop()
      await openPage(ann)
      expect(sandbox.control.socketCount(ann)).toBe(1)
      expect(tokensMade(ann)).toBe(1)
    })

    it('H7 H17 nothing is left behind upstream', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const short = await startHost({
        rocketChatUrl: sandbox.url,
        tokenSecret,
        keepSeconds: 1,
      })
      const [page, other] = [await openPage(ann, {}, short.url), await openPage(ann, {}, short.url)]
      const since = Date.now()
      for (const { connection } of [page, other]) await connection.invoke('watchRoom', rid)
      await page.connection.invoke('unwatchRoom', rid)
      await other.connection.stop()
      await vi.waitFor(() => {
        const frames = sandbox.control
          .received()
          .filter((one) => one.at >= since && one.userId === userIdOf(ann))
        const of = (msg: string): number =>
          frames.filter((one) => one.kind === 'ddp' && (one.frame as { msg: string }).msg === msg)
            .length
        expect([of('sub'), of('unsub')]).toEqual([5, 5])
      }, patience)
      expect(sandbox.control.socketCount(ann)).toBe(1)
      await page.connection.stop()
      await vi.waitFor(() => expect(sandbox.control.socketCount(ann)).toBe(0), patience)
    })

    it('H19 drops a client that does not read, and no other one notices', async () => {
      const { ann } = newPeople('ann')
      const rid = newRoom(ann)
      const page = await openPage(ann)
      await page.connection.invoke('watchRoom', rid)
      const token = signHostToken(ann)
      const socket = new WebSocket(`${host.url.replace('http', 'ws')}/hub?access_token=${token}`)
      const closed = new Promise<number>((resolve) => socket.once('close', resolve))
      let heard = ''
      socket.on('message', (data: Buffer) => (heard += data.toString('utf8').slice(0, 200)))
      await new Promise((resolve) => socket.once('open', resolve))
      const send = (message: object): void => socket.send(`${JSON.stringify(message)}\u001e`)
      send({ protocol: 'json', version: 1 })
      send({ type: 1, invocationId: '1', target: 'openChat', arguments: [{ version: 1 }] })
      await vi.waitFor(() => expect(heard).toContain('"invocationId":"1"'), patience)
      send({ type: 1, invocationId: '2', target: 'watchRoom', arguments: [rid] })
      await vi.waitFor(() => expect(heard).toContain('"invocationId":"2"'), patience)
      socket.pause()
      const message = { _id: 'm', rid, msg: 'x'.repeat(100_000) }
      const args = `"fields":{"eventName":"${rid}","args":[${JSON.stringify(message)}]}`
      const frame = `{"msg":"changed","collection":"stream-room-messages","id":"id",${args}}`
      for (let sent = 1; sent <= 200; sent += 1) {
        sandbox.control.sendRaw(ann, frame)
        if (sent % 5 > 0) continue
        await vi.waitFor(() => expect(page.of(hubEvents.message)).toHaveLength(sent), {
          ...patience,
          interval: 2,
        })
      }
      socket.resume()
      expect(await closed).toBe(1006)
      expect(page.connection.state).toBe('Connected')
      expect(page.of(hubEvents.session)).toEqual([])
    })
  })

  describe('REST', () => {
    it('H21 answers in the name of the user and of nobody else', async () => {
      const { ann, bob } = newPeople('ann', 'bob')
      const rid = newRoom(ann, bob)
      const headers = { 'x-user-id': userIdOf(bob), 'x-auth-token': 'guessed' }
      const me = await call('/api/v1/me', { token: signHostToken(ann), headers })
      expect(await me.json()).toMatchObject({ username: ann })
      const body = { message: { rid, msg: '你好 ✓' } }
      const sent = await call('/api/v1/chat.sendMessage', { token: signHostToken(ann), body })
      expect(await sent.json()).toMatchObject({ success: true, message: { u: { username: ann } } })
      const path = `/api/v1/groups.history?roomId=${rid}&count=1`
      const read = await call(path, { token: signHostToken(bob) })
      expect(await read.json()).toMatchObject({ messages: [{ msg: '你好 ✓' }] })
    })

    it('H21 passes on what is listed, and nothing else', async () => {
      const { ann } = newPeople('ann')
      const token = signHostToken(ann)
      for (const path of ['users.list', 'users.createToken', 'login', 'me/', 'x', '..%2fme', '']) {
        expect((await call(`/api/v1/${path}`, { token })).status, path).toBe(404)
      }
      for (const route of [
        'me',
        'users.create',
        'users.createToken',
        'logout',
        'chat.postMessage',
      ]) {
        expect((await call(`/api/v1/${route}`, { token, body: {} })).status, route).toBe(404)
      }
      expect((await call('/api/v1/settings.public?_id=Site_Name', { token })).status).toBe(200)
      expect((await call('/api/v1/rooms.get', { token })).status).toBe(200)
    })

    it('H21 passes on threads read, own words and pictures, but not what the host knows its user by', async () => {
      const { ann } = newPeople('ann')
      const token = signHostToken(ann)
      const rid = newRoom(ann)
      const tmid = sandbox.control.post(ann, rid, 'root')._id
      const message = JSON.stringify({
        msg: 'method',
        id: '1',
        method: 'readThreads',
        params: [tmid],
      })
      const read = await call('/api/v1/method.call/readThreads', { token, body: { message } })
      expect(read.status).toBe(200)
      const update = async (data: unknown): Promise<number> =>
        (await call('/api/v1/users.updateOwnBasicInfo', { token, body: { data } })).status
      expect(await update({ nickname: 'A', bio: 'hello' })).toBe(200)
      expect(await update({ nickname: 'A', newPassword: 'mine' })).toBe(403)
      expect(await update([])).toBe(400)
      const form = new FormData()
      form.append('image', new Blob([new Uint8Array([1])], { type: 'image/png' }), 'me.png')
      const headers = { authorization: `Bearer ${token}` }
      const url = `${host.url}/api/v1/users.setAvatar`
      expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(200)
      const emoji = await call('/emoji-custom/ship_it.png')
      expect([emoji.status, emoji.headers.get('content-type')]).toEqual([200, 'image/png'])
    })

    it('creates a user whom Rocket.Chat does not know, and never signs an administrator in', async () => {
      const claims = { name: 'New Comer', email: 'comer@host.example' }
      const me = await call('/api/v1/me', { token: signHostToken('newcomer', claims) })
      expect(await me.json()).toMatchObject({ username: 'newcomer', name: 'New Comer' })
      sandbox.control.addUser({
        username: 'boss',
        password: 'boss',
        name: 'Boss',
        roles: ['admin', 'user'],
      })
      const { bob } = newPeople('bob')
      for (const name of ['admin', 'ADMIN', 'boss', bob.toUpperCase()]) {
        const answer = await call('/api/v1/me', { token: signHostToken(name) })
        expect([name, answer.status]).toEqual([name, 403])
        expect(await answer.json()).toMatchObject({ errorType: 'error-chat-sign-in' })
        const { connection } = await openPage(name, { isListener: true })
        await expect(openChat(connection)).rejects.toThrow(/\[error-chat-sign-in\]$/)
      }
    })

    it('H22 401 is never about the chat login: it is renewed once, then it is 502', async () => {
      const { ann } = newPeople('ann')
      const token = signHostToken(ann)
      expect((await call('/api/v1/me', { token })).status).toBe(200)
      sandbox.control.revokeTokens(ann)
      const answers = await Promise.all([1, 2, 3].map(() => call('/api/v1/me', { token })))
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
      expect(tokensMade(ann)).toBe(2)
      sandbox.control.failNext(2, 401, '/api/v1/me')
      const refused = await call('/api/v1/me', { token })
      expect(refused.status).toBe(502)
      expect(await refused.json()).toMatchObject({ success: false, errorType: 'error-chat-login' })
      sandbox.control.failNext(1, 500, '/api/v1/me')
      expect((await call('/api/v1/me', { token })).status).toBe(502)
      expect((await call('/api/v1/me', { token })).status).toBe(200)
    })

    it('H23 passes 429 on', async () => {
      const { ann } = newPeople('ann')
      const token = signHostToken(ann)
      expect((await call('/api/v1/me', { token })).status).toBe(200)
      sandbox.control.failNext(1, 429, '/api/v1/me')
      const limited = await call('/api/v1/me', { token })
      expect(limited.status).toBe(429)
      expect(await limited.json()).toMatchObject({ success: false })
    })

    it('H24 avatars are public, files are not', async () => {
      const { ann } = newPeople('ann')
      const avatar = await call(`/avatar/${ann}?format=svg`)
      expect(avatar.status).toBe(200)
      expect(avatar.headers.get('content-type')).toMatch(/^image\//)
      expect(avatar.headers.get('content-security-policy')).toContain('sandbox')
      expect((await call('/avatar/..%2f..%2fapi%2fv1%2fme')).status).toBe(404)
      expect((await call('/file-upload/x/y.png')).status).toBe(401)
      const missing = await call('/file-upload/x/y.png', { token: signHostToken(ann) })
      expect(missing.status).toBe(404)
    })

    it('H21 passes a file on, and refuses what is no form, too large, or elsewhere', async () => {
      const { ann } = newPeople('ann')
      const rid = sandbox.control.createRoom({ name: `files-${ann}`, members: [ann] })._id
      const authorization = `Bearer ${signHostToken(ann)}`
      const post = async (path: string, body: BodyInit, headers = {}): Promise<unknown[]> => {
        const init = { method: 'POST', headers: { authorization, ...headers }, body }
        const answer = await fetch(`${host.url}/api/v1/${path}`, init)
        return [answer.status, (await answer.json()) as unknown]
      }
      const form = (bytes: number): FormData => {
        const data = new FormData()
        data.append('file', new Blob([new Uint8Array(bytes)]), 'a.bin')
        return data
      }
      expect(await post(`rooms.media/${rid}`, form(40_000_000))).toMatchObject([
        200,
        { file: { _id: expect.any(String) as string } },
      ])
      // The host may hang up on what it has refused already.
      const refused = await post(`rooms.media/${rid}`, form(105_000_000)).catch(() => [413])
      expect(refused[0]).toBe(413)
      const json = { 'content-type': 'application/json' }
      expect(await post(`rooms.media/${rid}`, '{}', json)).toMatchObject([415, {}])
      expect(await post(`rooms.delete/${rid}`, form(1))).toMatchObject([404, {}])
    })

    it('refuses bodies that are no JSON, and large ones', async () => {
      const { ann } = newPeople('ann')
      const authorization = `Bearer ${signHostToken(ann)}`
      const post = (body: string, type: string): Promise<Response> =>
        fetch(`${host.url}/api/v1/chat.sendMessage`, {
          method: 'POST',
          headers: { authorization, 'content-type': type },
          body,
        })
      expect((await post('{}', 'text/plain')).status).toBe(415)
      expect((await post(`"${'x'.repeat(300_000)}"`, 'application/json')).status).toBe(413)
    })
  })

  describe('start and end', () => {
    it('signs in by the default password where no tokens are handed out', async () => {
      const plain = await startHost({
        rocketChatUrl: sandbox.url,
        defaultPassword: 'the same for all',
      })
      const page = await openPage('byPassword', {}, plain.url)
      expect(page.userId).toBe(userIdOf('byPassword'))
      const { ann } = newPeople('ann')
      const { connection } = await openPage(ann, { isListener: true }, plain.url)
      await expect(openChat(connection)).rejects.toThrow(/\[error-chat-sign-in\]$/)
    })

    it('H20 asks its pages to come back when it stops', async () => {
      const stopped = await startHost({ rocketChatUrl: sandbox.url, tokenSecret })
      const { ann } = newPeople('ann')
      const page = await openPage(ann, { comesBack: true }, stopped.url)
      const ended = new Promise<unknown>((resolve) => {
        page.connection.onreconnecting((error) => resolve(error ?? 'asked to come back'))
        page.connection.onclose(() => resolve('closed'))
      })
      await stopped.stop()
      expect(await ended).toBe('asked to come back')
    })

    it('H10 openChat waits twenty seconds for Rocket.Chat, not longer', async () => {
      const { reason, ms, isHealthy } = await longWait
      expect(reason).toMatch(/\[error-not-ready\]$/)
      expect(ms).toBeGreaterThan(19_000)
      expect(ms).toBeLessThan(30_000)
      expect(isHealthy).toBe(true)
    })

    it('logs no token and no password', () => {
      expect(host.logged()).not.toContain('eyJ')
      expect(host.logged()).not.toContain('access_token')
      expect(host.logged()).not.toContain(hostTokens.secret)
    })
  })
})
