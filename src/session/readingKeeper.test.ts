import { beforeEach, describe, expect, it } from 'vitest'
import {
  ChatError,
  channelEntry,
  lastMessage,
  messageId,
  timelineOf,
  type ChannelId,
  type Me,
  type Membership,
  type Message,
} from '../domain'
import type { RecordStorage } from '../ports'
import { createMemoryRecords } from '../platform/memoryRecords'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { memoryStorage } from '../testing/memoryStorage'
import { createTestBrowser, type TestBrowser, type TestTab } from '../testing/testBrowser'
import { loadPage, type TestPage } from '../testing/testPage'
import { createMemoryWorld, type MemoryWorld } from '../transports/memory'
import { createReadingKeeper } from './readingKeeper'
import { createStateStore } from './store'

let world: MemoryWorld
let clock: ManualClock
let ann: Me
let bob: Me
let general: ChannelId
let direct: ChannelId
let browser: TestBrowser
let gate: (operation: string) => Promise<void>

const pass = (): Promise<void> => Promise.resolve()
/** The request leaves, and nothing is heard of it. */
const lostReads = (operation: string): Promise<void> =>
  operation === 'markRead' ? new Promise<never>(() => undefined) : pass()
const refusedReads = (operation: string): Promise<void> =>
  operation === 'markRead'
    ? Promise.reject(new ChatError('rateLimit', 'limited', { retryAfterMs: 5_000 }))
    : pass()

beforeEach(() => {
  world = createMemoryWorld()
  clock = createManualClock()
  ann = world.addUser('ann', 'Ann')
  bob = world.addUser('bob', 'Bob')
  general = world.addChannel('public', 'general', [ann, bob])
  direct = world.addChannel('direct', '', [ann, bob])
  browser = createTestBrowser()
  gate = pass
  world.post(bob, general, 'one')
  world.post(bob, general, 'two')
})

const load = (tab: Pick<TestTab, 'loadOutbox'>, user = ann): TestPage =>
  loadPage({
    tab,
    world,
    clock,
    user,
    channelId: general,
    newMessageId: () => 'local',
    gate: (operation) => gate(operation),
  })

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await settle()
}

function onServer(id: ChannelId): Membership {
  return required(world.membershipsOf(ann.id).find(({ channelId }) => channelId === id))
}

const unreadOnServer = (): number =>
  world.membershipsOf(ann.id).filter(({ hasAlert }) => hasAlert).length

const readsOf = ({ calls }: TestPage): number => calls.filter((one) => one === 'markRead').length

const unread = ({ session }: TestPage, id: ChannelId) => channelEntry(session.state, id)?.unread

const newest = ({ session }: TestPage): Message =>
  required(lastMessage(timelineOf(session.state, general).sequence))

async function keptKeys(): Promise<readonly string[]> {
  const rows = await browser.records.readAll()
  return rows.map(([key]) => key)
}

/** As a user who looks at the end of the open channel. */
async function read(page: TestPage): Promise<void> {
  page.session.setAttention(true)
  page.session.setBottom(newest(page))
  await clock.pass(600)
}

function kill(tab: TestTab, page: TestPage): void {
  tab.kill()
  page.session.close()
}

/** A tab in which the user read a channel, that ended before the server took it. */
async function readAndKill(): Promise<void> {
  gate = lostReads
  const tab = browser.openTab()
  const page = load(tab)
  await settled()
  await read(page)
  await clock.pass(2_000)
  kill(tab, page)
  gate = pass
}

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there')
  return value
}

/** The next page looks at what was left, and tells none of it. */
async function nextTellsNothing(): Promise<TestPage> {
  const page = load(browser.openTab())
  await clock.pass(10_000)
  expect(readsOf(page)).toBe(0)
  return page
}

