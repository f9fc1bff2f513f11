import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SandboxOptions } from '../../../server/sandbox'
import { ChatError, type ServerEvent } from '../../domain'
import type { ChatTransport, Credentials } from '../../ports'
import { keepReceipts, startSmallSandbox, type SandboxBackend } from '../../testing/sandboxBackend'
import { describeTransport } from '../transport.contract'

const servers: readonly (readonly [string, SandboxOptions])[] = [
  ['monolith', { family: 'monolith' }],
  ['streamer', { family: 'streamer' }],
  ['its events in any order', { shuffle: 12 }],
]

for (const [name, options] of servers) {
  describeTransport(`Rocket.Chat, ${name}`, async () => {
    const { sandbox, backend, close } = await startSmallSandbox(options)
    const credentials = {
      ann: await backend.accounts.signIn({ user: 'ann', password: 'ann' }),
      bob: await backend.accounts.signIn({ user: 'bob', password: 'bob' }),
      revoked: await backend.accounts.signIn({ user: 'ann', password: 'ann' }),
    }
    await backend.accounts.signOut(credentials.revoked)
    return {
      createTransport: (user) => backend.transportsFor(credentials[user])(),
      keepReceipts: () => {
        keepReceipts(sandbox)
      },
      dropLines: () => {
        sandbox.control.cutSockets()
      },
      close,
    }
  })
}

describe('Rocket.Chat accounts', () => {
  let rig: SandboxBackend

  beforeEach(async () => {
    rig = await startSmallSandbox()
  })
  afterEach(() => rig.close())

  it.each([
    ['a wrong password', { user: 'ann', password: 'no' }],
    ['an unknown user', { user: 'nobody', password: 'no' }],
  ])('refuses %s as wrong credentials', async (_name, form) => {
    await expect(rig.backend.accounts.signIn(form)).rejects.toMatchObject({
      kind: 'auth',
      code: 'wrongCredentials',
    })
  })

  it('says when the server cannot be reached, fails inside, or limits', async () => {
    const { accounts } = rig.backend
    const form = { user: 'ann', password: 'ann' }
    rig.sandbox.control.failNext(1, 503, 'POST /api/v1/login')
    await expect(accounts.signIn(form)).rejects.toMatchObject({ kind: 'connection' })
    await rig.sandbox.control.pause()
    await expect(accounts.signIn(form)).rejects.toMatchObject({ code: 'unreachable' })
    await rig.sandbox.control.resume()
    await expect(accounts.signIn(form)).resolves.toHaveProperty('token')
  })

  it('signing out revokes the token; doing it twice is no error', async () => {
    const credentials = await rig.backend.accounts.signIn({ user: 'ann', password: 'ann' })
    await rig.backend.accounts.signOut(credentials)
    await rig.backend.accounts.signOut(credentials)
    const transport = rig.backend.transportsFor(credentials)()
    await expect(
      transport.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined),
    ).rejects.toMatchObject({ kind: 'auth' })
  })
})

