/** A hub on a free port with a manual clock, and what tests ask of it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHub, HubError, method, streamMethod } from '..'
import type { Hub, HubClock, HubMethods, HubOptions, HubUser } from '..'

export interface ManualClock extends HubClock {
  /** Lets time pass, a second at a time, and runs what is due. */
  pass: (ms: number) => void
  /** The process stalls, or the machine's clock is set: nothing runs meanwhile. */
  jump: (ms: number) => void
}

export function createManualClock(): ManualClock {
  let now = 1_000_000
  const runs = new Set<() => void>()
  return {
    now: () => now,
    every(_intervalMs, run) {
      runs.add(run)
      return () => runs.delete(run)
    },
    jump(ms) {
      now += ms
      for (const run of runs) run()
    },
    pass(ms) {
      for (let passed = 0; passed < ms; passed += 1_000) {
        now += 1_000
        for (const run of runs) run()
      }
    },
  }
}

async function* letters(args: readonly unknown[]): AsyncGenerator {
  yield* ['a', 'b']
  yield await Promise.resolve('c')
  if (args[0] === 'fail') throw new HubError('enough')
}

async function* endless(signal: AbortSignal, onCancel: () => void): AsyncGenerator {
  yield 0
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  onCancel()
}

const raw = (args: readonly unknown[]) => args

function firstText(args: readonly unknown[]): string {
  if (typeof args[0] !== 'string' || args.length !== 1) throw new TypeError('one text, please')
  return args[0]
}

function methods(): HubMethods<string> {
  return {
    echo: method({ decode: raw, run: (args) => args[0] }),
    shout: method({ decode: firstText, run: (text) => text.toUpperCase() }),
    nothing: method({ decode: raw, run: () => undefined }),
    whoAmI: method({ decode: raw, run: (_, { connection }) => connection.user.id }),
    failLoud: method({
      decode: raw,
      run: () => Promise.reject(new HubError('quota')),
    }),
    failQuiet: method({ decode: raw, run: () => Promise.reject(new Error('secret')) }),
    join: method({ decode: firstText, run: (group, { connection }) => connection.join(group) }),
    letters: streamMethod({ decode: raw, run: letters }),
    endless: streamMethod({
      decode: raw,
      run: (_, { signal, connection }) => endless(signal, () => connection.send('cancelled')),
    }),
    concat: method({
      decode: raw,
      uploads: 1,
      async run(_, { uploads }) {
        let text = ''
        for await (const item of uploads[0] ?? []) text += String(item)
        return text
      },
    }),
    // It waits for a completion while the plain call occupies the only slot.
    askBack: method({
      decode: firstText,
      run: (question, { connection }) => connection.invoke(question, 1),
    }),
    closeMe: method({
      decode: raw,
      run: ([allowReconnect], { connection }) =>
        connection.close({ error: 'bye', allowReconnect: allowReconnect === true }),
    }),
  }
}

export interface Fixture {
  readonly url: string
  readonly hub: Hub<string>
  readonly clock: ManualClock
  /** One line per connection and end. */
  readonly events: string[]
  stop: () => Promise<void>
}

const authenticate: HubOptions<string>['authenticate'] = ({ token }) => {
  const user: HubUser<string> | null =
    token === 'wrong' ? null : { id: token, principal: token ?? 'nobody' }
  return Promise.resolve(user)
}

export async function startFixture(options: Partial<HubOptions<string>> = {}): Promise<Fixture> {
  const clock = createManualClock()
  const events: string[] = []
  const hub = createHub<string>({
    path: '/hub',
    methods: methods(),
    authenticate,
    origins: ['https://app.example'],
    clock,
    onConnected: ({ transport }) => events.push(`+ ${transport}`),
    onDisconnected: (_, error) => events.push(`- ${error?.message ?? 'gone'}`),
    ...options,
  })
  const server = createServer()
  hub.attach(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hub`,
    hub,
    clock,
    events,
    async stop() {
      const stopped = hub.stop()
      server.closeIdleConnections()
      clock.pass(20_000)
      await stopped
      await new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      })
    },
  }
}
