import {
  ChatError,
  getIn,
  lastMessage,
  messageId,
  pendingOf,
  sliceMessages,
  timelineOf,
  type ChannelId,
  type Me,
  type Message,
  type ServerEvent,
} from '../domain'
import { silentLogger, type ChatTransport, type Random } from '../ports'
import { createSession, type Session } from '../session'
import {
  createMemoryTransport,
  createMemoryWorld,
  type MemoryTransport,
  type MemoryWorld,
} from '../transports/memory'
import { createMemoryRecords } from '../platform/memoryRecords'
import { createCache } from '../session/cache'
import { createTabs } from '../session/tabs'
import { createFakeTabs, type FakeTabs } from './tabs'
import { createManualClock, type ManualClock } from './manualClock'
import { memoryStorage } from './memoryStorage'
import { seededRandom } from './seededRandom'
import { createTestBrowser, type TestBrowser, type TestTab } from './testBrowser'

/** How a client's way to the server is at the moment. */
export interface Weather {
  /** Nothing can be connected. */
  isDown: boolean
  /** Every call takes up to this long, in milliseconds. */
  lagMs: number
  /** So many calls are carried out and their answers lost. */
  lostAnswers: number
  /** So many calls are refused by a limit. */
  limited: number
  /** Events of different kinds overtake each other. */
  isShuffled: boolean
  /** Calls and events stay away until the line is cut. */
  isMute: boolean
}

export const fair: Weather = {
  isDown: false,
  lagMs: 0,
  lostAnswers: 0,
  limited: 0,
  isShuffled: false,
  isMute: false,
}

/** One tab of a user. */
export interface LawClient {
  readonly me: Me
  readonly session: () => Session
  readonly weather: Weather
  cut(): void
  /** The tab ends without a word and is opened again, with what its storage kept. */
  crash(): Promise<void>
  send(channel: ChannelId): void
  /** What this tab has sent, per channel, in order. */
  readonly sent: ReadonlyMap<ChannelId, readonly string[]>
}

export interface LawRig {
  readonly world: MemoryWorld
  readonly clock: ManualClock
  readonly channels: readonly ChannelId[]
  readonly clients: readonly LawClient[]
  /** Time passes, for the server too. */
  pass(ms: number): Promise<void>
  /** A client that knows nothing and whose line is fair. */
  fresh(me: Me): Promise<Session>
  close(): void
}

const answerWithinMs = 20_000
const longestShuffleMs = 40

/** Three users, four tabs, two channels and a direct one, over lines that can be bent. */
export function createLawRig(seed: number): LawRig {
  const random = seededRandom(seed)
  const clock = createManualClock()
  const world = createMemoryWorld()
  const [ann, bob, cleo] = ['ann', 'bob', 'cleo'].map((name) => world.addUser(name, name)) as [
    Me,
    Me,
    Me,
  ]
  const channels = [
    world.addChannel('public', 'general', [ann, bob, cleo]),
    world.addChannel('private', 'closed', [ann, bob]),
    world.addChannel('direct', '', [ann, bob]),
  ]
  let lastId = 0
  const newMessageId = (): string => `local${(lastId += 1)}`
  const browsers = new Map([ann, bob, cleo].map((me) => [me, createTestBrowser()]))
  const clients = [ann, ann, bob, cleo].map((me) =>
    createLawClient({
      me,
      world,
      clock,
      random,
      newMessageId,
      browser: browsers.get(me) ?? createTestBrowser(),
    }),
  )
  for (const client of clients) client.session().start()

  async function pass(ms: number): Promise<void> {
    world.skip(ms)
    await clock.pass(ms)
  }

  return {
    world,
    clock,
    channels,
    clients,
    pass,
    async fresh(me) {
      const browser = createTestBrowser()
      const { session } = createLawClient({ me, world, clock, random, newMessageId, browser })
      session().start()
      await pass(1_000)
      return session()
    },
    close() {
      for (const client of clients) client.session().close()
    },
  }
}

const tabsByBrowser = new WeakMap<TestBrowser, FakeTabs>()

/** What the tabs of a browser tell each other; it arrives at once. */
function tabsOf(browser: TestBrowser): FakeTabs {
  const known = tabsByBrowser.get(browser)
  if (known !== undefined) return known
  const tabs = createFakeTabs()
  tabs.deliverAtOnce()
  tabsByBrowser.set(browser, tabs)
  return tabs
}

interface ClientDeps {
  readonly me: Me
  readonly world: MemoryWorld
  readonly clock: ManualClock
  readonly random: Random
  /** Shared by the tabs of the user. */
  readonly browser: TestBrowser
  newMessageId(): string
}