describe('Rocket.Chat transport under faults', () => {
  const warn = vi.fn()
  let rig: SandboxBackend
  let transport: ChatTransport
  let credentials: Credentials
  let events: ServerEvent[]
  const lost = vi.fn()

  beforeEach(async () => {
    vi.clearAllMocks()
    rig = await startSmallSandbox({}, { debug: () => undefined, warn })
    credentials = await rig.backend.accounts.signIn({ user: 'ann', password: 'ann' })
    transport = rig.backend.transportsFor(credentials)()
    events = []
    await transport.open({ onEvent: (event) => events.push(event), onLost: lost }, () => undefined)
  })
  afterEach(async () => {
    transport.close()
    await rig.close()
  })

  async function shared() {
    const { channels } = await transport.fetchChannels(null)
    const found = channels.find((channel) => channel.name === 'shared')
    if (found === undefined) throw new Error('no shared channel')
    return found
  }

  it('malformed frames are logged and skipped, and the line stays', async () => {
    const channel = await shared()
    await transport.watchChannel(channel)
    for (const text of [
      '{',
      'null',
      '{"msg":"changed"}',
      '{"msg":"changed","collection":"stream-room-messages","id":"id","fields":{"eventName":"x","args":[{"_id":1}]}}',
    ]) {
      rig.sandbox.control.sendRaw('ann', text)
    }
    rig.sandbox.control.post('bob', 'shared', 'still here')
    await vi.waitFor(() => {
      expect(events.some((event) => event.type === 'messageUpserted')).toBe(true)
    })
    expect(warn).toHaveBeenCalledTimes(4)
    expect(lost).not.toHaveBeenCalled()
  })

  it.each(['faithful', 'kind'] as const)(
    'C8 a lost answer and a second sending are one message (%s)',
    async (duplicateId) => {
      const other = await startSmallSandbox({ duplicateId })
      const signedIn = await other.backend.accounts.signIn({ user: 'ann', password: 'ann' })
      const own = other.backend.transportsFor(signedIn)()
      await own.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined)
      const { channels } = await own.fetchChannels(null)
      const [channel] = channels
      if (channel === undefined) throw new Error('no channel')
      const message = { id: 'fixed-id' as never, channelId: channel.id, text: 'once' }
      other.sandbox.control.loseNextResult('POST /api/v1/chat.sendMessage')
      await expect(own.send(message)).rejects.toMatchObject({ kind: 'connection' })
      await expect(own.send(message)).resolves.toMatchObject({ id: 'fixed-id', text: 'once' })
      expect(
        other.sandbox.control.world().messages.filter((one) => one._id === 'fixed-id'),
      ).toHaveLength(1)
      own.close()
      await other.close()
    },
  )

  it('RC §7.7 a revoked token drops the line, and only the next sign-in says that it is gone', async () => {
    rig.sandbox.control.revokeTokens('ann')
    await vi.waitFor(() => {
      expect(lost).toHaveBeenCalledTimes(1)
    })
    expect(lost.mock.calls[0]?.[0]).toMatchObject({ kind: 'connection' })
    const again = rig.backend.transportsFor(credentials)()
    await expect(
      again.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined),
    ).rejects.toMatchObject({ kind: 'auth', code: 'sessionExpired' })
  })

  it('names a channel I was removed from while the line was down', async () => {
    const connect = rig.backend.transportsFor(credentials)
    const listener = {
      onEvent: (event: ServerEvent) => events.push(event),
      onLost: () => undefined,
    }
    const first = connect()
    await first.open(listener, () => undefined)
    const { syncedAt, channels } = await first.fetchChannels(null)
    first.close()
    rig.sandbox.control.removeMember('shared', 'ann')
    const second = connect()
    await second.open(listener, () => undefined)
    const changes = await second.fetchChannels(syncedAt)
    const shared = channels.find((channel) => channel.name === 'shared')
    expect(changes.removedChannelIds).toContain(shared?.id)
    second.close()
  })

  it('follows the presence of direct contacts on every new connection', async () => {
    const bob = await rig.backend.accounts.signIn({ user: 'bob', password: 'bob' })
    rig.sandbox.control.createDirect(['ann', 'bob'])
    const connect = rig.backend.transportsFor(credentials)
    const heard: ServerEvent[] = []
    const listener = { onEvent: (event: ServerEvent) => heard.push(event), onLost: () => undefined }
    const first = connect()
    await first.open(listener, () => undefined)
    const { syncedAt } = await first.fetchChannels(null)
    await vi.waitFor(() => {
      expect(heard.some((event) => event.type === 'presenceChanged')).toBe(true)
    })
    first.close()
    heard.length = 0
    const second = connect()
    await second.open(listener, () => undefined)
    await second.fetchChannels(syncedAt + 60_000)
    await vi.waitFor(() => {
      expect(heard.some((event) => event.type === 'presenceChanged')).toBe(true)
    })
    const bobLine = rig.backend.transportsFor(bob)()
    await bobLine.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined)
    await vi.waitFor(() => {
      expect(heard).toContainEqual({
        type: 'presenceChanged',
        userId: bob.userId,
        presence: 'online',
      })
    })
    bobLine.close()
    second.close()
  })

  it('keeps the facts it knows when the settings cannot be read', async () => {
    rig.sandbox.control.setSetting('Message_MaxAllowedSize', 777)
    const connect = rig.backend.transportsFor(credentials)
    const listener = { onEvent: () => undefined, onLost: () => undefined }
    const first = connect()
    const { facts } = await first.open(listener, () => undefined)
    expect(facts.maxMessageLength).toBe(777)
    first.close()
    rig.sandbox.control.failNext(1, 429, 'GET /api/v1/settings.public')
    const second = connect()
    await expect(second.open(listener, () => undefined)).resolves.toMatchObject({ facts })
    second.close()
  })

  it('no token or password travels with an error', async () => {
    rig.sandbox.control.failNext(2, 503)
    const refused: unknown[] = [
      await rig.backend.accounts
        .signIn({ user: 'ann', password: 'hunter2' })
        .catch((error: unknown) => error),
      await transport.findMessage('x' as never).catch((error: unknown) => error),
    ]
    for (const error of refused) {
      expect(inspect(error, { depth: 10 })).not.toMatch(/hunter2/)
      expect(inspect(error, { depth: 10 })).not.toContain(credentials.token)
    }
  })

  it.each([403, 404])(
    'C8 an answer of %i does not say that a message is not there',
    async (status) => {
      rig.sandbox.control.failNext(1, status, 'GET /api/v1/chat.getMessage')
      await expect(transport.findMessage('x' as never)).rejects.toBeInstanceOf(ChatError)
      await expect(transport.findMessage('x' as never)).resolves.toBeNull()
    },
  )

  it('keeps away from a limited route until its time has come', async () => {
    const limited = await startSmallSandbox({ rateLimit: { calls: 3, perMs: 60_000 } })
    const signedIn = await limited.backend.accounts.signIn({ user: 'ann', password: 'ann' })
    const own = limited.backend.transportsFor(signedIn)()
    await own.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined)
    const calls = () =>
      limited.sandbox.control
        .received()
        .filter((one) => JSON.stringify(one).includes('chat.getMessage')).length
    for (let call = 0; call < 3; call += 1) await own.findMessage('x' as never)
    await expect(own.findMessage('x' as never)).rejects.toMatchObject({ kind: 'rateLimit' })
    const sent = calls()
    await expect(own.findMessage('x' as never)).rejects.toMatchObject({ kind: 'rateLimit' })
    expect(calls()).toBe(sent)
    own.close()
    await limited.close()
  })
})
