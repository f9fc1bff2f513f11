import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHub, HubError, method, type Hub, type HubMethods } from '../../../server/hub'
import { ChatError, type ServerEvent } from '../../domain'
import type { ChatTransport, Credentials } from '../../ports'
import { hubEvents } from '../../protocol/hub/hub'
import { browserClock } from '../../platform/clock'
import { silentLogger } from '../../ports'
import {
  hostAt,
  startRelayBackend,
  type RelayBackend,
  type RelayBackendOptions,
} from '../../testing/relayBackend'
import { createManualClock } from '../../testing/manualClock'
import { memoryKeeper } from '../../testing/sandboxBackend'
import type { RealtimeListener } from '../rocketchat'
import { createHostTokens } from './hostTokens'
import { createHubRealtime } from './hubRealtime'

const ignore = () => undefined
const told = { hasReceipts: false }
const plain: Credentials = { userId: '1', token: 'plain', hubToken: 'encrypted / token' }

describe('the SignalR transport at a relay', () => {
  let rig: RelayBackend
  let events: ServerEvent[]
  let lost: ChatError[]
  const opened: ChatTransport[] = []
  const closing: { close(): void }[] = []
  const listener = {
    onEvent: (event: ServerEvent) => events.push(event),
    onLost: (error: ChatError) => lost.push(error),
  }

  async function start(options: RelayBackendOptions = {}): Promise<void> {
    rig = await startRelayBackend(options)
  }

  async function open(credentials: Credentials): Promise<ChatTransport> {
    const transport = rig.transportsFor(credentials)()
    opened.push(transport)
    await transport.open(listener, ignore)
    return transport
  }

  async function watched(transport: ChatTransport) {
    const { channels } = await transport.fetchChannels(null)
    const [channel] = channels
    if (channel === undefined) throw new Error('no channel')
    await transport.watchChannel(channel)
    return channel
  }

  function realtimeOf(
    credentials: Credentials,
    {
      clock = browserClock,
      requestRenewal = () => Promise.reject<Credentials>(new Error('not asked')),
    } = {},
  ) {
    const tokens = createHostTokens(credentials, {
      clock: browserClock,
      keeper: memoryKeeper(),
      requestRenewal,
      runAlone: (run) => run(),
    })
    const realtime = createHubRealtime(
      {
        hub: hostAt(rig.line.url).hub,
        headers: () => ({}),
        tokens,
        verifyToken: () => Promise.resolve(),
        clock,
        logger: silentLogger,
      },
      { onStream: ignore, fetchChanged: () => Promise.resolve(), onLost: listener.onLost },
    )
    closing.push(realtime)
    return realtime
  }

  beforeEach(() => {
    events = []
    lost = []
  })
  afterEach(async () => {
    for (const realtime of closing.splice(0)) realtime.close()
    for (const transport of opened.splice(0)) transport.close()
    await rig.close()
  })

  it('C10 an expired token is renewed before the hub is asked, and when it refuses one', async () => {
    await start()
    const fresh = await rig.credentials('ann')
    const old = await rig.credentials('ann', { expiresIn: -600 })
    let renewals = 0
    const realtime = realtimeOf(old, {
      requestRenewal: () => {
        renewals += 1
        return Promise.resolve(fresh)
      },
    })
    await realtime.connect(ignore)
    expect(renewals).toBe(1)
  })

  it('H18 a chat login that is revoked in the middle is no matter for the user', async () => {
    await start()
    const credentials = await rig.credentials('ann')
    const first = await open(credentials)
    await watched(first)
    rig.sandbox.control.revokeTokens('ann')
    await vi.waitFor(() => {
      expect(lost).toMatchObject([{ kind: 'connection' }])
    })
    const second = await open(credentials)
    const channel = await watched(second)
    rig.sandbox.control.post('bob', 'shared', 'after the renewal')
    await vi.waitFor(() => {
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'messageUpserted',
          message: expect.objectContaining({ text: 'after the renewal' }) as unknown,
        }),
      )
    })
    const sent = { id: 'x1' as never, channelId: channel.id, text: 'sent with it' }
    await expect(second.send(sent)).resolves.toMatchObject({ text: 'sent with it' })
  })

  it('C5 a line that is up and mute is found by asking', async () => {
    await start()
    const clock = createManualClock()
    const realtime = realtimeOf(await rig.credentials('ann'), { clock })
    await realtime.connect(ignore)
    rig.line.freeze()
    realtime.checkLine()
    await clock.pass(4_999)
    expect(lost).toEqual([])
    await clock.pass(1)
    expect(lost).toMatchObject([{ kind: 'connection', code: 'unreachable' }])
    rig.line.thaw()
  })

  it('C5 a line that answers is left alone', async () => {
    await start()
    const transport = await open(await rig.credentials('ann'))
    transport.checkLine()
    await transport.fetchChannels(null)
    await watched(transport)
    expect(lost).toEqual([])
  })

  it('a channel that is refused is not watched', async () => {
    await start()
    rig.sandbox.control.createRoom({ name: 'secret', type: 'p', members: ['bob'] })
    const secret = rig.sandbox.control.world().rooms.find((room) => room.name === 'secret')
    const transport = await open(await rig.credentials('ann'))
    await expect(transport.watchChannel({ id: secret?._id } as never)).rejects.toMatchObject({
      kind: 'permission',
    })
    rig.sandbox.control.post('bob', 'secret', 'not for ann')
    rig.sandbox.control.post('bob', 'shared', 'for ann')
    await vi.waitFor(() => {
      expect(JSON.stringify(events)).toContain('for ann')
    })
    expect(JSON.stringify(events)).not.toContain('not for ann')
  })

  it('two watches of a channel end one by one', async () => {
    await start()
    const transport = await open(await rig.credentials('ann'))
    const channel = await watched(transport)
    const stop = await transport.watchChannel(channel)
    stop()
    stop()
    rig.sandbox.control.post('bob', 'shared', 'still watched')
    await vi.waitFor(() => {
      expect(events.some((event) => event.type === 'messageUpserted')).toBe(true)
    })
  })

  it('no token is in an error or in an address of REST', async () => {
    await start()
    const credentials = await rig.credentials('ann', {
      secret: 'another secret of more than 32 bytes',
    })
    const transport = rig.transportsFor(credentials)()
    const error: unknown = await transport.open(listener, ignore).catch((one: unknown) => one)
    expect(error).toMatchObject({ kind: 'auth', code: 'sessionExpired' })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(
      credentials.token,
    )
    expect(rig.relay.logged()).not.toContain(credentials.token)
  })
})