function createLawClient(deps: ClientDeps): LawClient {
  const { me, clock, world } = deps
  const weather = { ...fair }
  const storage = memoryStorage()
  const sent = new Map<ChannelId, string[]>()
  /** What this tab keeps for its next start. */
  const records = { ...createMemoryRecords(), kind: 'persistent' as const }
  let line: MemoryTransport | null = null
  let tab = deps.browser.openTab(storage)
  let session = open(tab)

  function open({ loadOutbox }: TestTab): Session {
    return createSession({
      clock,
      random: deps.random,
      logger: silentLogger,
      newMessageId: deps.newMessageId,
      loadOutbox,
      openCache: () => Promise.resolve(createCache({ records, clock, logger: silentLogger })),
      openTabs: () =>
        Promise.resolve((listener) =>
          createTabs({ ...tabsOf(deps.browser), clock, name: me.id }, listener),
        ),
      newTransport: () => {
        const transport = createBentTransport(deps, weather)
        line = transport
        return transport
      },
    })
  }

  /** A tab that ends in the very moment of the Enter key has taken nothing yet. */
  async function forgetUnstored(): Promise<void> {
    const rows = await deps.browser.records.readAll()
    const stored = new Set(rows.map(([, value]) => (value as { id?: unknown }).id))
    for (const [channel, ids] of sent) {
      const pending = new Set<string>(pendingOf(session.state, channel).map(({ id }) => id))
      const kept = ids.filter(
        (id) => stored.has(id) || !pending.has(id) || world.find(messageId(id), me.id) !== null,
      )
      sent.set(channel, kept)
    }
  }

  return {
    me,
    session: () => session,
    weather,
    sent,
    cut: () => line?.drop(),
    async crash() {
      tab.kill()
      session.close()
      await forgetUnstored()
      tab = deps.browser.openTab(storage)
      session = open(tab)
      session.start()
    },
    send(channel) {
      const text = `${me.username} ${[...sent.values()].flat().length}`
      const list = sent.get(channel) ?? []
      const id = session.send(channel, text)
      if (id !== null) sent.set(channel, [...list, id])
    },
  }
}

/** The memory transport behind weather: what a network can do to it and nothing else. */
function createBentTransport(
  { me, world, clock, random }: ClientDeps,
  weather: Weather,
): MemoryTransport {
  const never = new Promise<never>(() => undefined)

  async function gate(): Promise<void> {
    if (weather.isDown) throw new ChatError('connection', 'refused', { code: 'unreachable' })
    if (weather.isMute) await Promise.race([never, timeOut()])
    if (weather.limited > 0) {
      weather.limited -= 1
      throw new ChatError('rateLimit', 'limited', { retryAfterMs: 3_000 })
    }
    if (weather.lagMs > 0) await wait(random() * weather.lagMs)
  }

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.after(ms, resolve)
    })
  const timeOut = async (): Promise<never> => {
    await wait(answerWithinMs)
    throw new ChatError('connection', 'no answer in time')
  }

  const inner = createMemoryTransport(world, me.id, { clock, gate })
  /** Kinds of events keep their own order; between kinds there is none. */
  const queues = new Map<string, number>()

  function deliver(event: ServerEvent, tell: (event: ServerEvent) => void): void {
    if (weather.isMute) return
    const freeAt = queues.get(event.type) ?? 0
    const at = Math.max(
      freeAt,
      clock.now() + (weather.isShuffled ? random() * longestShuffleMs : 0),
    )
    if (at <= clock.now()) {
      tell(event)
      return
    }
    queues.set(event.type, at)
    clock.after(at - clock.now(), () => {
      tell(event)
    })
  }

  /** The answer of a call that was carried out may not arrive. */
  async function answered<T>(call: Promise<T>): Promise<T> {
    const answer = await call
    if (weather.lostAnswers === 0) return answer
    weather.lostAnswers -= 1
    throw new ChatError('connection', 'the answer was lost')
  }

  const bent: ChatTransport = {
    ...inner,
    open: (listener, onStep) => {
      let isOver = false
      return inner.open(
        {
          onEvent: (event) => {
            deliver(event, (one) => {
              if (!isOver) listener.onEvent(one)
            })
          },
          onLost: (error) => {
            isOver = true
            listener.onLost(error)
          },
        },
        onStep,
      )
    },
    send: (message) => answered(inner.send(message)),
    markRead: (id, upTo) => answered(inner.markRead(id, upTo)),
    fetchHistory: (channel, before, limit) => answered(inner.fetchHistory(channel, before, limit)),
    fetchChannels: (since) => answered(inner.fetchChannels(since)),
  }
  return { ...bent, drop: inner.drop }
}

/** The end of every weather. */
export function clear(weather: Weather): void {
  Object.assign(weather, fair)
}

/** What a tab shows of a channel, oldest first. */
export function shown(session: Session, id: ChannelId): readonly Message[] {
  const { sequence } = timelineOf(session.state, id)
  return sliceMessages(sequence, 0, sequence.length)
}

export function newest(session: Session, id: ChannelId): Message | null {
  return lastMessage(timelineOf(session.state, id).sequence) ?? null
}

export function unsent(session: Session, id: ChannelId): number {
  return pendingOf(session.state, id).length
}

/** Counts of a channel as the list shows them. */
export function counts(session: Session, id: ChannelId): object | null {
  return getIn(session.state.channels, id)?.unread ?? null
}
