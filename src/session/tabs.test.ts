import { beforeEach, describe, expect, it } from 'vitest'
import { channelEntry, timelineOf, type ChannelId, type Me } from '../domain'
import { silentLogger } from '../ports'
import { createTestBrowser } from '../testing/testBrowser'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { seededRandom } from '../testing/seededRandom'
import { createFakeTabs, type FakeTabs } from '../testing/tabs'
import {
  createMemoryTransport,
  createMemoryWorld,
  type MemoryTransport,
  type MemoryWorld,
} from '../transports/memory'
import { createSession } from './session'
import { createTabs } from './tabs'
import type { Session } from './types'

const name = 'tabs of ann'

describe('C11 tabs of one user', () => {
  let clock: ManualClock
  let world: MemoryWorld
  let browser: FakeTabs
  let general: ChannelId
  let ann: Me
  let calls: string[]
  let lines: MemoryTransport[]
  let isReadingLost: boolean

  function openTab(): Session {
    const tab = createSession({
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      openTabs: () =>
        Promise.resolve((listener) => createTabs({ ...browser, clock, name }, listener)),
      newTransport() {
        const line = createMemoryTransport(world, ann.id, {
          clock,
          async gate(operation) {
            calls.push(operation)
            if (operation === 'markRead' && isReadingLost) await new Promise(() => undefined)
          },
        })
        lines.push(line)
        return line
      },
    })
    tab.start()
    return tab
  }

  beforeEach(() => {
    clock = createManualClock()
    world = createMemoryWorld()
    browser = createFakeTabs()
    calls = []
    lines = []
    isReadingLost = false
    ann = world.addUser('ann', 'Ann')
    const bob = world.addUser('bob', 'Bob')
    general = world.addChannel('public', 'general', [ann, bob])
    for (const text of ['one', 'two']) {
      world.skip(1_000)
      world.post(bob, general, text)
    }
  })

  const onServer = () => {
    const [membership] = world.membershipsOf(ann.id)
    if (membership === undefined) throw new Error('no membership')
    return membership
  }
  const unread = (tab: Session) => channelEntry(tab.state, general)?.unread
  const shown = (tab: Session) => timelineOf(tab.state, general).sequence.chunks.flat()

  it('C11 exactly one notifies, and the next takes over when it goes', async () => {
    const tabs = [openTab(), openTab(), openTab()]
    await settle()
    expect(tabs.map((tab) => tab.isNotifier)).toEqual([true, false, false])
    let tellings = 0
    tabs[1]?.listen(() => (tellings += 1))
    tabs[0]?.close()
    await settle()
    expect(tabs.map((tab) => tab.isNotifier).slice(1)).toEqual([true, false])
    expect(tellings).toBe(1)
  })

  it('C11 a tab alone, in a browser without the means, notifies by itself', () => {
    const alone = createSession({
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      newTransport: () => createMemoryTransport(world, 'nobody', { clock, gate: () => settle() }),
    })
    expect(alone.isNotifier).toBe(true)
  })

  it('C11 what one tab reads is read in the others before the server has said a word', async () => {
    const [one, other] = [openTab(), openTab()]
    one.enterChannel(general)
    await settle()
    expect(unread(other)?.hasAlert).toBe(true)
    one.markRead(general)
    browser.deliver()
    expect(unread(other)).toEqual(unread(one))
    expect(unread(other)?.hasAlert).toBe(false)
  })

  it('C11 closing the tab that read loses nothing: another one tells the server', async () => {
    const [one, other] = [openTab(), openTab()]
    one.enterChannel(general)
    await settle()
    isReadingLost = true
    one.markRead(general)
    browser.deliver()
    one.close()
    isReadingLost = false
    await settle()
    expect(onServer().hasAlert).toBe(true)
    for (const line of lines) line.drop()
    await clock.pass(30_000)
    expect(other.status.kind).toBe('online')
    expect(onServer().hasAlert).toBe(false)
  })

  it('C11 another tab tells the server what the closed one read, also when nothing else happens', async () => {
    const [one, other] = [openTab(), openTab()]
    one.enterChannel(general)
    await settle()
    isReadingLost = true
    one.markRead(general)
    browser.deliver()
    one.close()
    isReadingLost = false
    expect(unread(other)?.hasAlert).toBe(false)
    await clock.pass(10_000)
    expect(onServer().hasAlert).toBe(false)
  })

  it('C11 what the tab that read has told is not told again by the others', async () => {
    const [one, other] = [openTab(), openTab()]
    one.enterChannel(general)
    await settle()
    one.markRead(general)
    browser.deliver()
    await clock.pass(30_000)
    expect(unread(other)?.hasAlert).toBe(false)
    expect(calls.filter((call) => call === 'markRead')).toHaveLength(1)
  })

  it('R7, C11 what is marked unread in one tab is not read by another that shows it', async () => {
    const [one, other] = [openTab(), openTab()]
    for (const tab of [one, other]) tab.enterChannel(general)
    await settle()
    one.markRead(general)
    browser.deliver()
    await clock.pass(2_000)
    const [first] = shown(one)
    if (first === undefined) throw new Error('no message')
    await one.markUnread(general, first.id)
    browser.deliver()
    await settle()
    calls.length = 0
    other.setBottom(shown(other).at(-1) ?? null)
    other.setAttention(true)
    await clock.pass(5_000)
    expect(calls).not.toContain('markRead')
    expect(unread(other)?.hasAlert).toBe(true)
  })

  it('C11 nothing that is heard is told on', async () => {
    const tabs = [openTab(), openTab(), openTab()]
    await settle()
    tabs[0]?.markRead(general)
    browser.deliver()
    expect(browser.told).toHaveLength(1)
  })

  it('C11 what cannot be understood, is of another version or far too late changes nothing', async () => {
    const tab = openTab()
    await settle()
    const before = tab.state
    const position = { id: 'm', createdAt: clock.now() }
    const event = { type: 'markedRead', channelId: general, position }
    const at = clock.now()
    for (const message of [
      null,
      7,
      'markedRead',
      [],
      {},
      { version: 2, at, event },
      { version: 1, at: at - 60_000, event },
      { version: 1, at: 'now', event },
      { version: 1, at, event: { ...event, type: 'messageDiscarded' } },
      { version: 1, at, event: { ...event, type: '__proto__' } },
      { version: 1, at, event: { ...event, channelId: 'x'.repeat(300) } },
      { version: 1, at, event: { ...event, position: { id: 'm' } } },
      { version: 1, at, event: { ...event, position: { id: 'm', createdAt: Infinity } } },
    ]) {
      browser.inject(name, message)
    }
    browser.deliver()
    expect(tab.state).toBe(before)
    browser.inject(name, { version: 1, at, event })
    browser.deliver()
    expect(tab.state).not.toBe(before)
  })

  it('C11 where the code for it cannot be had, the tab is its own notifier', async () => {
    const tab = createSession({
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      newMessageId: () => 'local',
      loadOutbox: createTestBrowser().openTab().loadOutbox,
      openTabs: () => Promise.reject(new Error('no such file')),
      newTransport: () => createMemoryTransport(world, 'nobody', { clock, gate: () => settle() }),
    })
    await settle()
    expect(tab.isNotifier).toBe(true)
  })
})
