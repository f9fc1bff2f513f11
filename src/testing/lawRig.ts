import {
  ChatError,
  getIn,
  lastMessage,
  pendingOf,
  sliceMessages,
  timelineOf,
  type ChannelId,
  type Me,
  type Message,
  type MessageId,
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
import {
  createLawWishes,
  keepJournal,
  takeBackRemoval,
  type LawJournal,
  type LawWishes,
} from './lawWishes'
import { createLawReading, type LawReading } from './lawReading'
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
  /** So many changes are carried out and answered with something that cannot be read. */
  garbledAnswers: number
  /** So many calls are refused by a limit. */
  limited: number
  /** Events of different kinds overtake each other. */
  isShuffled: boolean
  /** Calls and events stay away until the line is cut. */
  isMute: boolean
  /** Only events stay away until the line is cut. */
  isDeaf: boolean
}

export const fair: Weather = {
  isDown: false,
  lagMs: 0,
  lostAnswers: 0,
  garbledAnswers: 0,
  limited: 0,
  isShuffled: false,
  isMute: false,
  isDeaf: false,
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
  /** Gives a message a text that nothing else has. null when it was not taken. */
  edit(channel: ChannelId, id: MessageId): string | null
  remove(channel: ChannelId, id: MessageId): void
  takeBackRemoval(channel: ChannelId): void
  /** With an emoji that no other tab has. */
  react(channel: ChannelId, id: MessageId, isSet: boolean): void
  /** Messages of this user that the tab shows, also those on their way. */
  own(channel: ChannelId): readonly MessageId[]
  /** What the tabs of this user have taken upon themselves. */
  readonly wishes: LawWishes
  /** What the tabs of this user may take for read. */
  readonly reading: LawReading
  /** What this tab has sent, per channel, in order. */
  readonly sent: ReadonlyMap<ChannelId, readonly string[]>
  /** Readings that the tabs of this user keep for a next page. */
  keptReadings(): Promise<readonly string[]>
}

export interface LawRig {
  readonly world: MemoryWorld
  readonly journal: LawJournal
  readonly clock: ManualClock
  readonly channels: readonly ChannelId[]
  readonly clients: readonly LawClient[]
  /** Time passes, for the server too. */
  pass(ms: number): Promise<void>
  /** Clients that know nothing and whose lines are fair. */
  fresh(users: readonly Me[]): Promise<readonly Session[]>
  close(): void
}

const answerWithinMs = 20_000
const longestShuffleMs = 40

/** Three users, four tabs, two channels and a direct one, over lines that can be bent. */
export function createLawRig(seed: number): LawRig {
  const random = seededRandom(seed)
  const clock = createManualClock()
  const world = createMemoryWorld()
  const journal = keepJournal(world)
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
  const newUser = (me: Me) => ({
    me,
    browser: createTestBrowser(),
    wishes: createLawWishes(),
    reading: createLawReading({
      clock,
      writtenAt: (channel) => journal.writtenAt(me.id, channel),
      isThere: (id) => world.find(id, me.id) !== null,
    }),
  })
  const [first, second, third] = [newUser(ann), newUser(bob), newUser(cleo)]
  const clients = [first, first, second, third].map((user, index) =>
    createLawClient({ ...user, world, clock, random, newMessageId, emoji: `tab${index}` }),
  )
  for (const client of clients) client.session().start()

  async function pass(ms: number): Promise<void> {
    world.skip(ms)
    await clock.pass(ms)
  }

  return {
    world,
    journal,
    clock,
    channels,
    clients,
    pass,
    async fresh(users) {
      const sessions = users.map((me) => {
        const deps = { ...newUser(me), world, clock, random, newMessageId, emoji: 'fresh' }
        return createLawClient(deps).session()
      })
      for (const session of sessions) session.start()
      await pass(1_000)
      return sessions
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
  readonly wishes: LawWishes
  readonly reading: LawReading
  readonly emoji: string
  newMessageId(): string
}

function createLawClient(deps: ClientDeps): LawClient {
  const { me, clock, wishes } = deps
  const weather = { ...fair }
  const storage = memoryStorage()
  const sent = new Map<ChannelId, string[]>()
  let lastText = 0
  /** What this tab keeps for its next start. */
  const records = { ...createMemoryRecords(), kind: 'persistent' as const }
  let line: MemoryTransport | null = null
  let tab = deps.browser.openTab(storage)
  let session = open(tab)

  function open({ loadOutbox }: TestTab): Session {
    const opened = createSession({
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
    return deps.reading.watch(opened)
  }

  function newText(): string {
    lastText += 1
    return `${deps.emoji} of ${me.username} ${lastText}`
  }

  return {
    me,
    session: () => session,
    weather,
    wishes,
    reading: deps.reading,
    sent,
    cut: () => line?.drop(),
    async crash() {
      tab.kill()
      session.close()
      await wishes.crashed(session, deps.browser.records)
      tab = deps.browser.openTab(storage)
      session = open(tab)
      session.start()
    },
    send(channel) {
      const id = wishes.watch(session, () => session.send(channel, newText()))
      if (id !== null) sent.set(channel, [...(sent.get(channel) ?? []), id])
    },
    edit(channel, id) {
      const text = newText()
      return wishes.watch(session, () => session.edit(channel, id, text)) ? text : null
    },
    remove(channel, id) {
      wishes.watch(session, () => session.remove(channel, id))
    },
    takeBackRemoval(channel) {
      wishes.watch(session, () => {
        takeBackRemoval(session, channel)
      })
    },
    react(channel, id, isSet) {
      wishes.watch(session, () => session.react(channel, id, deps.emoji, isSet))
    },
    async keptReadings() {
      const rows = await deps.browser.records.readAll()
      return rows.map(([key]) => key).filter((key) => key.startsWith('read:'))
    },
    own(channel) {
      const known = shown(session, channel).filter(({ author }) => author.id === me.id)
      return [...known, ...pendingOf(session.state, channel)].map(({ id }) => id)
    },
  }
}

/** The memory transport behind weather: what a network can do to it and nothing else. */
function createBentTransport(
  { me, world, clock, random, reading }: ClientDeps,
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
    if (weather.isMute || weather.isDeaf) return
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

  async function garbled<T>(call: Promise<T>): Promise<T> {
    const answer = await call
    if (weather.garbledAnswers === 0) return answer
    weather.garbledAnswers -= 1
    throw new ChatError('protocol', 'the answer cannot be read')
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
    send: (message) => garbled(answered(inner.send(message))),
    edit: (message) => garbled(answered(inner.edit(message))),
    remove: (channel, id) => garbled(answered(inner.remove(channel, id))),
    react: (id, emoji, isSet) => garbled(answered(inner.react(id, emoji, isSet))),
    markRead: (id, upTo) => {
      reading.asked(id, upTo)
      return answered(inner.markRead(id, upTo))
    },
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

/** Counts of a channel as the list shows them. */
export function counts(session: Session, id: ChannelId): object | null {
  return getIn(session.state.channels, id)?.unread ?? null
}