describe('readings that outlive the page', () => {
  it('C8 a reading of a tab that was killed is told by the next page', async () => {
    await readAndKill()
    expect(onServer(general).hasAlert).toBe(true)
    const next = load(browser.openTab())
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
    expect(unread(next, general)?.hasAlert).toBe(false)
    await settled()
    expect(await keptKeys()).toEqual([])
  })

  it('C8 a reading of a tab that was closed is told at the next sign-in of the same user, and of another never', async () => {
    gate = lostReads
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    await read(page)
    page.session.close()
    await settled()
    gate = pass
    const other = load(createTestBrowser(createMemoryRecords(), 'bob:').openTab(), bob)
    await clock.pass(120_000)
    expect(readsOf(other)).toBe(0)
    expect(onServer(general).hasAlert).toBe(true)
    load(tab)
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
  })

  it('C8, R7 all channels are dismissed and the page is loaded again at once: all are read', async () => {
    for (let index = 0; index < 20; index += 1) {
      world.post(bob, world.addChannel('private', `room ${index}`, [ann, bob]), 'hello')
    }
    const storage = memoryStorage()
    const tab = browser.openTab(storage)
    const page = load(tab)
    await settled()
    expect(page.session.dismissUnread(null)).toBe(21)
    page.session.pageHides()
    await settled()
    kill(tab, page)
    expect(readsOf(page)).toBe(0)
    expect(unreadOnServer()).toBe(21)
    const next = load(browser.openTab(storage))
    await settled()
    expect(next.session.state.totals.activeChannels).toBe(0)
    await clock.pass(1_000)
    expect(unreadOnServer()).toBe(0)
    expect(readsOf(next)).toBe(21)
    await settled()
    expect(await keptKeys()).toEqual([])
  })

  it('C8, C11 another tab tells what one that was killed has dismissed', async () => {
    const tab = browser.openTab()
    const [first, second] = [load(tab), load(browser.openTab())]
    await settled()
    first.session.dismissUnread(general)
    await settled()
    kill(tab, first)
    await clock.pass(4_000)
    expect(onServer(general).hasAlert).toBe(true)
    await clock.pass(120_000)
    expect(onServer(general).hasAlert).toBe(false)
    expect(unread(second, general)?.hasAlert).toBe(false)
    expect(await keptKeys()).toEqual([])
  })

  it('C8 what was dismissed just before the session was closed is told by the next page', async () => {
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    page.session.dismissUnread(general)
    page.session.close()
    await settled()
    expect(readsOf(page)).toBe(0)
    load(tab)
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
  })

  it('C8 what was dismissed before the outbox could be had is kept all the same', async () => {
    const tab = browser.openTab()
    let release = (): void => undefined
    const isThere = new Promise<void>((resolve) => {
      release = resolve
    })
    const page = load({ loadOutbox: () => isThere.then(tab.loadOutbox) })
    await settled()
    page.session.dismissUnread(general)
    release()
    await settled()
    kill(tab, page)
    load(browser.openTab())
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
  })

  it('C8 what was dismissed again before what was left is looked at is told once', async () => {
    const storage = memoryStorage()
    let tab = browser.openTab(storage)
    const page = load(tab)
    await settled()
    page.session.dismissUnread(general)
    await settled()
    kill(tab, page)
    tab = browser.openTab(storage)
    const next = load({
      loadOutbox: async () => {
        await clock.pass(0)
        return tab.loadOutbox()
      },
    })
    await settle()
    next.session.dismissUnread(general)
    await settled()
    expect(readsOf(next)).toBe(1)
    expect(onServer(general).hasAlert).toBe(false)
    expect(await keptKeys()).toEqual([])
  })

  it('C8 a reading that the server confirms at once costs no record', async () => {
    const writes: number[] = []
    const kept = createMemoryRecords()
    const counting: RecordStorage = {
      ...kept,
      write: (changes) => {
        writes.push(changes.size)
        return kept.write(changes)
      },
    }
    const page = load(createTestBrowser(counting).openTab())
    await settled()
    for (let index = 0; index < 5; index += 1) {
      world.post(bob, general, `more ${index}`)
      await read(page)
      await clock.pass(2_000)
    }
    expect(onServer(general).hasAlert).toBe(false)
    expect(writes).toEqual([])
  })

  it('C8 of several readings that were left the furthest is told, and none stays', async () => {
    await readAndKill()
    world.post(bob, general, 'three')
    await readAndKill()
    expect(await keptKeys()).toHaveLength(1)
    const page = load(browser.openTab())
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
    expect(readsOf(page)).toBe(1)
    await settled()
    expect(await keptKeys()).toEqual([])
  })

  it('C8 a reading waits for the line, and for its turn when the server limits calls', async () => {
    await readAndKill()
    gate = (operation) =>
      operation === 'open'
        ? Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))
        : pass()
    load(browser.openTab())
    await clock.pass(60_000)
    expect(await keptKeys()).toHaveLength(1)
    gate = refusedReads
    await clock.pass(60_000)
    expect(await keptKeys()).toHaveLength(1)
    gate = pass
    await clock.pass(60_000)
    expect(onServer(general).hasAlert).toBe(false)
    expect(await keptKeys()).toEqual([])
  })

  it('C8 what cannot be read is left alone', async () => {
    await browser.records.write(
      new Map<string, unknown>([
        ['read:gone:c1', { channelId: general, upTo: null, markerAt: 7 }],
        ['read:gone:c2', 'nothing'],
        [
          'read::c3',
          { channelId: general, upTo: { id: 'm', createdAt: Infinity }, markerAt: null },
        ],
      ]),
    )
    await nextTellsNothing()
    expect(await keptKeys()).toHaveLength(3)
  })
})

