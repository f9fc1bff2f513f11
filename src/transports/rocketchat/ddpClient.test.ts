import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChatError } from '../../domain'
import { createFakeSockets, type FakeServerSide } from '../../testing/fakeSocket'
import { createManualClock, settle, type ManualClock } from '../../testing/manualClock'
import { createDdpClient, type DdpClient } from './ddpClient'

/** The two servers in the field (rocketchat.md §1.9): what each says around an answer. */
const families = {
  monolith: {
    greet: (): void => undefined,
    answer: (server: FakeServerSide, id: string, result: unknown) => {
      server.say({ msg: 'updated', methods: [id] })
      server.say({ msg: 'result', id, result })
    },
  },
  streamer: {
    greet: (server: FakeServerSide): void => {
      server.say({ msg: 'server_id', server_id: '0' })
      server.say({ server_id: '0' })
    },
    answer: (server: FakeServerSide, id: string, result: unknown) => {
      server.say(result === undefined ? { msg: 'result', id } : { msg: 'result', id, result })
      server.say({ msg: 'updated', methods: [id] })
    },
  },
}

describe.each(Object.entries(families))('ddpClient against a %s', (_name, family) => {
  let clock: ManualClock
  let client: DdpClient
  let server: FakeServerSide
  const changed = vi.fn()
  const lost = vi.fn<(error: ChatError) => void>()
  const warn = vi.fn()

  beforeEach(async () => {
    vi.clearAllMocks()
    clock = createManualClock()
    const sockets = createFakeSockets()
    client = createDdpClient(
      { openSocket: sockets.openSocket, clock, logger: { debug: () => undefined, warn } },
      { onChanged: changed, onLost: lost },
    )
    const connected = client.connect('ws://server/websocket')
    const [first] = sockets.servers
    if (first === undefined) throw new Error('no socket')
    server = first
    server.open()
    family.greet(server)
    server.say({ msg: 'connected', session: 's1' })
    await connected
  })

  function lastId(): string {
    return String(server.sent.at(-1)?.id)
  }

  it('says connect first, with its versions', () => {
    expect(server.sent[0]).toEqual({ msg: 'connect', version: '1', support: ['1', 'pre2', 'pre1'] })
  })

  it('resolves a call with its result, whatever the order of result and updated', async () => {
    const result = client.call('login', [{ resume: 't' }])
    family.answer(server, lastId(), { id: 'u1' })
    await expect(result).resolves.toEqual({ id: 'u1' })
  })

  it('rejects a refused login as gone credentials', async () => {
    const result = client.call('login', [{ resume: 't' }])
    server.say({ msg: 'result', id: lastId(), error: { error: 403, reason: 'no' } })
    await expect(result).rejects.toMatchObject({ kind: 'auth', code: 'sessionExpired' })
  })

  it('tells how long a limited call has to wait', async () => {
    const result = client.call('x', [])
    const error = { error: 'too-many-requests', reason: 'slow', details: { timeToReset: 7_800 } }
    server.say({ msg: 'result', id: lastId(), error })
    await expect(result).rejects.toMatchObject({ kind: 'rateLimit', retryAfterMs: 7_800 })
  })

  it('resolves a subscription when the server is ready, several in one frame', async () => {
    const first = client.subscribe('stream-notify-user', ['u1/x', false])
    const firstId = lastId()
    const second = client.subscribe('stream-notify-user', ['u1/y', false])
    server.say({ msg: 'ready', subs: [firstId, lastId()] })
    const stop = await first
    await second
    stop()
    expect(server.sent.at(-1)).toEqual({ msg: 'unsub', id: firstId })
  })

  it('rejects a refused subscription; one that is closed without an error is a success', async () => {
    const refused = client.subscribe('stream-room-messages', ['r', false])
    server.say({ msg: 'nosub', id: lastId(), error: { error: 'not-allowed' } })
    await expect(refused).rejects.toMatchObject({ kind: 'permission' })
    const presence = client.subscribe('stream-user-presence', ['', { added: ['u2'] }])
    server.say({ msg: 'nosub', id: lastId() })
    await expect(presence).resolves.toBeTypeOf('function')
  })

  it('answers a ping at once with its id', () => {
    server.say({ msg: 'ping', id: 'p7' })
    expect(server.sent.at(-1)).toEqual({ msg: 'pong', id: 'p7' })
    server.say({ msg: 'ping' })
    expect(server.sent.at(-1)).toEqual({ msg: 'pong' })
  })

  it('skips malformed and unknown frames and stays up', async () => {
    const bad = [
      '',
      'null',
      '[]',
      '{',
      '"x"',
      '{"msg":7}',
      '{"msg":"changed"}',
      '{"msg":"result"}',
      '{"msg":"nosub","id":{}}',
      '\u0000',
    ]
    for (const text of bad) server.sayText(text)
    expect(lost).not.toHaveBeenCalled()
    const result = client.call('ok', [])
    family.answer(server, lastId(), 1)
    await expect(result).resolves.toBe(1)
    expect(warn).toHaveBeenCalled()
  })

  it('a listener that throws costs its frame, not the line', () => {
    changed.mockImplementationOnce(() => {
      throw new Error('bad data')
    })
    server.say({ msg: 'changed', collection: 'c', id: 'id', fields: {} })
    server.say({ msg: 'changed', collection: 'c', id: 'id', fields: { a: 1 } })
    expect(changed).toHaveBeenCalledTimes(2)
    expect(lost).not.toHaveBeenCalled()
  })

  it('C7 rejects what is in flight when the line drops, and tells it once', async () => {
    const result = client.call('slow', [])
    const sub = client.subscribe('s', [])
    server.drop()
    await expect(result).rejects.toMatchObject({ kind: 'connection' })
    await expect(sub).rejects.toMatchObject({ kind: 'connection' })
    expect(lost).toHaveBeenCalledTimes(1)
    await expect(client.call('late', [])).rejects.toMatchObject({ kind: 'connection' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('C5 asks after 25 s of silence and finds a mute line within 45 s', async () => {
    await clock.pass(24_900)
    expect(server.sent).toHaveLength(1)
    await clock.pass(200)
    expect(server.sent.at(-1)).toEqual({ msg: 'ping' })
    await clock.pass(19_800)
    expect(lost).not.toHaveBeenCalled()
    await clock.pass(200)
    expect(lost).toHaveBeenCalledTimes(1)
    expect(server.isClosedByClient).toBe(true)
  })

  it('C5 any frame counts as a sign of life', async () => {
    for (let minute = 0; minute < 10; minute += 1) {
      await clock.pass(40_000)
      server.say({ msg: 'pong' })
    }
    expect(lost).not.toHaveBeenCalled()
  })

  it('C5 checks a suspected line within five seconds', async () => {
    client.checkLine()
    expect(server.sent.at(-1)).toEqual({ msg: 'ping' })
    await clock.pass(5_100)
    expect(lost).toHaveBeenCalledTimes(1)
  })

  it('a call without an answer ends, and its late answer is ignored', async () => {
    const result = client.call('slow', [])
    const id = lastId()
    const ended = expect(result).rejects.toMatchObject({ kind: 'connection' })
    await clock.pass(15_000)
    server.say({ msg: 'pong' })
    await clock.pass(6_000)
    await ended
    family.answer(server, id, 1)
    expect(lost).not.toHaveBeenCalled()
  })

  it('close is silent, idempotent and stops every timer; nothing is heard afterwards', async () => {
    const result = client.call('slow', [])
    client.close()
    client.close()
    await expect(result).rejects.toMatchObject({ kind: 'connection' })
    server.say({ msg: 'changed', collection: 'c', id: 'id', fields: {} })
    await settle()
    expect(changed).not.toHaveBeenCalled()
    expect(lost).not.toHaveBeenCalled()
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('ddpClient connecting', () => {
  function start(): {
    client: DdpClient
    connected: Promise<void>
    server: () => FakeServerSide | undefined
    clock: ManualClock
  } {
    const clock = createManualClock()
    const sockets = createFakeSockets()
    const client = createDdpClient(
      {
        openSocket: sockets.openSocket,
        clock,
        logger: { debug: () => undefined, warn: () => undefined },
      },
      {
        onChanged: () => undefined,
        onLost: () => {
          throw new Error('never connected')
        },
      },
    )
    return { client, connected: client.connect('ws://x'), server: () => sockets.servers[0], clock }
  }

  it('rejects when the socket closes before the handshake', async () => {
    const { connected, server } = start()
    server()?.drop()
    await expect(connected).rejects.toMatchObject({ kind: 'connection', code: 'unreachable' })
  })

  it('rejects when nobody answers', async () => {
    const { connected, server, clock } = start()
    server()?.open()
    const ended = expect(connected).rejects.toMatchObject({ kind: 'connection' })
    await clock.pass(20_000)
    await ended
    expect(server()?.isClosedByClient).toBe(true)
  })

  it('rejects a server of another version', async () => {
    const { connected, server } = start()
    server()?.open()
    server()?.say({ msg: 'failed', version: 'pre1' })
    await expect(connected).rejects.toMatchObject({ kind: 'protocol' })
  })

  it('rejects an address that is none', async () => {
    const client = createDdpClient(
      {
        openSocket: () => {
          throw new SyntaxError('bad url')
        },
        clock: createManualClock(),
        logger: { debug: () => undefined, warn: () => undefined },
      },
      { onChanged: () => undefined, onLost: () => undefined },
    )
    await expect(client.connect('nonsense')).rejects.toMatchObject({ kind: 'connection' })
  })
})
