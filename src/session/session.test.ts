import { beforeEach, describe, expect, it } from 'vitest'
import {
  ChatError,
  channelEntry,
  gapsOf,
  isCovered,
  messageId,
  pendingOf,
  timelineOf,
  type Channel,
  type ChannelId,
  type Me,
  type MessageId,
} from '../domain'
import { silentLogger } from '../ports'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { seededRandom } from '../testing/seededRandom'
import { createTestBrowser } from '../testing/testBrowser'
import {
  createMemoryTransport,
  createMemoryWorld,
  type MemoryTransport,
  type MemoryWorld,
} from '../transports/memory'
import { createSession } from './session'
import type { Session } from './types'

interface Rig {
  readonly world: MemoryWorld
  readonly clock: ManualClock
  readonly session: Session
  readonly ann: Me
  readonly bob: Me
  readonly general: ChannelId
  readonly direct: ChannelId
  readonly statuses: readonly string[]
  readonly calls: string[]
  /** The transport of the newest attempt. */
  transport(): MemoryTransport
  /** From now on, this decides what a call does before it reaches the world. */
  gate(next: (operation: string) => Promise<void>): void
}

function createRig(tab = createTestBrowser().openTab(), user: 'ann' | 'nobody' = 'ann'): Rig {
  const world = createMemoryWorld()
  const ann = world.addUser('ann', 'Ann')
  const bob = world.addUser('bob', 'Bob')
  const general = world.addChannel('public', 'general', [ann, bob])
  const direct = world.addChannel('direct', '', [ann, bob])
  const clock = createManualClock()
  const statuses: string[] = []
  const calls: string[] = []
  const transports: MemoryTransport[] = []
  let gate: (operation: string) => Promise<void> = () => Promise.resolve()
  let lastId = 0
  const session = createSession({
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    newMessageId: () => `local${(lastId += 1)}`,
    loadOutbox: tab.loadOutbox,
    newTransport: () => {
      const transport = createMemoryTransport(world, user === 'ann' ? ann.id : 'nobody', {
        clock,
        gate: (operation) => {
          calls.push(operation)
          return gate(operation)
        },
      })
      transports.push(transport)
      return transport
    },
  })
  session.listen(({ status }) => {
    if (statuses.at(-1) !== status.kind) statuses.push(status.kind)
  })
  return {
    world,
    clock,
    session,
    ann,
    bob,
    general,
    direct,
    statuses,
    calls,
    transport: () => {
      const newest = transports.at(-1)
      if (newest === undefined) throw new Error('no attempt yet')
      return newest
    },
    gate: (next) => {
      gate = next
    },
  }
}

const pass = (): Promise<void> => Promise.resolve()
const down = (): Promise<void> =>
  Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))

function texts(rig: Rig, id: ChannelId): readonly string[] {
  return timelineOf(rig.session.state, id)
    .sequence.chunks.flat()
    .map((one) => one.text)
}

/** Asks for the page before the newest messages that are known without a gap. */
function fillLastGap({ session, general }: Rig): void {
  const gap = gapsOf(timelineOf(session.state, general).ranges).at(-1)
  if (gap !== undefined) session.fillGap(general, gap.before, 'newer')
}

async function online(rig: Rig, channel: ChannelId = rig.general): Promise<void> {
  rig.session.start()
  rig.session.enterChannel(channel)
  await settle()
  expect(rig.session.status.kind).toBe('online')
}