describe('the SignalR transport at another host', () => {
  let server: Server
  let hub: Hub<null>
  let url: string
  let fetches: number
  /** The only token that the host takes; null takes every one. */
  let goodToken: string | null
  let streams: unknown[]
  let lost: ChatError[]
  let tokensSeen: (string | null)[]
  const realtimes: { close(): void }[] = []

  async function start(methods: HubMethods<null> = {}): Promise<void> {
    hub = createHub<null>({
      path: '/signalr',
      origins: 'any',
      methods,
      authenticate: ({ token, request }) => {
        const query = new URL(request.url ?? '', 'http://x').searchParams.get('enc_auth_token')
        tokensSeen.push(query ?? token)
        const isGood = goodToken === null || token === goodToken
        return Promise.resolve(isGood ? { id: 'ann', principal: null } : null)
      },
    })
    server = createServer()
    hub.attach(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  function realtimeAt(
    overrides: RelayBackendOptions['hub'] = {},
    { clock = browserClock, tokens = tokensAt() } = {},
  ) {
    const listener: RealtimeListener = {
      onStream: (collection, _id, fields) => streams.push([collection, fields.eventName]),
      fetchChanged: () => {
        fetches += 1
        return Promise.resolve()
      },
      onLost: (error) => lost.push(error),
    }
    const realtime = createHubRealtime(
      {
        hub: { ...hostAt(url).hub, url: `${url}/signalr`, ...overrides },
        headers: () => ({ 'Abp-TenantId': '3' }),
        tokens,
        verifyToken: () => Promise.resolve(),
        clock,
        logger: silentLogger,
      },
      listener,
    )
    realtimes.push(realtime)
    return realtime
  }

  function tokensAt(requestRenewal = (): Promise<Credentials> => Promise.reject(new Error('no'))) {
    return createHostTokens(plain, {
      clock: browserClock,
      keeper: memoryKeeper(),
      requestRenewal,
      runAlone: (run) => run(),
    })
  }

  beforeEach(() => {
    fetches = 0
    goodToken = null
    streams = []
    lost = []
    tokensSeen = []
  })
  afterEach(async () => {
    for (const realtime of realtimes.splice(0)) realtime.close()
    await hub.stop()
    server.closeAllConnections()
    server.close()
  })

  it('H25 one that knows no methods is listened to, and what it does not tell is fetched', async () => {
    await start()
    const realtime = realtimeAt()
    await realtime.connect(ignore)
    expect(realtime.capabilities).toMatchObject({ presence: 'none', typing: 'none' })
    const stop = await realtime.watchRoom('r1', told)
    await realtime.watchPeople(['u1'])
    realtime.setTyping('r1', 'ann', true)
    hub.user('ann').send(hubEvents.message, { _id: 'm1', rid: 'r1', msg: 'seen' })
    hub.user('ann').send(hubEvents.message, { _id: 'm2', rid: 'r2', msg: 'counted' })
    hub.user('ann').send(hubEvents.subscription, { msg: { _id: 's', rid: 'r2' }, method: '' })
    await vi.waitFor(() => {
      expect(streams).toEqual([
        ['stream-room-messages', 'r1'],
        ['stream-notify-user', '/subscriptions-changed'],
      ])
    })
    expect(fetches).toBe(1)
    stop()
    realtime.checkLine()
    hub.user('ann').send(hubEvents.message, { _id: 'm3', rid: 'r1', msg: 'not watched' })
    hub.user('ann').send(hubEvents.subscription, { msg: { _id: 's', rid: 'r2' }, method: '' })
    await vi.waitFor(() => {
      expect(streams).toHaveLength(3)
    })
    expect(streams.at(-1)).toEqual(['stream-notify-user', '/subscriptions-changed'])
    expect(lost).toEqual([])
  })

  it('an ABP host gets its own token in the query, and `register` after the start', async () => {
    const register = vi.fn()
    await start({ register: method({ decode: () => null, run: register }) })
    const realtime = realtimeAt({
      token: { kind: 'query', name: 'enc_auth_token' },
      onStart: ['register'],
      isListenOnly: true,
    })
    await realtime.connect(ignore)
    expect(register).toHaveBeenCalledTimes(1)
    expect(new Set(tokensSeen)).toEqual(new Set(['encrypted / token']))
    await realtime.watchRoom('r1', told)
    hub.user('ann').send('getNotification', {
      notification: {
        notificationName: hubEvents.message,
        data: { properties: { _id: 'm1', rid: 'r1' } },
      },
    })
    await vi.waitFor(() => {
      expect(streams).toEqual([['stream-room-messages', 'r1']])
    })
  })

  it('H16 ends for good when the host says so, and comes back when its line is lost', async () => {
    const openChat = method({ decode: () => null, run: () => ({ version: 1, userId: 'u1' }) })
    await start({ openChat })
    const [first, second] = [realtimeAt(), realtimeAt()]
    await first.connect(ignore)
    hub.user('ann').send(hubEvents.session, { state: 'lost', reason: 'restart' })
    await vi.waitFor(() => {
      expect(lost).toMatchObject([{ kind: 'connection' }])
    })
    await second.connect(ignore)
    hub.user('ann').send(hubEvents.session, { State: 'ended', Reason: 'locked out' })
    await vi.waitFor(() => {
      expect(lost[1]).toMatchObject({ kind: 'auth', code: 'loginBlocked' })
    })
  })

  it.each([
    ['[error-not-ready]', 'connection'],
    ['[error-chat-sign-in]', 'connection'],
    ['[error-user-inactive]', 'auth'],
    ['without a code', 'connection'],
  ])('H10 a refusal to open %s is sorted as %s', async (text, kind) => {
    const openChat = method({
      decode: () => null,
      run: () => Promise.reject(new HubError(`The chat cannot be opened ${text}`)),
    })
    await start({ openChat })
    await expect(realtimeAt().connect(ignore)).rejects.toMatchObject({ kind })
    expect(lost).toEqual([])
  })

  it('H4 a host of another version is told apart', async () => {
    await start({ openChat: method({ decode: () => null, run: () => ({ version: 2 }) }) })
    await expect(realtimeAt().connect(ignore)).rejects.toMatchObject({ kind: 'protocol' })
  })

  it('what cannot be read costs nothing but itself', async () => {
    const openChat = method({ decode: () => null, run: () => ({ version: 1, userId: 'u1' }) })
    const watchRoom = method({ decode: () => null, run: () => null })
    await start({ openChat, watchRoom })
    const realtime = realtimeAt()
    await realtime.connect(ignore)
    await realtime.watchRoom('r1', told)
    for (const name of Object.values(hubEvents)) {
      for (const argument of [null, 'x', 7, [], {}, { msg: [] }]) {
        hub.user('ann').send(name, argument)
      }
    }
    hub.user('ann').send(hubEvents.message, { _id: 'm1', rid: 'r1' })
    await vi.waitFor(() => {
      expect(streams.at(-1)).toEqual(['stream-room-messages', 'r1'])
    })
    expect(lost).toEqual([])
  })

  it('closing while it connects is silent', async () => {
    await start()
    const realtime = realtimeAt()
    const connecting = realtime.connect(ignore)
    realtime.close()
    await expect(connecting).rejects.toMatchObject({ kind: 'connection' })
    expect(lost).toEqual([])
  })

  /** A method that answers as a host of this version does. */
  function opening(run: () => void = ignore) {
    return method({
      decode: () => null,
      run: () => {
        run()
        return { version: 1, userId: 'u1' }
      },
    })
  }

  function tellSession(state: string): void {
    hub.user('ann').send(hubEvents.session, { state, reason: 'test' })
  }

  it('H16 a line that the host lost while it opened is asked for once more', async () => {
    let calls = 0
    await start({
      openChat: opening(() => {
        calls += 1
        if (calls === 1) tellSession('lost')
      }),
    })
    await realtimeAt().connect(ignore)
    expect(calls).toBe(2)
    expect(lost).toEqual([])
  })

  it('H16 a host that loses its line again and again is left to the back-off', async () => {
    const openChat = opening(() => {
      tellSession('lost')
    })
    await start({ openChat })
    await expect(realtimeAt().connect(ignore)).rejects.toMatchObject({ kind: 'connection' })
  })

  it('H16 a listener comes back when the host was away while it opened', async () => {
    const register = opening(() => {
      tellSession('lost')
    })
    await start({ register })
    await realtimeAt({ onStart: ['register'] }).connect(ignore)
    expect(lost).toEqual([])
    tellSession('restored')
    await vi.waitFor(() => {
      expect(lost).toMatchObject([{ kind: 'connection' }])
    })
  })

  it('C5 a host that does not answer at all is given up', async () => {
    await start()
    server.removeAllListeners('request')
    const clock = createManualClock()
    const connecting = realtimeAt({}, { clock }).connect(ignore)
    const ended = vi.fn()
    connecting.catch(ended)
    await clock.pass(44_999)
    expect(ended).not.toHaveBeenCalled()
    await clock.pass(1)
    await expect(connecting).rejects.toMatchObject({ kind: 'connection', code: 'unreachable' })
  })

  it('C7 closing ends what is under way at once, and no timer is left', async () => {
    await start()
    server.removeAllListeners('request')
    const clock = createManualClock()
    const mute = realtimeAt({}, { clock })
    const connecting = mute.connect(ignore)
    await clock.pass(0)
    expect(clock.pendingTimers).toBe(1)
    mute.close()
    await expect(connecting).rejects.toMatchObject({ kind: 'connection' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('C7 a call that the host never answers ends with the line, and no timer is left', async () => {
    const watchRoom = method({ decode: () => null, run: () => new Promise(ignore) })
    await start({ openChat: opening(), watchRoom })
    const clock = createManualClock()
    const realtime = realtimeAt({}, { clock })
    await realtime.connect(ignore)
    const watching = realtime.watchRoom('r1', told)
    tellSession('lost')
    await expect(watching).rejects.toMatchObject({ kind: 'connection' })
    expect(lost).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('H12 a host that is only listened to is not made to take us for a chat client', async () => {
    const openChat = vi.fn()
    await start({ openChat: opening(openChat) })
    const realtime = realtimeAt({ isListenOnly: true })
    await realtime.connect(ignore)
    realtime.checkLine()
    hub.user('ann').send(hubEvents.subscription, { msg: { _id: 's', rid: 'r2' }, method: '' })
    await vi.waitFor(() => {
      expect(streams).toHaveLength(1)
    })
    await realtime.watchRoom('r1', told)
    expect(openChat).not.toHaveBeenCalled()
    expect(lost).toEqual([])
  })

  it('C5 a check finds out that the user is locked out', async () => {
    let isLockedOut = false
    const refuse = () => {
      if (isLockedOut) throw new HubError('Locked out [error-user-inactive]')
    }
    await start({ openChat: opening(refuse) })
    const realtime = realtimeAt()
    await realtime.connect(ignore)
    isLockedOut = true
    realtime.checkLine()
    await vi.waitFor(() => {
      expect(lost).toMatchObject([{ kind: 'auth', code: 'loginBlocked' }])
    })
  })

  it.each(['ServerSentEvents', 'LongPolling'] as const)(
    'H18 by %s a call carries the token of the moment, not of the start',
    async (transport) => {
      await start({ openChat: opening(), watchRoom: opening() })
      const tokens = tokensAt(() => Promise.resolve({ ...plain, token: 'renewed' }))
      const realtime = realtimeAt({ transports: [transport] }, { tokens })
      await realtime.connect(ignore)
      await tokens.renew(plain)
      expect(tokensSeen).not.toContain('renewed')
      await realtime.watchRoom('r1', told)
      expect(tokensSeen).toContain('renewed')
      expect(lost).toEqual([])
    },
  )

  it('C10 a host that refuses the token of a call is connected to anew', async () => {
    await start({ openChat: opening(), watchRoom: opening() })
    const realtime = realtimeAt({ transports: ['ServerSentEvents'] })
    await realtime.connect(ignore)
    goodToken = 'another'
    await expect(realtime.watchRoom('r1', told)).rejects.toMatchObject({ kind: 'connection' })
    expect(lost).toMatchObject([{ kind: 'connection' }])
  })

  it('C10 a call for which there is no token any more says so', async () => {
    await start({ openChat: opening(), watchRoom: opening() })
    const tokens = tokensAt()
    const realtime = realtimeAt({ transports: ['ServerSentEvents'] }, { tokens })
    await realtime.connect(ignore)
    vi.spyOn(tokens, 'current').mockRejectedValue(new ChatError('auth', 'gone'))
    await expect(realtime.watchRoom('r1', told)).rejects.toMatchObject({ kind: 'auth' })
  })

  it('goes without negotiation where all transports are allowed', async () => {
    await start({ openChat: opening() })
    await realtimeAt({ skipNegotiation: true }).connect(ignore)
  })

  it.each(['WebSockets', 'LongPolling'] as const)(
    'by %s uses the token of a host that sends it elsewhere',
    async (transport) => {
      await start({ openChat: opening(), watchRoom: opening() })
      goodToken = 'redirected'
      const front = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ url: `${url}/signalr`, accessToken: goodToken }))
      })
      await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
      const { port } = front.address() as AddressInfo
      const realtime = realtimeAt({
        url: `http://127.0.0.1:${port}/hub`,
        transports: [transport],
      })
      await realtime.connect(ignore).finally(() => front.close())
      await realtime.watchRoom('r1', told)
      expect(new Set(tokensSeen)).toEqual(new Set([goodToken]))
    },
  )

  it('no token is in an error, though the host repeats the address', async () => {
    await start()
    server.removeAllListeners('request')
    server.on('request', (request, response) => {
      response.writeHead(502)
      response.end(`Cannot reach ${request.url ?? ''}`)
    })
    const realtime = realtimeAt({ token: { kind: 'query', name: 'enc_auth_token' } })
    const error: unknown = await realtime.connect(ignore).catch((one: unknown) => one)
    expect(error).toMatchObject({ kind: 'connection', message: 'HTTP 502' })
  })
})