describe('readings that are not told any more', () => {
  it('R5 a reading is not told when something came after it', async () => {
    await readAndKill()
    world.post(bob, general, 'after it')
    await nextTellsNothing()
    expect(onServer(general).hasAlert).toBe(true)
    expect(await keptKeys()).toEqual([])
  })

  it('R5 what was dismissed is not kept any more when something comes', async () => {
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    page.session.dismissUnread(general)
    world.post(bob, general, 'after it')
    await settled()
    expect(await keptKeys()).toEqual([])
    kill(tab, page)
    await nextTellsNothing()
    expect(onServer(general).hasAlert).toBe(true)
  })

  it('R7 undo takes back what was kept too', async () => {
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    page.session.dismissUnread(null)
    await settled()
    expect(await keptKeys()).toHaveLength(1)
    page.session.undoDismissed()
    await settled()
    expect(await keptKeys()).toEqual([])
    kill(tab, page)
    await nextTellsNothing()
    expect(onServer(general).hasAlert).toBe(true)
  })

  it('R7 a reading is not kept any more when its channel is marked unread by hand', async () => {
    gate = lostReads
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    await read(page)
    await clock.pass(2_000)
    expect(await keptKeys()).toHaveLength(1)
    await page.session.markUnread(general, newest(page).id)
    await settled()
    expect(await keptKeys()).toEqual([])
    kill(tab, page)
    gate = pass
    await nextTellsNothing()
    expect(onServer(general).hasAlert).toBe(true)
  })

  it.each(['one', 'two'])(
    'R7 a reading that was left does not stand over "%s", which was marked unread elsewhere since',
    async (text) => {
      await readAndKill()
      const messages = required(world.messagesOf(general, ann.id))
      world.unread(ann.id, general, required(messages.find((one) => one.text === text)).id)
      const page = await nextTellsNothing()
      expect(onServer(general).hasAlert).toBe(true)
      expect(unread(page, general)?.hasAlert).toBe(true)
      expect(await keptKeys()).toEqual([])
    },
  )

  it('R7 a reading that the server could not take yet does not stand over a later mark by hand', async () => {
    gate = refusedReads
    const page = load(browser.openTab())
    await settled()
    page.session.markRead(general)
    await clock.pass(1_000)
    await page.session.markUnread(general, newest(page).id)
    gate = pass
    await clock.pass(30_000)
    page.session.enterChannel(direct)
    await clock.pass(30_000)
    expect(onServer(general).hasAlert).toBe(true)
    expect(unread(page, general)?.hasAlert).toBe(true)
  })

  it('R7 a reading that another tab left does not stand over a mark by hand that is on its way', async () => {
    const tab = browser.openTab()
    const [first, second] = [load(tab), load(browser.openTab())]
    await settled()
    first.session.dismissUnread(general)
    await settled()
    kill(tab, first)
    gate = (operation) => (operation === 'markUnread' ? new Promise(() => undefined) : pass())
    void second.session.markUnread(general, newest(second).id)
    await clock.pass(120_000)
    expect(readsOf(second)).toBe(0)
    expect(await keptKeys()).toEqual([])
  })

  it('R7 a channel that was dismissed after it was marked unread by hand is told by the next page', async () => {
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    await page.session.markUnread(general, newest(page).id)
    page.session.dismissUnread(general)
    await settled()
    kill(tab, page)
    load(browser.openTab())
    await settled()
    expect(onServer(general).hasAlert).toBe(false)
  })

  it('C8 what the server knows, or another device has read, is not told again', async () => {
    await readAndKill()
    world.read(ann.id, general)
    await nextTellsNothing()
    expect(await keptKeys()).toEqual([])
  })

  it('C8 nothing is kept where the server has nothing unread, also after a request whose answer was lost', async () => {
    world.read(ann.id, general)
    const store = createStateStore()
    const records = createMemoryRecords()
    const at = onServer(general).readMarkerAt ?? 0
    createReadingKeeper(
      store,
      {
        clock,
        records,
        ownTab: 'own',
        transport: () => null,
        markRead: () => undefined,
        onRefused: () => undefined,
      },
      [],
    )
    store.dispatch({ type: 'membershipUpserted', membership: onServer(general) })
    const told = { id: messageId('read'), createdAt: at + 1 }
    store.dispatch({ type: 'readingTold', channelId: general, position: told })
    store.dispatch({ type: 'readingUnclear', channelId: general })
    const mine = { id: messageId('mine'), createdAt: at + 2 }
    store.dispatch({ type: 'readUpTo', channelId: general, position: mine })
    await clock.pass(5_000)
    expect(await records.readAll()).toEqual([])
  })

  it('C8 a channel that the user has left takes its reading with it', async () => {
    await readAndKill()
    world.leave(ann, general)
    await nextTellsNothing()
    expect(await keptKeys()).toEqual([])
  })
})