describe('session', () => {
  let rig: Rig
  beforeEach(() => {
    rig = createRig()
  })

  describe('connecting', () => {
    it('C1 goes through its states to online and back through waiting', async () => {
      await online(rig)
      expect(rig.statuses).toEqual([
        'connecting',
        'authenticating',
        'subscribing',
        'catchingUp',
        'online',
      ])
      rig.transport().drop()
      expect(rig.session.status.kind).toBe('waiting')
      await rig.clock.pass(30_000)
      expect(rig.session.status.kind).toBe('online')
    })

    it('C2 drops what an older connection still says', async () => {
      await online(rig)
      const old = rig.transport()
      old.drop()
      rig.session.retryNow()
      await settle()
      expect(rig.transport()).not.toBe(old)
      old.drop()
      expect(rig.session.status.kind).toBe('online')
    })

    it('C6 waits between 0.5 and 30 seconds and never gives up', async () => {
      rig.gate(down)
      rig.session.start()
      await settle()
      for (let attempt = 0; attempt < 40; attempt += 1) {
        const { status } = rig.session
        if (status.kind !== 'waiting') throw new Error(status.kind)
        const waitMs = status.retryAt - rig.clock.now()
        expect(waitMs).toBeGreaterThanOrEqual(500)
        expect(waitMs).toBeLessThanOrEqual(30_000)
        await rig.clock.pass(waitMs)
      }
      rig.gate(pass)
      rig.session.retryNow()
      await settle()
      expect(rig.session.status.kind).toBe('online')
    })

    it('C6 does not retry refused credentials', async () => {
      rig = createRig(createTestBrowser().openTab(), 'nobody')
      rig.session.start()
      await rig.clock.pass(60_000)
      expect(rig.session.status).toEqual({ kind: 'closed', reason: 'credentialsRefused' })
      expect(rig.calls).toEqual(['open'])
    })

    it('stops every timer on close, and close is idempotent', async () => {
      await online(rig)
      rig.session.send(rig.general, 'one')
      rig.transport().drop()
      rig.session.close()
      rig.session.close()
      expect(rig.clock.pendingTimers).toBe(0)
    })
  })

  describe('catching up', () => {
    it('C3 fetches what was written, edited and deleted while the line was down', async () => {
      const first = rig.world.post(rig.bob, rig.general, 'first')
      const second = rig.world.post(rig.bob, rig.general, 'second')
      await online(rig)
      expect(texts(rig, rig.general)).toEqual(['first', 'second'])
      rig.gate(down)
      rig.transport().drop()
      rig.world.post(rig.bob, rig.general, 'third')
      if (first) rig.world.edit(first.id, 'first, edited')
      if (second) rig.world.remove(second.id)
      rig.gate(pass)
      await rig.clock.pass(30_000)
      expect(texts(rig, rig.general)).toEqual(['first, edited', 'third'])
    })

    it('C3 applies after the catch-up what arrived during it', async () => {
      await online(rig)
      rig.transport().drop()
      let release = (): void => undefined
      rig.gate((operation) =>
        operation === 'fetchMessageChanges'
          ? new Promise((resolve) => {
              release = resolve
            })
          : Promise.resolve(),
      )
      rig.session.retryNow()
      await settle()
      expect(rig.session.status.kind).toBe('catchingUp')
      rig.world.post(rig.bob, rig.general, 'meanwhile')
      expect(texts(rig, rig.general)).toEqual([])
      release()
      await settle()
      expect(texts(rig, rig.general)).toEqual(['meanwhile'])
    })

    it('C3 fetches changed unread counts', async () => {
      await online(rig)
      rig.gate(down)
      rig.transport().drop()
      rig.world.post(rig.bob, rig.direct, 'hello?')
      rig.gate(pass)
      await rig.clock.pass(30_000)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
    })

    it('C4 loads the newest page anew after a long absence', async () => {
      rig.world.post(rig.bob, rig.general, 'old')
      await online(rig)
      rig.gate(down)
      rig.transport().drop()
      await rig.clock.pass(2 * 60 * 60_000)
      for (let index = 0; index < 60; index += 1)
        rig.world.post(rig.bob, rig.general, `new ${index}`)
      rig.gate(pass)
      await rig.clock.pass(30_000)
      expect(texts(rig, rig.general)).toHaveLength(50)
      expect(texts(rig, rig.general).at(-1)).toBe('new 59')
    })

    it('a channel that refuses to be read does not keep the others offline', async () => {
      await online(rig)
      rig.transport().drop()
      rig.gate((operation) =>
        operation === 'watchChannel'
          ? Promise.reject(new ChatError('permission', 'not a member any more'))
          : Promise.resolve(),
      )
      await rig.clock.pass(30_000)
      expect(rig.session.status.kind).toBe('online')
      expect(timelineOf(rig.session.state, rig.general).fetch.status).toBe('failed')
    })

    it.each(['rateLimit', 'validation', 'protocol'] as const)(
      'C4 shows no hole when the changes cannot be had (%s)',
      async (kind) => {
        rig.world.post(rig.bob, rig.general, 'old')
        await online(rig)
        rig.transport().drop()
        for (let index = 0; index < 120; index += 1) {
          rig.world.post(rig.bob, rig.general, `missed ${index}`)
        }
        rig.gate((operation) =>
          operation === 'fetchMessageChanges'
            ? Promise.reject(new ChatError(kind, 'not now', { retryAfterMs: 60_000 }))
            : Promise.resolve(),
        )
        await rig.clock.pass(30_000)
        expect(rig.session.status.kind).toBe('online')
        for (let page = 0; page < 4; page += 1) {
          fillLastGap(rig)
          await settle()
        }
        expect(texts(rig, rig.general)).toHaveLength(121)
      },
    )

    it('C4 a machine that slept does not ask for a night of changes', async () => {
      rig.world.post(rig.bob, rig.general, 'evening')
      await online(rig)
      rig.transport().drop()
      rig.world.skip(8 * 60 * 60_000)
      rig.world.post(rig.bob, rig.general, 'morning')
      await rig.clock.pass(30_000)
      expect(texts(rig, rig.general)).toEqual(['evening', 'morning'])
      expect(rig.calls).not.toContain('fetchMessageChanges')
    })

    it('a channel that becomes known while its page is open is entered and loaded', async () => {
      await online(rig)
      const id = rig.world.nextChannelId()
      rig.session.enterChannel(id)
      await settle()
      expect(rig.world.addChannel('public', 'new', [rig.ann, rig.bob])).toBe(id)
      rig.world.post(rig.bob, id, 'welcome')
      await settle()
      expect(texts(rig, id)).toEqual(['welcome'])
    })

    it('a channel I was removed from and added to again loads again', async () => {
      rig.world.post(rig.bob, rig.general, 'before')
      await online(rig)
      rig.world.leave(rig.ann, rig.general)
      expect(texts(rig, rig.general)).toEqual([])
      rig.world.rejoin(rig.ann, rig.general)
      await settle()
      rig.world.post(rig.bob, rig.general, 'welcome back')
      await settle()
      expect(texts(rig, rig.general)).toEqual(['before', 'welcome back'])
    })

    it('a link to a channel is entered once the first snapshot is here', async () => {
      rig.session.enterChannel(rig.general)
      rig.session.start()
      await settle()
      expect(rig.session.state.currentId).toBe(rig.general)
      expect(timelineOf(rig.session.state, rig.general).isLoaded).toBe(true)
    })
  })

  describe('history', () => {
    it('loads pages up to the start, each message once', async () => {
      await openRead(120)
      expect(texts(rig, rig.general)).toHaveLength(50)
      for (let page = 0; page < 4; page += 1) {
        fillLastGap(rig)
        fillLastGap(rig)
        await settle()
      }
      expect(texts(rig, rig.general)).toEqual(
        Array.from({ length: 120 }, (_, index) => `m${index}`),
      )
      expect(timelineOf(rig.session.state, rig.general).isStartReached).toBe(true)
      expect(rig.calls.filter((one) => one === 'fetchHistory')).toHaveLength(4)
    })

    it('says why a page could not be loaded, and loads it on demand', async () => {
      rig.gate((operation) =>
        operation === 'fetchHistory'
          ? Promise.reject(new ChatError('permission', 'no'))
          : Promise.resolve(),
      )
      await online(rig)
      expect(timelineOf(rig.session.state, rig.general).fetch).toMatchObject({
        status: 'failed',
        kind: 'permission',
      })
      rig.gate(pass)
      rig.session.reload(rig.general)
      await settle()
      expect(timelineOf(rig.session.state, rig.general).isLoaded).toBe(true)
    })

    it('waits as long as a rate limit says, then loads by itself', async () => {
      let isLimited = true
      rig.gate((operation) =>
        operation === 'fetchHistory' && isLimited
          ? Promise.reject(new ChatError('rateLimit', 'slow down', { retryAfterMs: 4_000 }))
          : Promise.resolve(),
      )
      await online(rig)
      isLimited = false
      await rig.clock.pass(3_900)
      expect(timelineOf(rig.session.state, rig.general).isLoaded).toBe(false)
      await rig.clock.pass(200)
      expect(timelineOf(rig.session.state, rig.general).isLoaded).toBe(true)
    })

    it('a change of an old message does not cut the way to what lies between', async () => {
      const [first] = await openRead(201)
      if (first) rig.world.edit(first, 'm0 edited')
      for (let page = 0; page < 6; page += 1) {
        fillLastGap(rig)
        await settle()
      }
      expect(texts(rig, rig.general)).toHaveLength(201)
      expect(texts(rig, rig.general)[0]).toBe('m0 edited')
    })

    it('the oldest message may be deleted while the page before it is under way', async () => {
      await openRead(120)
      const oldest = timelineOf(rig.session.state, rig.general).sequence.chunks[0]?.[0]
      fillLastGap(rig)
      if (oldest) rig.world.remove(oldest.id)
      await settle()
      fillLastGap(rig)
      await settle()
      expect(texts(rig, rig.general)).toHaveLength(119)
    })

    function write(count: number): readonly MessageId[] {
      for (let index = 0; index < count; index += 1) {
        rig.world.post(rig.bob, rig.general, `m${index}`)
      }
      return (rig.world.messagesOf(rig.general, rig.ann.id) ?? []).map(({ id }) => id)
    }

    async function openRead(count: number): Promise<readonly MessageId[]> {
      const ids = write(count)
      rig.world.read(rig.ann.id, rig.general)
      await online(rig)
      return ids
    }

    const gaps = () => gapsOf(timelineOf(rig.session.state, rig.general).ranges)

    it('C4 opens where the reading stopped, with a gap before the newest messages', async () => {
      write(20)
      rig.world.read(rig.ann.id, rig.general)
      rig.world.skip(1_000)
      write(300)
      await online(rig)
      expect(texts(rig, rig.general)).toHaveLength(20 + 50 + 50)
      const { divider } = channelEntry(rig.session.state, rig.general)?.reading ?? {}
      expect(timelineOf(rig.session.state, rig.general).sequence.chunks.flat()[20]?.id).toBe(
        divider?.beforeId,
      )
      expect(divider).toMatchObject({ isWhole: false })
      expect(gaps().filter(({ after }) => after !== null)).toHaveLength(1)
    })

    it('C4 jumps to a message far back, and joins up from both sides', async () => {
      const ids = await openRead(500)
      const wanted = ids[100] ?? messageId('')
      await expect(rig.session.showMessage(rig.general, wanted)).resolves.toBe(wanted)
      expect(texts(rig, rig.general)).toHaveLength(50 + 100)
      expect(gaps()).toHaveLength(2)
      for (let page = 0; gaps().length > 0; page += 1) {
        const gap = gaps().at(-1)
        if (gap) rig.session.fillGap(rig.general, gap.before, page % 2 === 0 ? 'older' : 'newer')
        await settle()
      }
      expect(texts(rig, rig.general)).toHaveLength(500)
    })

    it('jumps without a request to what is there, and says when it is nowhere', async () => {
      const ids = await openRead(10)
      rig.calls.length = 0
      await rig.session.showMessage(rig.general, ids[3] ?? messageId(''))
      expect(rig.calls).toEqual([])
      await expect(
        rig.session.showMessage(rig.general, messageId('nothing')),
      ).rejects.toMatchObject({ kind: 'notFound' })
      rig.world.post(rig.bob, rig.direct, 'elsewhere')
      const [other] = rig.world.messagesOf(rig.direct, rig.ann.id) ?? []
      await expect(
        rig.session.showMessage(rig.general, other?.id ?? messageId('')),
      ).rejects.toMatchObject({ kind: 'notFound' })
    })

    it('jumps to the first message of a time, or to the next one after it, and says when there is none', async () => {
      const before = rig.world.now()
      const ids = await openRead(500)
      await expect(rig.session.showTime(rig.general, 0)).resolves.toBe(ids[0])
      expect(gaps()).toHaveLength(1)
      rig.calls.length = 0
      await expect(rig.session.showTime(rig.general, before)).resolves.toBe(ids[0])
      await expect(rig.session.showTime(rig.general, rig.world.now() + 1)).resolves.toBeNull()
      expect(rig.calls).toEqual([])
    })

    it('C4 a jump to a time in the unknown lands on the message after it', async () => {
      const ids = await openRead(500)
      const all = rig.world.messagesOf(rig.general, rig.ann.id) ?? []
      const wanted = all.find(({ id }) => id === ids[200])
      await expect(rig.session.showTime(rig.general, wanted?.createdAt ?? 0)).resolves.toBe(
        all.find(({ createdAt }) => createdAt === wanted?.createdAt)?.id,
      )
      rig.gate(down)
      await expect(rig.session.showTime(rig.general, 0)).rejects.toMatchObject({
        kind: 'connection',
      })
    })

    it('C4 a gap that cannot be filled says why, and fills on demand', async () => {
      await openRead(120)
      const before = gaps()[0]?.before
      rig.gate(down)
      fillLastGap(rig)
      await settle()
      expect(timelineOf(rig.session.state, rig.general).fetch).toMatchObject({
        status: 'failed',
        gap: before,
        kind: 'connection',
      })
      rig.gate(pass)
      rig.session.reload(rig.general)
      await settle()
      expect(texts(rig, rig.general)).toHaveLength(100)
    })

    it('C3 edits and deletions reach what a jump loaded, over a cut as well', async () => {
      const ids = await openRead(500)
      await rig.session.showMessage(rig.general, ids[100] ?? messageId(''))
      rig.transport().drop()
      rig.world.edit(ids[101] ?? messageId(''), 'edited meanwhile')
      rig.world.edit(ids[300] ?? messageId(''), 'edited in the gap')
      rig.world.remove(ids[102] ?? messageId(''))
      await rig.clock.pass(30_000)
      expect(texts(rig, rig.general)).toContain('edited meanwhile')
      expect(texts(rig, rig.general)).not.toContain('edited in the gap')
      expect(texts(rig, rig.general)).toHaveLength(149)
    })

    it('C4 after a long absence what is being read stays, made true, with a gap before the rest', async () => {
      const ids = await openRead(500)
      await rig.session.showMessage(rig.general, ids[100] ?? messageId(''))
      const { chunks } = timelineOf(rig.session.state, rig.general).sequence
      const first = chunks.flat()[50]
      if (first) rig.session.setView({ first, last: first })
      rig.transport().drop()
      rig.world.edit(ids[101] ?? messageId(''), 'edited meanwhile')
      rig.world.remove(ids[99] ?? messageId(''))
      rig.world.skip(3 * 24 * 60 * 60_000)
      for (let index = 0; index < 200; index += 1) {
        rig.world.post(rig.bob, rig.general, `missed ${index}`)
      }
      await rig.clock.pass(30_000)
      const shown = texts(rig, rig.general)
      expect(shown).toHaveLength(150)
      expect(shown).toContain('edited meanwhile')
      expect(shown).not.toContain('m99')
      expect(shown.at(-1)).toBe('missed 199')
      expect(gaps()).toHaveLength(2)
      expect(rig.calls).not.toContain('fetchMessageChanges')
    })

    it('keeps a bounded number of messages, and the way back to the others', async () => {
      await openRead(10)
      for (let index = 0; index < 3_000; index += 1) {
        rig.world.post(rig.bob, rig.general, `later ${index}`)
      }
      const { sequence } = timelineOf(rig.session.state, rig.general)
      expect(sequence.length).toBeLessThanOrEqual(1_000)
      expect(texts(rig, rig.general).at(-1)).toBe('later 2999')
      expect(gaps()).toHaveLength(1)
      fillLastGap(rig)
      await settle()
      expect(texts(rig, rig.general).length).toBeGreaterThan(sequence.length)
    })

    it('C4 a page for a gap whose edge was forgotten meanwhile hides no message', async () => {
      for (let index = 0; index < 300; index += 1) rig.world.post(rig.bob, rig.general, `m${index}`)
      await online(rig)
      let release = (): void => undefined
      rig.gate((operation) =>
        operation === 'fetchHistory'
          ? new Promise((resolve) => {
              release = resolve
            })
          : pass(),
      )
      fillLastGap(rig)
      rig.gate(pass)
      for (let index = 0; index < 1_000; index += 1) {
        rig.world.post(rig.bob, rig.general, `later ${index}`)
      }
      release()
      await settle()
      const { ranges, fetch } = timelineOf(rig.session.state, rig.general)
      expect(fetch.status).toBe('idle')
      const known = new Set(texts(rig, rig.general))
      const { messages } = await rig
        .transport()
        .fetchHistory(channelEntry(rig.session.state, rig.general)?.channel as Channel, null, 2_000)
      const hidden = messages.filter((one) => isCovered(ranges, one) && !known.has(one.text))
      expect(hidden.map(({ text }) => text)).toEqual([])
    })

    it('a page that comes after its channel was dropped is not used', async () => {
      for (let index = 0; index < 60; index += 1) rig.world.post(rig.bob, rig.general, `m${index}`)
      const others = Array.from({ length: 9 }, (_, index) =>
        rig.world.addChannel('public', `c${index}`, [rig.ann, rig.bob]),
      )
      let release = (): void => undefined
      let isFirst = true
      rig.gate((operation) => {
        if (operation !== 'fetchHistory' || !isFirst) return Promise.resolve()
        isFirst = false
        return new Promise((resolve) => {
          release = resolve
        })
      })
      await online(rig)
      for (const id of others) {
        rig.session.enterChannel(id)
        await settle()
      }
      release()
      await settle()
      expect(rig.session.state.timelines.size).toBe(8)
      for (let index = 0; index < 60; index += 1)
        rig.world.post(rig.bob, rig.general, `later ${index}`)
      rig.session.enterChannel(rig.general)
      await settle()
      fillLastGap(rig)
      await settle()
      fillLastGap(rig)
      await settle()
      expect(texts(rig, rig.general)).toHaveLength(120)
    })

    it('keeps eight channels alive and drops the timelines of the others', async () => {
      const ids = Array.from({ length: 12 }, (_, index) =>
        rig.world.addChannel('public', `c${index}`, [rig.ann, rig.bob]),
      )
      await online(rig)
      for (const id of ids) {
        rig.session.enterChannel(id)
        await settle()
      }
      expect(rig.session.state.timelines.size).toBe(8)
      rig.world.post(rig.bob, ids[11] ?? rig.general, 'seen')
      expect(texts(rig, ids[11] ?? rig.general)).toEqual(['seen'])
    })
  })

  describe('outbox', () => {
    it('C8 shows a message as pending at once and as sent when confirmed', async () => {
      await online(rig)
      rig.session.send(rig.general, 'hi')
      expect(pendingOf(rig.session.state, rig.general).map((one) => one.text)).toEqual(['hi'])
      await settle()
      expect(pendingOf(rig.session.state, rig.general)).toEqual([])
      expect(texts(rig, rig.general)).toEqual(['hi'])
    })

    it('C8 sends what was written offline in its order, each once', async () => {
      await online(rig)
      rig.gate(down)
      rig.transport().drop()
      for (const text of ['one', 'two', 'three']) rig.session.send(rig.general, text)
      await rig.clock.pass(10_000)
      rig.gate(pass)
      await rig.clock.pass(60_000)
      expect(texts(rig, rig.general)).toEqual(['one', 'two', 'three'])
      expect(pendingOf(rig.session.state, rig.general)).toEqual([])
    })

    it('C7, C8 does not send twice when the answer was lost', async () => {
      await online(rig)
      rig.session.send(rig.general, 'once')
      rig.world.post(rig.ann, rig.general, 'once', pendingOf(rig.session.state, rig.general)[0]?.id)
      rig.transport().drop()
      await rig.clock.pass(60_000)
      expect(texts(rig, rig.general)).toEqual(['once'])
      expect(rig.world.messagesOf(rig.general, rig.ann.id)).toHaveLength(1)
    })

    it('C8 says why a message was refused, sends the next, and retries or deletes on demand', async () => {
      await online(rig)
      rig.session.send(rig.general, 'x'.repeat(6_000))
      rig.session.send(rig.general, 'short')
      await settle()
      expect(texts(rig, rig.general)).toEqual(['short'])
      const [failed] = pendingOf(rig.session.state, rig.general)
      expect(failed).toMatchObject({ state: 'failed', failure: 'tooLong' })
      if (failed) rig.session.retry(rig.general, failed.id)
      await settle()
      expect(pendingOf(rig.session.state, rig.general)[0]?.state).toBe('failed')
      if (failed) rig.session.discard(rig.general, failed.id)
      expect(pendingOf(rig.session.state, rig.general)).toEqual([])
    })

    it('C8 survives a reload of the page', async () => {
      const browser = createTestBrowser()
      rig = createRig(browser.openTab())
      await online(rig)
      rig.gate(down)
      rig.transport().drop()
      rig.session.send(rig.general, 'still here')
      await settle()
      rig.session.close()
      await settle()
      const after = createRig(browser.openTab())
      await online(after)
      await settle()
      expect(texts(after, after.general)).toEqual(['still here'])
      await settle()
      expect(await browser.records.readAll()).toEqual([])
    })

    it('C8 what an event confirmed is not kept for the next page', async () => {
      const browser = createTestBrowser()
      rig = createRig(browser.openTab())
      await online(rig)
      rig.session.send(rig.general, 'told twice')
      const [pending] = pendingOf(rig.session.state, rig.general)
      rig.gate(down)
      rig.world.post(rig.ann, rig.general, 'told twice', pending?.id)
      await settle()
      expect(pendingOf(rig.session.state, rig.general)).toEqual([])
      await settle()
      expect(await browser.records.readAll()).toEqual([])
    })

    it('C8 tries again by the clock while the server cannot take a message', async () => {
      await online(rig)
      let refusals = 3
      rig.gate((operation) => (operation === 'send' && (refusals -= 1) >= 0 ? down() : pass()))
      rig.session.send(rig.general, 'later')
      await rig.clock.pass(120_000)
      expect(texts(rig, rig.general)).toEqual(['later'])
    })
  })

  describe('reading', () => {
    const reads = (): number => rig.calls.filter((one) => one === 'markRead').length

    function newest(): { id: never; createdAt: number } | null {
      const last = timelineOf(rig.session.state, rig.direct).sequence.chunks.at(-1)?.at(-1)
      return last === undefined ? null : ({ id: last.id, createdAt: last.createdAt } as never)
    }

    const mine = () =>
      rig.world.membershipsOf(rig.ann.id).find((one) => one.channelId === rig.direct)

    beforeEach(async () => {
      rig.world.post(rig.bob, rig.direct, 'unread')
      await online(rig, rig.direct)
    })

    it('R4 reads after attention was held for 500 ms at the bottom', async () => {
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(490)
      expect(reads()).toBe(0)
      await rig.clock.pass(20)
      expect(reads()).toBe(1)
      expect(rig.session.state.totals.total).toBe(0)
    })

    it.each<[string, (rig: Rig) => void]>([
      [
        'without attention',
        ({ session }) => {
          session.setBottom(newest())
        },
      ],
      [
        'away from the bottom',
        ({ session }) => {
          session.setAttention(true)
        },
      ],
      [
        'in a hidden tab',
        ({ session }) => {
          session.setAttention(true)
          session.setBottom(newest())
          session.setAttention(false)
        },
      ],
    ])('R3, R4 does not read %s', async (_name, act) => {
      act(rig)
      await rig.clock.pass(10_000)
      expect(reads()).toBe(0)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
    })

    it('C9 does not read while the line is down', async () => {
      rig.gate(down)
      rig.transport().drop()
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(20_000)
      expect(reads()).toBe(0)
    })

    it('R3, R4 coming back to a channel reads nothing before its end is shown again', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(2_000)
      rig.session.enterChannel(null)
      rig.world.post(rig.bob, rig.direct, 'unseen')
      const before = reads()
      rig.session.enterChannel(rig.direct)
      rig.session.setAttention(true)
      await rig.clock.pass(10_000)
      expect(reads()).toBe(before)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
    })

    it('R4 a server that cannot take a reading is asked more and more seldom', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      rig.gate((operation) => (operation === 'markRead' ? down() : pass()))
      await rig.clock.pass(10 * 60_000)
      expect(reads()).toBeLessThan(60)
      rig.gate(pass)
      await rig.clock.pass(60_000)
      expect(rig.world.membershipsOf(rig.ann.id).map(({ unread }) => unread)).toEqual([0, 0])
    })

    it('R4 asks the server at most once a second, and once more for what came last', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      for (let index = 0; index < 20; index += 1) {
        rig.world.post(rig.bob, rig.direct, `m${index}`)
        rig.session.setBottom(newest())
        await rig.clock.pass(50)
      }
      expect(reads()).toBeLessThanOrEqual(3)
      await rig.clock.pass(2_000)
      const [membership] = rig.world
        .membershipsOf(rig.ann.id)
        .filter((one) => one.channelId === rig.direct)
      expect(membership?.unread).toBe(0)
      expect(rig.session.state.totals.total).toBe(0)
    })

    it('R4 an attended channel never shows a number for what is read on arrival', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      rig.world.post(rig.bob, rig.direct, 'now')
      rig.session.setBottom(newest())
      expect(rig.session.state.totals.total).toBe(0)
      await rig.clock.pass(2_000)
      expect(rig.session.state.totals.total).toBe(0)
    })

    it('R4 one message costs one request, also when it is shown before the record of it comes', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(2_000)
      const before = reads()
      let shown = newest()?.createdAt ?? 0
      rig.session.listen(() => {
        const next = newest()
        if (next === null || next.createdAt <= shown) return
        shown = next.createdAt
        rig.session.setBottom(next)
      })
      for (let index = 0; index < 5; index += 1) {
        rig.world.post(rig.bob, rig.direct, `m${index}`)
        await rig.clock.pass(2_500)
      }
      expect(reads()).toBe(before + 5)
      expect(rig.session.state.totals.total).toBe(0)
    })

    it.each<[string, (rig: Rig) => void]>([
      [
        'leaving the channel',
        ({ session, general }) => {
          session.enterChannel(general)
        },
      ],
      [
        'hiding the tab',
        ({ session }) => {
          session.setAttention(false)
        },
      ],
    ])('R4, R5 nothing is read after %s', async (_name, turnAway) => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      rig.world.post(rig.bob, rig.direct, 'seen')
      rig.session.setBottom(newest())
      turnAway(rig)
      await settle()
      const before = reads()
      await rig.clock.pass(200)
      rig.world.post(rig.bob, rig.direct, '@ann ping')
      await rig.clock.pass(5_000)
      expect(reads()).toBe(before)
      expect(channelEntry(rig.session.state, rig.direct)?.unread).toMatchObject({
        count: 1,
        mentions: 1,
      })
    })

    it('R4 tells the server again when the first try failed', async () => {
      let refusals = 1
      rig.gate((operation) => (operation === 'markRead' && (refusals -= 1) >= 0 ? down() : pass()))
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(5_000)
      expect(
        rig.world.membershipsOf(rig.ann.id).find((one) => one.channelId === rig.direct)?.unread,
      ).toBe(0)
    })

    it('R4 a reading whose answers stay away is told later, also by whoever has looked away by then', async () => {
      rig.gate((operation) => (operation === 'markRead' ? down() : pass()))
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      rig.session.setAttention(false)
      rig.gate(pass)
      await rig.clock.pass(60_000)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
    })

    it('R4 a reading whose request was lost with the line is told on the next one', async () => {
      rig.gate((operation) => (operation === 'markRead' ? new Promise(() => undefined) : pass()))
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      rig.transport().drop()
      rig.gate(pass)
      await rig.clock.pass(30_000)
      for (let index = 0; index < 5; index += 1) {
        rig.world.post(rig.bob, rig.direct, `after ${index}`)
        rig.session.setBottom(newest())
        await rig.clock.pass(700)
      }
      await rig.clock.pass(2_000)
      const mine = rig.world.membershipsOf(rig.ann.id)
      expect(mine.find((one) => one.channelId === rig.direct)?.unread).toBe(0)
    })

    it('R7 a channel marked unread by hand is not read until it is entered again', async () => {
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(600)
      const first = newest()
      if (first) await rig.session.markUnread(rig.direct, first.id)
      await rig.clock.pass(5_000)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(true)
      rig.session.enterChannel(rig.general)
      rig.session.enterChannel(rig.direct)
      rig.session.setBottom(newest())
      await rig.clock.pass(2_000)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(false)
    })

    it('R6 writing reads on the server too, without attention, when nothing came after it', async () => {
      rig.session.send(rig.direct, 'I was here')
      await rig.clock.pass(2_000)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
    })

    it('R5, R6 writing does not read what came after it', async () => {
      rig.transport().drop()
      rig.world.post(rig.ann, rig.direct, 'from the phone')
      rig.world.post(rig.bob, rig.direct, 'after it')
      await rig.clock.pass(30_000)
      expect(rig.session.status.kind).toBe('online')
      expect(reads()).toBe(0)
      expect(mine()?.hasAlert).toBe(true)
    })

    it('R6 a message of mine from another device is told when this one sees it', async () => {
      rig.world.post(rig.ann, rig.direct, 'from the phone')
      await rig.clock.pass(2_000)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
    })

    it('R7 a channel marked unread on another device stays so, also behind a message of mine', async () => {
      const first = newest()
      rig.session.send(rig.direct, 'the newest, and mine')
      await rig.clock.pass(2_000)
      const told = reads()
      if (first) rig.world.unread(rig.ann.id, rig.direct, first.id)
      await rig.clock.pass(5_000)
      rig.transport().drop()
      await rig.clock.pass(30_000)
      expect(reads()).toBe(told)
      expect(mine()?.hasAlert).toBe(true)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(true)
      rig.session.send(rig.direct, 'written after that')
      await rig.clock.pass(2_000)
      expect(mine()?.hasAlert).toBe(false)
    })

    it('R7 a wish to read that the line lost is told on the next one', async () => {
      rig.gate((operation) => (operation === 'markRead' ? new Promise(() => undefined) : pass()))
      rig.session.markRead(rig.direct)
      await rig.clock.pass(600)
      rig.transport().drop()
      rig.gate(pass)
      await rig.clock.pass(30_000)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
    })

    /** A reading is on its way for 300 ms; meanwhile something comes that is not rendered any more. */
    async function swallow(turnAway: () => void): Promise<void> {
      rig.gate((operation) => (operation === 'markRead' ? after(300) : pass()))
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(520)
      rig.world.post(rig.bob, rig.direct, 'unseen')
      turnAway()
      await rig.clock.pass(310)
    }

    const after = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        rig.clock.after(ms, resolve)
      })

    const restores = (): number => rig.calls.filter((one) => one === 'markUnread').length

    it('R5 what a reading swallowed is unread again on the server, for all tabs', async () => {
      await swallow(() => {
        rig.session.setAttention(false)
      })
      expect(mine()?.hasAlert).toBe(false)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
      await rig.clock.pass(2_000)
      expect(restores()).toBe(1)
      expect(mine()?.hasAlert).toBe(true)
      const entry = channelEntry(rig.session.state, rig.direct)
      expect(entry?.unread).toEqual({ count: 0, mentions: 0, hasAlert: true })
      expect(entry?.reading).toMatchObject({ isManuallyUnread: false, requested: null })
      await rig.clock.pass(60_000)
      expect(restores()).toBe(1)
      expect(reads()).toBe(1)
    })

    it('R5 whoever reads on has nothing restored, and coming back reads what was', async () => {
      await swallow(() => undefined)
      rig.session.setBottom(newest())
      await rig.clock.pass(5_000)
      expect(restores()).toBe(0)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
      await swallow(() => {
        rig.session.setAttention(false)
      })
      await rig.clock.pass(5_000)
      expect(restores()).toBe(1)
      rig.session.setAttention(true)
      rig.session.setBottom(newest())
      await rig.clock.pass(5_000)
      expect(mine()).toMatchObject({ unread: 0, hasAlert: false })
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(false)
    })

    it('R5 what was swallowed is unread again also when the reading after it did not get through', async () => {
      await swallow(() => undefined)
      rig.gate((operation) => (operation === 'markRead' ? down() : pass()))
      await rig.clock.pass(3_000)
      rig.session.setAttention(false)
      rig.gate(pass)
      await rig.clock.pass(60_000)
      expect(restores()).toBe(1)
      expect(mine()?.hasAlert).toBe(true)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(true)
    })

    it('R5 what was swallowed stays unread when it is edited before it is unread again', async () => {
      await swallow(() => {
        rig.session.setAttention(false)
      })
      const unseen = newest()
      if (unseen) rig.world.edit(unseen.id, 'edited')
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(1)
      await rig.clock.pass(2_000)
      expect(restores()).toBe(1)
      expect(mine()?.hasAlert).toBe(true)
    })

    it('R5, R6 nothing is restored before a message of mine', async () => {
      await swallow(() => {
        rig.session.setAttention(false)
        rig.world.post(rig.ann, rig.direct, 'from the phone')
      })
      await rig.clock.pass(5_000)
      expect(restores()).toBe(0)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(false)
      expect(mine()?.hasAlert).toBe(false)
    })

    it('R5 a server that cannot restore is asked more and more seldom, and again when it can', async () => {
      await swallow(() => {
        rig.session.setAttention(false)
      })
      rig.gate((operation) => (operation === 'markUnread' ? down() : pass()))
      await rig.clock.pass(10 * 60_000)
      expect(restores()).toBeLessThan(60)
      rig.gate(pass)
      await rig.clock.pass(60_000)
      expect(mine()?.hasAlert).toBe(true)
    })

    it('R5 when the server refuses to restore, its word stands', async () => {
      await swallow(() => {
        rig.session.setAttention(false)
      })
      rig.gate((operation) =>
        operation === 'markUnread'
          ? Promise.reject(new ChatError('permission', 'refused'))
          : pass(),
      )
      await rig.clock.pass(60_000)
      expect(restores()).toBe(1)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBe(0)
    })

    it('R5 two tabs end equal, also when both were reading', async () => {
      const other = rig.world.connect({
        userId: rig.ann.id,
        watched: new Set([rig.direct]),
        listener: { onEvent: () => undefined },
      })
      await swallow(() => {
        rig.session.setAttention(false)
        rig.world.read(rig.ann.id, rig.direct)
      })
      await rig.clock.pass(60_000)
      other()
      expect(restores()).toBeLessThanOrEqual(1)
      expect(channelEntry(rig.session.state, rig.direct)?.unread.hasAlert).toBe(mine()?.hasAlert)
    })

    it('R7 dismissing shows a channel as read and tells nobody; undo brings all of it back', async () => {
      const before = channelEntry(rig.session.state, rig.direct)
      expect(rig.session.dismissUnread(rig.direct)).toBe(1)
      expect(rig.session.state.totals).toMatchObject({ total: 0, activeChannels: 0, personal: 0 })
      await rig.clock.pass(60_000)
      expect(reads()).toBe(0)
      rig.session.undoDismissed()
      expect(channelEntry(rig.session.state, rig.direct)).toEqual(before)
      expect(rig.session.dismissUnread(rig.general)).toBe(0)
    })

    it('R7 all channels are dismissed at once and told when it is settled', async () => {
      rig.world.post(rig.bob, rig.general, 'hello @ann')
      await settle()
      expect(rig.session.dismissUnread(null)).toBe(2)
      rig.session.settleDismissed()
      await rig.clock.pass(100)
      expect(reads()).toBe(2)
      const records = rig.world.membershipsOf(rig.ann.id)
      expect(records.every(({ unread, hasAlert }) => unread === 0 && !hasAlert)).toBe(true)
      rig.session.undoDismissed()
      expect(rig.session.state.totals.activeChannels).toBe(0)
    })

    it('R7 a mark by hand stands over an earlier dismissal, and comes back when a later one is undone', async () => {
      const [first] = rig.world.messagesOf(rig.direct, rig.ann.id) ?? []
      rig.session.dismissUnread(rig.direct)
      await rig.session.markUnread(rig.direct, first?.id ?? messageId(''))
      await settle()
      const marked = channelEntry(rig.session.state, rig.direct)
      expect(marked?.reading.isManuallyUnread).toBe(true)
      expect(rig.session.dismissUnread(rig.direct)).toBe(1)
      rig.session.undoDismissed()
      await rig.clock.pass(5_000)
      expect(reads()).toBe(0)
      expect(channelEntry(rig.session.state, rig.direct)).toEqual(marked)
    })

    it('R7 a channel that was not opened is marked unread from its last message, and from no other', async () => {
      const id = rig.world.post(rig.bob, rig.general, 'hello')?.id ?? messageId('')
      rig.world.read(rig.ann.id, rig.general)
      await settle()
      expect(timelineOf(rig.session.state, rig.general).isLoaded).toBe(false)
      await expect(rig.session.markUnread(rig.general, messageId('other'))).rejects.toMatchObject({
        kind: 'notFound',
      })
      await rig.session.markUnread(rig.general, id)
      await settle()
      expect(channelEntry(rig.session.state, rig.general)?.unread.hasAlert).toBe(true)
      expect(rig.calls).toContain('markUnread')
      expect(reads()).toBe(0)
    })

    it('R7 a channel in which something came meanwhile is not read by settling', async () => {
      rig.world.post(rig.bob, rig.general, 'hello @ann')
      await settle()
      rig.session.dismissUnread(null)
      rig.world.post(rig.bob, rig.general, 'once more')
      await settle()
      expect(channelEntry(rig.session.state, rig.general)?.unread).toMatchObject({ count: 1 })
      rig.session.settleDismissed()
      await rig.clock.pass(5_000)
      expect(reads()).toBe(1)
      const general = rig.world
        .membershipsOf(rig.ann.id)
        .find((one) => one.channelId === rig.general)
      expect(general?.hasAlert).toBe(true)
    })

    it('R7 what came meanwhile in a channel that is loaded stays unread, the rest is read', async () => {
      rig.session.dismissUnread(rig.direct)
      rig.world.post(rig.bob, rig.direct, 'meanwhile')
      await settle()
      expect(channelEntry(rig.session.state, rig.direct)?.unread.count).toBeGreaterThan(0)
      rig.session.settleDismissed()
      await rig.clock.pass(5_000)
      expect(restores()).toBe(1)
      const meanwhile = newest()
      expect(mine()).toMatchObject({
        hasAlert: true,
        readMarkerAt: (meanwhile?.createdAt ?? 0) - 1,
      })
    })

    it('R7 closing drops what was dismissed and not settled: it stays unread', async () => {
      rig.session.dismissUnread(rig.direct)
      rig.session.close()
      await rig.clock.pass(5_000)
      expect(reads()).toBe(0)
      expect(mine()?.hasAlert).toBe(true)
    })

    it('R7 a thousand channels are told four at a time', async () => {
      for (let index = 0; index < 1_000; index += 1) {
        const id = rig.world.addChannel('private', `room ${index}`, [rig.ann, rig.bob])
        rig.world.post(rig.bob, id, 'hello')
      }
      await settle()
      let underWay = 0
      let most = 0
      rig.gate(async (operation) => {
        if (operation !== 'markRead') return
        most = Math.max(most, (underWay += 1))
        await after(10)
        underWay -= 1
      })
      expect(rig.session.dismissUnread(null)).toBe(1_001)
      rig.session.settleDismissed()
      await rig.clock.pass(5_000)
      expect(most).toBe(4)
      expect(reads()).toBe(1_001)
    })

    it('R7 Esc reads without waiting for attention', async () => {
      rig.session.markRead(rig.direct)
      expect(rig.session.state.totals.total).toBe(0)
      await settle()
      expect(reads()).toBe(1)
    })
  })

  it('typing is renewed every five seconds at most and fades by itself', async () => {
    await online(rig)
    const told: unknown[] = []
    const typists = (): number => [...(rig.session.state.typists.size === 0 ? [] : [1])].length
    rig.world.connect({
      userId: rig.bob.id,
      watched: new Set([rig.general]),
      listener: { onEvent: (event) => event.type === 'typingChanged' && told.push(event.typist) },
    })
    for (let index = 0; index < 12; index += 1) {
      rig.session.setTyping(rig.general, true)
      await rig.clock.pass(1_000)
    }
    expect(told).toHaveLength(3)
    rig.world.type(rig.bob, rig.general, rig.clock.now() + 15_000)
    expect(typists()).toBe(1)
    await rig.clock.pass(16_000)
    expect(typists()).toBe(0)
  })
})
