import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from '../../domain'
import type { ChatTransport, Credentials } from '../../ports'
import { startSmallSandbox, type SandboxBackend } from '../../testing/sandboxBackend'
import { describeTransport } from '../transport.contract'

const families = ['monolith', 'streamer'] as const

for (const family of families) {
  describeTransport(`Rocket.Chat, ${family}`, async () => {
    const { sandbox, backend, close } = await startSmallSandbox({ family })
    const credentials = {
      ann: await backend.accounts.signIn({ user: 'ann', password: 'ann' }),
      bob: await backend.accounts.signIn({ user: 'bob', password: 'bob' }),
      revoked: await backend.accounts.signIn({ user: 'ann', password: 'ann' }),
    }
    await backend.accounts.signOut(credentials.revoked)
    return {
      createTransport: (user) => backend.createTransport(credentials[user]),
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
    const transport = rig.backend.createTransport(credentials)
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
    transport = rig.backend.createTransport(credentials)
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
      const own = other.backend.createTransport(signedIn)
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
    const again = rig.backend.createTransport(credentials)
    await expect(
      again.open({ onEvent: () => undefined, onLost: () => undefined }, () => undefined),
    ).rejects.toMatchObject({ kind: 'auth', code: 'sessionExpired' })
  })

  it('keeps away from a limited route until its time has come', async () => {
    const limited = await startSmallSandbox({ rateLimit: { calls: 3, perMs: 60_000 } })
    const signedIn = await limited.backend.accounts.signIn({ user: 'ann', password: 'ann' })
    const own = limited.backend.createTransport(signedIn)
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
