import * as signalR10 from '@microsoft/signalr'
import * as signalR5 from 'signalr-5'
import * as signalR7 from 'signalr-7'
import * as signalR8 from 'signalr-8'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startFixture, type Fixture } from './testing/fixture'

type Library = typeof signalR10
const { HttpTransportType } = signalR10
const libraries = [
  ['10', signalR10],
  ['8', signalR8 as unknown as Library],
  ['7', signalR7 as unknown as Library],
  ['5', signalR5 as unknown as Library],
] as const
const transports = ['WebSockets', 'ServerSentEvents', 'LongPolling'] as const
const cases = libraries.flatMap(([version, library]) =>
  transports.map((transport) => ({ version, library, transport })),
)

let fixture: Fixture
let connections: signalR10.HubConnection[] = []

beforeEach(async () => {
  // Version 5 takes a runtime with `fetch` for a browser.
  vi.stubGlobal('self', globalThis)
  fixture = await startFixture()
})

afterEach(async () => {
  await Promise.all(connections.map((connection) => connection.stop()))
  connections = []
  await fixture.stop()
  vi.unstubAllGlobals()
})

function build(library: Library, options: signalR10.IHttpConnectionOptions, reconnect = false) {
  const builder = new library.HubConnectionBuilder()
    .withUrl(fixture.url, options)
    .configureLogging(library.LogLevel.None)
  const connection = (reconnect ? builder.withAutomaticReconnect([0, 0]) : builder).build()
  connections.push(connection)
  return connection
}

function collect(stream: signalR10.IStreamResult<unknown>) {
  return new Promise<unknown[]>((resolve, reject) => {
    const items: unknown[] = []
    stream.subscribe({
      next: (item) => items.push(item),
      complete: () => resolve(items),
      error: reject,
    })
  })
}

describe.each(cases)('client $version over $transport', ({ version, library, transport }) => {
  const options = { transport: HttpTransportType[transport], accessTokenFactory: () => 'ann' }

  it('§8 invokes with every kind of result and error', async () => {
    const connection = build(library, options)
    await connection.start()
    expect(fixture.events).toEqual([`+ ${transport}`])
    expect(await connection.invoke('ECHO', { a: [1, 'ü\u001e\n'] })).toEqual({
      a: [1, 'ü\u001e\n'],
    })
    for (const value of [0, '', false, null])
      expect(await connection.invoke('echo', value)).toBe(value)
    expect(await connection.invoke('nothing')).toBeNull()
    expect(await connection.invoke('whoAmI')).toBe('ann')
    await expect(connection.invoke('absent')).rejects.toThrow("Unknown hub method 'absent'")
    await expect(connection.invoke('shout', 1)).rejects.toThrow(
      /Failed to invoke 'shout' due to an error on the server\.$/,
    )
    await expect(connection.invoke('failLoud')).rejects.toThrow('HubException: quota')
    await expect(connection.invoke('failQuiet')).rejects.toThrow(/on the server\.$/)
    await connection.send('absent')
    await expect(connection.invoke('letters')).rejects.toThrow('non-streaming invocation')
    await expect(collect(connection.stream('echo'))).rejects.toThrow('streaming invocation')
  })

  it('§8.6 §8.7 streams down, cancels, streams up', async () => {
    const connection = build(library, options)
    const cancelled = new Promise<void>((resolve) => connection.on('cancelled', resolve))
    await connection.start()
    expect(await collect(connection.stream('letters'))).toEqual(['a', 'b', 'c'])
    await expect(collect(connection.stream('letters', 'fail'))).rejects.toThrow('enough')
    await new Promise<void>((resolve) => {
      const running = connection.stream('endless').subscribe({
        next() {
          running.dispose()
          resolve()
        },
        complete: () => undefined,
        error: () => undefined,
      })
    })
    await cancelled
    const subject = new library.Subject<string>()
    const joined = connection.invoke('concat', subject)
    for (let index = 0; index < 30; index += 1) subject.next(String(index % 10))
    subject.complete()
    expect(await joined).toBe('0123456789'.repeat(3))
  })

  it('sends to all, to a user, to a group and to one', async () => {
    const connection = build(library, options)
    const got: unknown[] = []
    connection.on('news', (value) => got.push(value))
    await connection.start()
    await connection.invoke('join', 'g')
    fixture.hub.all.send('news', 1)
    fixture.hub.user('ann').send('news', 2)
    fixture.hub.user('bob').send('news', 3)
    fixture.hub.group('g').send('news', 4)
    fixture.hub.connection(connection.connectionId!)?.send('news', 5)
    await connection.invoke('nothing')
    await vi.waitFor(() => expect(got).toEqual([1, 2, 4, 5]))
  })

  // Client results came with version 7.
  it.skipIf(version === '5')('§8.9 waits for a result of the client', async () => {
    const connection = build(library, options)
    connection.on('double', (value: number) => value * 2)
    connection.on('fail', () => {
      throw new Error('broken')
    })
    await connection.start()
    expect(await connection.invoke('askBack', 'double')).toBe(2)
    const { hub } = fixture
    const server = hub.connection(connection.connectionId!)!
    await expect(server.invoke('fail')).rejects.toThrow('Error: broken')
    await expect(server.invoke('absent')).rejects.toThrow("Client didn't provide a result.")
  })

  it('§10 comes back when it may, and only then', async () => {
    const connection = build(library, options, true)
    const back = new Promise((resolve) => connection.onreconnected(resolve))
    const closed = new Promise<Error | undefined>((resolve) => connection.onclose(resolve))
    await connection.start()
    await connection.send('closeMe', true)
    await back
    expect(await connection.invoke('echo', 1)).toBe(1)
    await connection.send('closeMe', false)
    expect((await closed)?.message).toContain('bye')
    await vi.waitFor(() => expect(fixture.hub.connectionCount()).toBe(0))
  })

  it('§10 is told to come back when the hub stops', async () => {
    const connection = build(library, options)
    const closed = new Promise<Error | undefined>((resolve) => connection.onclose(resolve))
    await connection.start()
    await fixture.stop()
    await closed
    expect(fixture.hub.connectionCount()).toBe(0)
    expect(fixture.events.at(-1)).toBe('- gone')
    fixture = await startFixture()
  })

  it.each(['at once', 'later'])(
    '§10 tells a failing onConnected (%s) by start or by onclose, never by both',
    async (moment) => {
      await fixture.stop()
      fixture = await startFixture({
        async onConnected() {
          if (moment === 'later') await new Promise((resolve) => setImmediate(resolve))
          throw new Error('secret')
        },
      })
      const connection = build(library, options, true)
      const told: string[] = []
      const closed = new Promise<void>((resolve) => {
        connection.onclose((error) => {
          told.push(`closed: ${error?.message}`)
          resolve()
        })
      })
      connection.onreconnecting(() => told.push('reconnecting'))
      await connection.start().then(
        () => closed,
        (error: unknown) => told.push(`refused: ${(error as Error).message}`),
      )
      await vi.waitFor(() => expect(fixture.hub.connectionCount()).toBe(0))
      expect(told).toEqual([
        expect.stringMatching(/^(closed|refused): .*Connection closed with an error\.$/),
      ])
    },
  )

  it('§13 refuses a wrong token', async () => {
    const connection = build(library, { ...options, accessTokenFactory: () => 'wrong' })
    await expect(connection.start()).rejects.toThrow(/401|Unauthorized/)
  })
})