describe('C8 the last words of a page', () => {
  it('R7 what is dismissed before the records are open, by a page that ends at once, is told by the next', async () => {
    const storage = memoryStorage()
    const tab = browser.openTab(storage)
    const opening = {
      loadOutbox: async () => ({
        ...(await tab.loadOutbox()),
        openRecords: () => new Promise<never>(() => undefined),
      }),
    }
    const page = load(opening)
    await settled()
    expect(page.session.dismissUnread(null)).toBeGreaterThan(0)
    page.session.pageHides()
    kill(tab, page)
    expect(unreadOnServer()).toBe(1)

    const next = load(browser.openTab(storage))
    await settled()
    await clock.pass(2_000)
    await settled()
    expect(unreadOnServer()).toBe(0)
    expect(await keptKeys()).toEqual([])
    expect(storage.read('ann:lastWords')).toBeNull()
    next.session.close()
  })

  it('nothing is left by a page whose readings are confirmed, or that are nonsense', async () => {
    const storage = memoryStorage()
    storage.write('ann:lastWords', '[{"channelId":7}]')
    const page = load(browser.openTab(storage))
    await settled()
    expect(storage.read('ann:lastWords')).toBeNull()
    page.session.pageHides()
    expect(storage.read('ann:lastWords')).toBeNull()
    expect(unreadOnServer()).toBe(1)
    page.session.close()
  })
})
