import { beforeEach, describe, expect, it } from 'vitest'
import {
  channelEntry,
  ChatError,
  entriesOf,
  shownSequence,
  timelineOf,
  type ChannelId,
  type Me,
  type MessageSequence,
} from '../domain'
import { createMemoryRecords } from '../platform/memoryRecords'
import { silentLogger, type RecordStorage } from '../ports'
import { createTestBrowser } from '../testing/testBrowser'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { seededRandom } from '../testing/seededRandom'
import { createMemoryTransport, createMemoryWorld, type MemoryWorld } from '../transports/memory'
import { createCache } from './cache'
import { createSession } from './session'
import type { Session } from './types'

describe('a start from the cache', () => {
  let clock: ManualClock
  let world: MemoryWorld
  let records: RecordStorage
  let general: ChannelId
  let ann: Me
  let bob: Me
  let calls: string[]
  let gate: (operation: string) => Promise<void>

  /** A page of its own; the one before is gone. */
  function openPage(user: Me = ann): Session {
    const session = createSession({
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      openCache: () => Promise.resolve(createCache({ records, clock, logger: silentLogger })),
      newTransport: () =>
        createMemoryTransport(world, user.id, {
          clock,
          gate(operation) {
            calls.push(operation)
            return gate(operation)
          },
        }),
    })
    session.start()
    return session
  }

  const down = () => Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))
  const names = (session: Session) =>
    [...entriesOf(session.state.channels)]
      .filter(([, entry]) => entry.membership !== null)
      .map(([, entry]) => entry.channel?.name)
      .sort()

  beforeEach(async () => {
    clock = createManualClock()
    world = createMemoryWorld()
    records = { ...createMemoryRecords(), kind: 'persistent' }
    calls = []
    gate = () => Promise.resolve()
    ann = world.addUser('ann', 'Ann')
    bob = world.addUser('bob', 'Bob')
    general = world.addChannel('public', 'general', [ann, bob])
    world.addChannel('private', 'closed', [ann, bob])
    world.skip(1_000)
    world.post(bob, general, 'unread')
    const first = openPage()
    await settle()
    expect(names(first)).toEqual(['closed', 'general'])
    first.pageHides()
    await settle()
    gate = down
  })

  it('shows the channels of the last page at once, marked as such, while nothing can be reached', async () => {
    const session = openPage()
    await settle()
    expect(session.status.kind).toBe('waiting')
    expect(session.state).toMatchObject({ isFromCache: true, isComplete: false, me: ann })
    expect(names(session)).toEqual(['closed', 'general'])
    expect(channelEntry(session.state, general)?.unread.hasAlert).toBe(true)
  })

  it('enters the channel of a link before the server has answered', async () => {
    const session = openPage()
    session.enterChannel(general)
    await settle()
    expect(session.state.currentId).toBe(general)
  })

  it('is replaced whole by the truth: what is gone is gone, what is new is there', async () => {
    const session = openPage()
    await settle()
    world.addChannel('public', 'new', [ann, bob])
    world.leave(ann, general)
    gate = () => Promise.resolve()
    await clock.pass(30_000)
    expect(session.state).toMatchObject({ isFromCache: false, isComplete: true })
    expect(names(session)).toEqual(['closed', 'new'])
  })

  it('does not take the place of a truth that came first', async () => {
    gate = () => Promise.resolve()
    let openLate = (): void => undefined
    const late = new Promise<void>((resolve) => (openLate = resolve))
    const inner = records
    records = { ...inner, readAll: () => late.then(() => inner.readAll()) }
    world.leave(ann, general)
    const session = openPage()
    await settle()
    openLate()
    await settle()
    expect(session.state.isFromCache).toBe(false)
    expect(names(session)).toEqual(['closed'])
  })

  it('R4, C9 nothing of it is read, by attention or by wish', async () => {
    const session = openPage()
    session.enterChannel(general)
    await settle()
    session.setAttention(true)
    session.setBottom({ id: 'm' as never, createdAt: clock.now() })
    await clock.pass(5_000)
    session.markRead(general)
    expect(channelEntry(session.state, general)?.unread.hasAlert).toBe(true)
    calls.length = 0
    session.setAttention(false)
    gate = () => Promise.resolve()
    await clock.pass(30_000)
    expect(session.status.kind).toBe('online')
    expect(calls).not.toContain('markRead')
  })

  it('R8 a channel opened from it gets its divider from the truth', async () => {
    const session = openPage()
    session.enterChannel(general)
    await settle()
    world.read(ann.id, general)
    world.skip(1_000)
    world.post(bob, general, 'after what was read elsewhere')
    gate = () => Promise.resolve()
    await clock.pass(30_000)
    expect(channelEntry(session.state, general)?.reading.divider?.count).toBe(1)
  })

  describe('with the messages of the channel that was open', () => {
    beforeEach(async () => {
      gate = () => Promise.resolve()
      const page = openPage()
      page.enterChannel(general)
      await settle()
      await clock.pass(2_000)
      page.close()
      gate = down
    })

    const texts = (sequence: MessageSequence | null) =>
      sequence === null ? null : sequence.chunks.flat().map((one) => one.text)
    const shown = (session: Session) => texts(shownSequence(timelineOf(session.state, general)))

    it('C4 shows them without taking them for loaded', async () => {
      const session = openPage()
      session.enterChannel(general)
      await settle()
      expect(shown(session)).toEqual(['unread'])
      expect(timelineOf(session.state, general)).toMatchObject({ isLoaded: false, ranges: [] })
    })

    it('C4 they are replaced whole by the newest page, and shown until it is there', async () => {
      const session = openPage()
      session.enterChannel(general)
      await settle()
      const [old] = timelineOf(session.state, general).cached?.chunks.flat() ?? []
      if (old === undefined) throw new Error('nothing was kept')
      world.skip(1_000)
      world.remove(old.id)
      world.post(bob, general, 'the truth')
      let isSlow = true
      let goOn = (): void => undefined
      gate = (operation) =>
        operation === 'fetchHistory' && isSlow
          ? new Promise((resolve) => (goOn = resolve))
          : Promise.resolve()
      const seen = new Set<string>()
      session.listen(() => seen.add(JSON.stringify(shown(session))))
      await clock.pass(30_000)
      expect(session.status.kind).toBe('online')
      expect(shown(session)).toEqual(['unread'])
      isSlow = false
      world.skip(1_000)
      world.post(bob, general, 'meanwhile')
      goOn()
      await settle()
      expect(shown(session)).toEqual(['the truth', 'meanwhile'])
      expect([...seen]).toEqual([
        JSON.stringify(['unread']),
        JSON.stringify(['the truth', 'meanwhile']),
      ])
    })

    it('they go when the channel is gone, and when it may not be read any more', async () => {
      const session = openPage()
      session.enterChannel(general)
      await settle()
      world.leave(ann, general)
      gate = () => Promise.resolve()
      await clock.pass(30_000)
      expect(shown(session)).toBeNull()
    })
  })

  it('C10 is nothing to another user: the session stops instead of showing it', async () => {
    let connect = (): void => undefined
    gate = () => new Promise((resolve) => (connect = resolve))
    const session = openPage(bob)
    await settle()
    expect(session.state.me).toEqual(ann)
    connect()
    await settle()
    expect(session.status).toEqual({ kind: 'closed', reason: 'userChanged' })
    expect(session.state.isComplete).toBe(false)
    session.close()
    await session.forget()
    expect(await records.readAll()).toEqual([])
  })

  it('is wiped when the user leaves, also when the next page has not read it yet', async () => {
    const session = openPage()
    session.close()
    await session.forget()
    expect(await records.readAll()).toEqual([])
    await clock.pass(10_000)
    expect(await records.readAll()).toEqual([])
  })

  it('an end of the page does not wipe it', async () => {
    const session = openPage()
    await settle()
    session.close()
    await clock.pass(10_000)
    expect((await records.readAll()).length).toBeGreaterThan(1)
  })

  it('goes on without it when its code cannot be had', async () => {
    gate = () => Promise.resolve()
    const session = createSession({
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      openCache: () => Promise.reject(new Error('no such file')),
      newTransport: () =>
        createMemoryTransport(world, ann.id, {
          clock,
          gate: () => Promise.resolve(),
        }),
    })
    session.start()
    await clock.pass(1_000)
    expect(session.status.kind).toBe('online')
    await session.forget()
  })
})
