import { beforeEach, describe, expect, it } from 'vitest'
import {
  ChatError,
  messageById,
  outboxOf,
  pendingOf,
  timelineOf,
  type ChannelId,
  type Me,
  type MessageId,
  type Wish,
} from '../domain'
import type { RecordStorage } from '../ports'
import { createMemoryRecords } from '../platform/memoryRecords'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { memoryStorage } from '../testing/memoryStorage'
import { createTestBrowser, type TestBrowser, type TestTab } from '../testing/testBrowser'
import { loadPage, type TestPage } from '../testing/testPage'
import { createMemoryWorld, type MemoryWorld } from '../transports/memory'
import { maxWishes } from './outbox'
import { undoMs } from './outboxEngine'

let world: MemoryWorld
let clock: ManualClock
let ann: Me
let bob: Me
let general: ChannelId
let browser: TestBrowser
let gate: (operation: string) => Promise<void>
let lastId: number

/** A clock may count parts of milliseconds. */
const startAt = 1_700_000_000_000.25
const pass = (): Promise<void> => Promise.resolve()
const down = (): Promise<void> =>
  Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))

beforeEach(() => {
  world = createMemoryWorld()
  clock = createManualClock(startAt)
  ann = world.addUser('ann', 'Ann')
  bob = world.addUser('bob', 'Bob')
  general = world.addChannel('public', 'general', [ann, bob])
  browser = createTestBrowser()
  gate = pass
  lastId = 0
})

const load = (tab: Pick<TestTab, 'loadOutbox'>, user = ann): TestPage =>
  loadPage({
    tab,
    world,
    clock,
    user,
    channelId: general,
    newMessageId: () => `local${(lastId += 1)}`,
    gate: (operation) => gate(operation),
  })

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await settle()
}

const onServer = (): readonly string[] =>
  (world.messagesOf(general, ann.id) ?? []).map(({ text }) => text)

const waiting = ({ session }: TestPage): readonly string[] =>
  pendingOf(session.state, general).map(({ text }) => text)

const waitingIds = ({ session }: TestPage): readonly MessageId[] =>
  pendingOf(session.state, general).map(({ messageId }) => messageId)

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('nothing there')
  return value
}

describe('what outlives the page', () => {
  it('C8 is stored before it is sent', async () => {
    let store: (() => void) | null = null
    const kept = createMemoryRecords()
    const slow: RecordStorage = {
      ...kept,
      write: async (changes) => {
        await new Promise<void>((resolve) => {
          store = resolve
        })
        return kept.write(changes)
      },
    }
    const page = load(createTestBrowser(slow).openTab())
    await settled()
    page.session.send(general, 'one')
    await settled()
    expect(waiting(page)).toEqual(['one'])
    expect(page.calls).not.toContain('send')
    required<() => void>(store)()
    await settled()
    expect(onServer()).toEqual(['one'])
  })

  it('C8 one more message costs one record', async () => {
    const sizes: number[] = []
    const kept = createMemoryRecords()
    const counting: RecordStorage = {
      ...kept,
      write: (changes) => {
        sizes.push(changes.size)
        return kept.write(changes)
      },
    }
    const page = load(createTestBrowser(counting).openTab())
    await settled()
    gate = down
    page.drop()
    for (let index = 0; index < 20; index += 1) {
      page.session.send(general, `m${index}`)
      await settled()
    }
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 1))
  })

  it('C8 is restored before what is written meanwhile', async () => {
    gate = down
    const tab = browser.openTab()
    const before = load(tab)
    await settled()
    before.session.send(general, 'old')
    await settled()
    tab.kill()
    before.session.close()
    gate = pass
    const after = load(browser.openTab())
    after.session.send(general, 'new')
    expect(waiting(after)).toEqual(['new'])
    await settled()
    expect(onServer()).toEqual(['old', 'new'])
  })

  it('C8 what cannot be read is left alone', async () => {
    await browser.records.write(
      new Map<string, unknown>([
        ['wish:gone:000000001', { kind: 'send', id: 7 }],
        ['wish:gone:000000002', null],
        ['wish:gone:000000003', { kind: 'later', id: 'x', channelId: general, messageId: 'x' }],
        ['something else', 1],
      ]),
    )
    const page = load(browser.openTab())
    await settled()
    expect(waiting(page)).toEqual([])
    page.session.send(general, 'goes on')
    await settled()
    expect(onServer()).toEqual(['goes on'])
  })

  it('C8 goes on in memory, and says so, when the browser is full', async () => {
    let isFull = true
    const kept = createMemoryRecords()
    const full: RecordStorage = {
      ...kept,
      write: (changes) => (isFull ? Promise.reject(new Error('quota')) : kept.write(changes)),
    }
    const page = load(createTestBrowser(full).openTab())
    await settled()
    expect(page.session.state.isOutboxKept).toBe(true)
    page.session.send(general, 'one')
    await settled()
    expect(page.session.state.isOutboxKept).toBe(false)
    expect(onServer()).toEqual(['one'])
    isFull = false
    page.session.send(general, 'two')
    await settled()
    expect(onServer()).toEqual(['one', 'two'])
  })

  it.each([
    ['is blocked', () => Promise.resolve(createMemoryRecords())],
    [
      'cannot be read',
      () =>
        Promise.resolve({
          ...createMemoryRecords(),
          kind: 'persistent' as const,
          readAll: () => Promise.reject(new Error('broken')),
        }),
    ],
    ['does not answer', () => new Promise<never>(() => undefined)],
  ])('C8 goes on in memory, and says so, when the storage %s', async (_how, openRecords) => {
    const parts = await browser.openTab().loadOutbox()
    const page = load({ loadOutbox: () => Promise.resolve({ ...parts, openRecords }) })
    page.session.send(general, 'one')
    await clock.pass(11_000)
    expect(page.session.state.isOutboxKept).toBe(false)
    expect(onServer()).toEqual(['one'])
  })

  it('C8 goes on in memory when a write hangs', async () => {
    const hanging = { ...createMemoryRecords(), write: () => new Promise<never>(() => undefined) }
    const page = load(createTestBrowser(hanging).openTab())
    await settled()
    page.session.send(general, 'one')
    await clock.pass(9_000)
    expect(onServer()).toEqual([])
    await clock.pass(2_000)
    expect(onServer()).toEqual(['one'])
  })

  it('C8 takes no more than it can hold, and nothing of that is lost', async () => {
    gate = down
    const page = load(browser.openTab())
    for (let index = 0; index < maxWishes; index += 1) {
      expect(page.session.send(general, `m${index}`)).not.toBeNull()
    }
    expect(page.session.send(general, 'one too many')).toBeNull()
    gate = pass
    await clock.pass(60_000)
    for (let turn = 0; turn < maxWishes; turn += 1) await settle()
    expect(onServer()).toHaveLength(maxWishes)
    expect(page.session.send(general, 'x'.repeat(2_000_000))).toBeNull()
  })

  it('C8 a message that was deleted before its arrival was heard of is not sent again', async () => {
    const page = load(browser.openTab())
    await settled()
    page.session.enterChannel(null)
    gate = (operation) => (operation === 'send' ? new Promise(() => undefined) : pass())
    const id = required(page.session.send(general, 'regretted'))
    await settled()
    world.post(ann, general, 'regretted', id)
    world.remove(id)
    page.drop()
    gate = pass
    await clock.pass(60_000)
    expect(page.calls.filter((one) => one === 'send')).toHaveLength(1)
    expect(onServer()).toEqual([])
    expect(waiting(page)).toEqual([])
  })
})

describe('tabs', () => {
  it('C8 does not show or send what a living tab wrote', async () => {
    gate = down
    const first = load(browser.openTab())
    await settled()
    first.session.send(general, 'mine')
    await settled()
    gate = (operation) => (operation === 'send' ? down() : pass())
    const second = load(browser.openTab())
    await clock.pass(300_000)
    expect(waiting(second)).toEqual([])
    expect(second.calls).not.toContain('send')
  })

  it('C8 a tab takes over what one that ended left, in its order and once', async () => {
    const tabs = [browser.openTab(), browser.openTab()]
    const [first, second] = tabs.map((tab) => load(tab)) as [TestPage, TestPage]
    await clock.pass(1_000)
    gate = (operation) => (operation === 'send' ? new Promise(() => undefined) : pass())
    const id = required(first.session.send(general, 'one'))
    first.session.send(general, 'two')
    await settled()
    world.post(ann, general, 'one', id)
    tabs[0]?.kill()
    first.session.close()
    gate = pass
    second.session.send(general, 'of the other')
    await clock.pass(120_000)
    expect(onServer().filter((text) => text !== 'of the other')).toEqual(['one', 'two'])
    expect(await browser.records.readAll()).toEqual([])
  })

  it('C8 a reload keeps its own, also when another tab waits for it', async () => {
    const storage = memoryStorage()
    const tab = browser.openTab(storage)
    const first = load(tab)
    const second = load(browser.openTab())
    await clock.pass(1_000)
    gate = (operation) => (operation === 'send' ? down() : pass())
    first.session.send(general, 'mine')
    await clock.pass(70_000)
    tab.kill()
    first.session.close()
    await clock.pass(2_000)
    const again = load(browser.openTab(storage))
    await clock.pass(60_000)
    expect(waiting(again)).toEqual(['mine'])
    expect(waiting(second)).toEqual([])
  })

  it('C8 a copied tab does not take the name of the one it was copied from', async () => {
    const storage = memoryStorage()
    gate = (operation) => (operation === 'send' ? down() : pass())
    const first = load(browser.openTab(storage))
    await settled()
    first.session.send(general, 'mine')
    const copied = memoryStorage()
    copied.write('tab', storage.read('tab') ?? '')
    const second = load(browser.openTab(copied))
    await clock.pass(30_000)
    expect(waiting(second)).toEqual([])
    second.session.send(general, 'the copy writes')
    gate = pass
    await clock.pass(60_000)
    expect(onServer().toSorted()).toEqual(['mine', 'the copy writes'])
  })

  it('C8 the next sign-in of the same user sends it, and of another never', async () => {
    gate = down
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    page.session.send(general, 'of ann')
    await settled()
    page.session.close()
    await settled()
    gate = pass
    load(createTestBrowser(createMemoryRecords(), 'bob:').openTab(), bob)
    await clock.pass(120_000)
    expect(onServer()).toEqual([])
    load(tab)
    await settled()
    expect(onServer()).toEqual(['of ann'])
  })
})

describe('edits, reactions and deletions', () => {
  let page: TestPage
  let id: MessageId

  const shown = (): string | undefined =>
    messageById(timelineOf(page.session.state, general).sequence, id)?.text
  const wishes = (): readonly Wish[] => outboxOf(page.session.state, general).list
  const textOf = (message: MessageId): string | undefined => world.find(message, ann.id)?.text
  const lost = (): Promise<never> => new Promise<never>(() => undefined)

  /** The call is carried out, and its answer lost with the line. */
  async function loseAnswer(operation: string, carryOut: () => void): Promise<void> {
    gate = (called) => (called === operation ? lost() : pass())
    await settled()
    carryOut()
    page.drop()
    gate = pass
    await clock.pass(60_000)
  }

  beforeEach(async () => {
    id = required(world.post(ann, general, 'first')).id
    page = load(browser.openTab())
    await settled()
  })

  it('C8 an edit is a wish beside the message until the server has it', async () => {
    gate = down
    page.drop()
    expect(page.session.edit(general, id, 'second')).toBe(true)
    expect(shown()).toBe('first')
    const changes = outboxOf(page.session.state, general).changesById.get(id)
    expect(changes?.edit).toMatchObject({ text: 'second', state: 'queued' })
    gate = pass
    await clock.pass(60_000)
    expect(shown()).toBe('second')
    expect(wishes()).toEqual([])
    expect(await browser.records.readAll()).toEqual([])
  })

  it('C8 an edit that was not tried yet takes the next text', async () => {
    gate = down
    page.drop()
    page.session.edit(general, id, 'second')
    page.session.edit(general, id, 'third')
    expect(wishes()).toHaveLength(1)
    gate = pass
    await clock.pass(60_000)
    expect(textOf(id)).toBe('third')
    expect(page.calls.filter((one) => one === 'edit')).toHaveLength(1)
  })

  it('C7, C8 an edit whose answer was lost is not done again', async () => {
    gate = (called) => (called === 'edit' ? lost() : pass())
    page.session.edit(general, id, 'second')
    await loseAnswer('edit', () => {
      world.edit(id, 'second')
    })
    expect(page.calls.filter((one) => one === 'edit')).toHaveLength(1)
    expect(wishes()).toEqual([])
  })

  it('C8 a late repeat does not overwrite a newer edit, unless the user says so', async () => {
    gate = (called) => (called === 'edit' ? lost() : pass())
    page.session.edit(general, id, 'from here')
    await loseAnswer('edit', () => {
      world.edit(id, 'from there')
    })
    expect(textOf(id)).toBe('from there')
    const [wish] = wishes()
    expect(wish).toMatchObject({ state: 'failed', failure: 'changed' })
    page.session.retry(general, required(wish).id)
    await settled()
    expect(textOf(id)).toBe('from here')
    expect(wishes()).toEqual([])
  })

  it('C8 two edits in a row are not taken for a conflict', async () => {
    gate = (called) => (called === 'edit' ? lost() : pass())
    page.session.edit(general, id, 'one')
    await settled()
    page.session.edit(general, id, 'two')
    expect(wishes()).toHaveLength(2)
    page.drop()
    gate = pass
    await clock.pass(60_000)
    expect(textOf(id)).toBe('two')
    expect(wishes()).toEqual([])
  })

  it('C8 an edit that is refused tells why, and is given up', async () => {
    const foreign = required(world.post(bob, general, 'of bob')).id
    await settled()
    page.session.edit(general, foreign, 'of ann')
    await settled()
    const [wish] = wishes()
    expect(wish).toMatchObject({ state: 'failed', failure: 'notAllowed' })
    page.session.discard(general, required(wish).id)
    expect(wishes()).toEqual([])
    expect(textOf(foreign)).toBe('of bob')
  })

  it('C8 editing a message that waits changes it before it leaves', async () => {
    gate = down
    page.drop()
    const waitingId = required(page.session.send(general, 'draft'))
    page.session.edit(general, waitingId, 'final')
    expect(waiting(page)).toEqual(['final'])
    gate = pass
    await clock.pass(60_000)
    expect(onServer()).toEqual(['first', 'final'])
    expect(page.calls).not.toContain('edit')
  })

  it('C8 a reaction is set once, however often it is asked for', async () => {
    gate = (called) => (called === 'react' ? lost() : pass())
    page.session.react(general, id, 'tada', true)
    await loseAnswer('react', () => {
      world.react(ann, id, 'tada', true)
    })
    expect(world.find(id, ann.id)?.reactions).toEqual([
      { emoji: 'tada', usernames: ['ann'], names: ['Ann'] },
    ])
    expect(wishes()).toEqual([])
  })

  it('C8 a reaction that was taken back before it left is no wish any more', async () => {
    gate = down
    page.drop()
    page.session.react(general, id, 'tada', true)
    page.session.react(general, id, 'tada', false)
    expect(wishes()).toEqual([])
  })

  it('C8 a deletion can be taken back for some seconds, and is then done', async () => {
    page.session.remove(general, id)
    expect(wishes()).toMatchObject([{ kind: 'remove', state: 'held' }])
    await clock.pass(undoMs - 1)
    page.session.discard(general, required(wishes()[0]).id)
    await clock.pass(undoMs)
    expect(textOf(id)).toBe('first')
    page.session.remove(general, id)
    await clock.pass(undoMs)
    expect(textOf(id)).toBeUndefined()
    expect(shown()).toBeUndefined()
    expect(wishes()).toEqual([])
  })

  it('C8 what is gone already is deleted, and no edit or reaction brings it back', async () => {
    page.session.enterChannel(null)
    gate = down
    page.drop()
    page.session.edit(general, id, 'too late')
    page.session.react(general, id, 'tada', true)
    page.session.remove(general, id)
    world.remove(id)
    gate = pass
    await clock.pass(60_000)
    expect(wishes()).toEqual([])
    expect(onServer()).toEqual([])
  })

  it('C8 what was refused of a message is given up when somebody deletes it', async () => {
    gate = (called) =>
      called === 'edit' ? Promise.reject(new ChatError('permission', 'no more')) : pass()
    page.session.edit(general, id, 'refused')
    await settled()
    expect(wishes()).toMatchObject([{ kind: 'edit', state: 'failed' }])
    world.remove(id)
    await settled()
    expect(wishes()).toEqual([])
  })

  it('C8 deleting a message that may have arrived deletes it where it did', async () => {
    gate = (called) => (called === 'send' ? lost() : pass())
    const sentId = required(page.session.send(general, 'regretted'))
    await settled()
    page.session.remove(general, sentId)
    expect(waiting(page)).toEqual([])
    await loseAnswer('send', () => {
      world.post(ann, general, 'regretted', sentId)
    })
    expect(onServer()).toEqual(['first'])
  })

  it('C8 all kinds keep their order in the channel', async () => {
    gate = down
    page.drop()
    page.session.edit(general, id, 'edited')
    page.session.send(general, 'next')
    page.session.react(general, id, 'tada', true)
    gate = pass
    await clock.pass(60_000)
    const done = page.calls.filter((one) => ['edit', 'send', 'react'].includes(one))
    expect(done).toEqual(['edit', 'send', 'react'])
  })
})

describe('a message that the server refused', () => {
  it('C8 takes no reaction, and is there once it is tried again', async () => {
    const page = load(browser.openTab())
    await settled()
    gate = (operation) =>
      operation === 'send' ? Promise.reject(new ChatError('validation', 'not now')) : pass()
    const id = required(page.session.send(general, 'one'))
    await settled()
    expect(outboxOf(page.session.state, general).list).toMatchObject([{ state: 'failed' }])
    expect(page.session.react(general, id, 'tada', true)).toBe(false)
    gate = pass
    await clock.pass(10_000)
    page.session.retry(general, id)
    await clock.pass(10_000)
    expect(onServer()).toEqual(['one'])
    expect(outboxOf(page.session.state, general).list).toEqual([])
  })

  it('C8 a reaction that a killed tab left beside it does not make it a removed one', async () => {
    const base = { channelId: general, messageId: 'm1', queuedAt: 0, failure: null }
    await browser.records.write(
      new Map<string, unknown>([
        [
          'wish:t:000000001',
          {
            ...base,
            kind: 'send',
            id: 'm1',
            text: 'one',
            writtenAfter: 0,
            hasFailed: true,
            failure: 'rejected',
          },
        ],
        [
          'wish:t:000000002',
          { ...base, kind: 'react', id: 'w2', emoji: 'tada', isSet: true, hasFailed: false },
        ],
      ]),
    )
    const page = load(browser.openTab())
    await clock.pass(60_000)
    expect(waiting(page)).toEqual(['one'])
    page.session.retry(general, 'm1')
    await clock.pass(10_000)
    expect(onServer()).toEqual(['one'])
  })
})

describe('an attempt of which nobody knows how it ended', () => {
  const garbled = (): Promise<never> =>
    Promise.reject(new ChatError('protocol', 'did not answer with JSON'))
  const forbidden = (): Promise<never> => Promise.reject(new ChatError('permission', 'HTTP 403'))
  const wishesOf = ({ session }: TestPage): readonly Wish[] => outboxOf(session.state, general).list
  const count = ({ calls }: TestPage, operation: string): number =>
    calls.filter((one) => one === operation).length

  /** These operations are answered so; what else is asked meanwhile is refused with `others`. */
  function answer(
    answers: Readonly<Record<string, () => Promise<void>>>,
    others: () => Promise<void> = pass,
  ): void {
    gate = (operation) => (answers[operation] ?? others)()
  }

  /** Sent and arrived while the line drops, in a channel that is not open. */
  async function arrivedUnheard(page: TestPage, text: string): Promise<MessageId> {
    page.session.enterChannel(null)
    answer({ send: () => new Promise<never>(() => undefined) })
    const id = required(page.session.send(general, text))
    await settled()
    gate = down
    page.drop()
    world.post(ann, general, text, id)
    return id
  }

  async function opened(): Promise<TestPage> {
    const page = load(browser.openTab())
    await settled()
    return page
  }

  /** Arrived unheard, and refused by whoever is asked for it: the user is told that it failed. */
  async function refusedUnheard(page: TestPage, text: string): Promise<MessageId> {
    const id = await arrivedUnheard(page, text)
    answer({ findMessage: forbidden })
    await clock.pass(60_000)
    expect(wishesOf(page)).toMatchObject([{ id, kind: 'send', state: 'failed' }])
    return id
  }

  it('C8 a message whose answer cannot be read is asked for, and sent once', async () => {
    const page = await opened()
    page.session.enterChannel(null)
    page.drop()
    await clock.pass(10_000)
    answer({
      send: () => {
        if (onServer().length > 0) return pass()
        world.post(ann, general, 'one', waitingIds(page)[0])
        return garbled()
      },
    })
    page.session.send(general, 'one')
    await clock.pass(10_000)
    expect(onServer()).toEqual(['one'])
    expect(count(page, 'send')).toBe(1)
    expect(wishesOf(page)).toEqual([])
  })

  it('C8 where no answer can ever be read the user is told', async () => {
    const page = await opened()
    answer({ send: garbled, findMessage: garbled })
    page.session.send(general, 'one')
    await clock.pass(600_000)
    expect(wishesOf(page)).toMatchObject([{ state: 'failed', failure: 'rejected' }])
    gate = pass
    page.session.retry(general, required(wishesOf(page)[0]).id)
    await clock.pass(10_000)
    expect(onServer()).toEqual(['one'])
  })

  it('C8 a deletion of a message on its way outlives the refusal of the question for it', async () => {
    const page = await opened()
    const id = await arrivedUnheard(page, 'regretted')
    let refuse: () => void = () => undefined
    answer({
      findMessage: () => new Promise<void>((resolve) => (refuse = resolve)).then(forbidden),
    })
    await clock.pass(60_000)
    page.session.remove(general, id)
    gate = pass
    refuse()
    await clock.pass(60_000)
    expect(onServer()).toEqual([])
    expect(wishesOf(page)).toEqual([])
  })

  it('C8 a failed message that may have arrived is deleted where it did when it is given up', async () => {
    const page = await opened()
    const id = await refusedUnheard(page, 'regretted')
    gate = pass
    page.session.discard(general, id)
    await clock.pass(10_000)
    expect(onServer()).toEqual([])
    expect(wishesOf(page)).toEqual([])
  })

  it('C8 a message that was refused at once is given up without a word to the server', async () => {
    const page = await opened()
    answer({ send: forbidden })
    const id = required(page.session.send(general, 'one'))
    await settled()
    page.session.discard(general, id)
    await clock.pass(10_000)
    expect(wishesOf(page)).toEqual([])
    expect(page.calls).not.toContain('remove')
  })

  it('C8 an edit of a failed message that has arrived is not lost', async () => {
    const page = await opened()
    const id = await refusedUnheard(page, 'draft')
    gate = pass
    expect(page.session.edit(general, id, 'final')).toBe(true)
    await clock.pass(10_000)
    expect(onServer()).toEqual(['final'])
    expect(wishesOf(page)).toEqual([])
  })

  it('C8 what waits behind a message that may have arrived fails and is tried again with it', async () => {
    const page = await opened()
    const id = await arrivedUnheard(page, 'draft')
    page.session.edit(general, id, 'final')
    page.session.react(general, id, 'tada', true)
    answer({ findMessage: forbidden })
    await clock.pass(60_000)
    expect(wishesOf(page).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'send failed',
      'edit failed',
      'react failed',
    ])
    gate = pass
    page.session.retry(general, id)
    await clock.pass(10_000)
    expect(world.find(id, ann.id)).toMatchObject({
      text: 'final',
      reactions: [{ emoji: 'tada', usernames: ['ann'] }],
    })
    expect(wishesOf(page)).toEqual([])
  })

  it('C8 a deletion that was carried out is done, whatever is answered to the question for it', async () => {
    const { id } = required(world.post(ann, general, 'first'))
    const page = await opened()
    answer({ findMessage: forbidden })
    page.session.remove(general, id)
    await clock.pass(undoMs + 10_000)
    expect(onServer()).toEqual([])
    expect(wishesOf(page)).toEqual([])
  })
})

describe('what was refused and wished anew', () => {
  const forbidden = (): Promise<never> => Promise.reject(new ChatError('permission', 'HTTP 403'))
  let page: TestPage
  let id: MessageId
  let refuse: (() => void) | null

  /** The first call of the operation waits, and is then refused. */
  function holdFirst(operation: string): void {
    gate = async (called) => {
      if (called !== operation || refuse !== null) return
      await new Promise<void>((resolve) => (refuse = resolve))
      await forbidden()
    }
  }

  const refuseNow = async (): Promise<void> => {
    required<() => void>(refuse)()
    await clock.pass(10_000)
  }

  beforeEach(async () => {
    refuse = null
    id = required(world.post(ann, general, 'first')).id
    page = load(browser.openTab())
    await settled()
  })

  it('C8 an edit gives way to the later one of the same message', async () => {
    holdFirst('edit')
    page.session.edit(general, id, 'second')
    await settled()
    page.session.edit(general, id, 'third')
    await refuseNow()
    expect(onServer()).toEqual(['third'])
    expect(outboxOf(page.session.state, general).list).toEqual([])
  })

  it('C8 a reaction gives way to the later one of the same emoji', async () => {
    holdFirst('react')
    page.session.react(general, id, 'tada', true)
    await settled()
    page.session.react(general, id, 'tada', false)
    await refuseNow()
    expect(world.find(id, ann.id)?.reactions).toEqual([])
    expect(outboxOf(page.session.state, general).list).toEqual([])
  })

  it('C8 a conflict is asked about with the later text', async () => {
    gate = (called) => (called === 'edit' ? new Promise<never>(() => undefined) : pass())
    page.session.edit(general, id, 'second')
    await settled()
    page.session.edit(general, id, 'third')
    world.edit(id, 'from there')
    page.drop()
    gate = pass
    await clock.pass(60_000)
    expect(onServer()).toEqual(['from there'])
    expect(outboxOf(page.session.state, general).list).toMatchObject([
      { state: 'failed', failure: 'changed', text: 'third' },
    ])
  })

  it('C8 a deletion that was refused is tried again when it is asked for again', async () => {
    holdFirst('remove')
    page.session.remove(general, id)
    await clock.pass(undoMs)
    await refuseNow()
    expect(outboxOf(page.session.state, general).list).toMatchObject([{ state: 'failed' }])
    expect(page.session.remove(general, id)).toBe(true)
    await clock.pass(10_000)
    expect(onServer()).toEqual([])
  })

  it('C8 what was refused of a message goes with it', async () => {
    holdFirst('edit')
    page.session.edit(general, id, 'second')
    await settled()
    await refuseNow()
    expect(outboxOf(page.session.state, general).list).toMatchObject([{ state: 'failed' }])
    page.session.remove(general, id)
    await clock.pass(undoMs + 10_000)
    expect(onServer()).toEqual([])
    expect(outboxOf(page.session.state, general).list).toEqual([])
  })

  it('C8 a change of what another tab is still to send takes it from nobody', async () => {
    const record = { channelId: general, messageId: 'm1', queuedAt: 0, failure: null }
    await browser.records.write(
      new Map([
        ['wish:t:1', { ...record, kind: 'edit', id: 'w1', text: 'two', baseEditedAt: null }],
      ]),
    )
    await clock.pass(120_000)
    expect(await browser.records.readAll()).toEqual([])
    await browser.records.write(
      new Map([['wish:u:1', { ...record, kind: 'send', id: 'm1', text: 'one', writtenAfter: 0 }]]),
    )
    await clock.pass(120_000)
    expect(onServer()).toContain('one')
  })
})

describe('a tab that is killed', () => {
  /** Turns of the event loop until the kill: every point at which something is awaited is one of them. */
  const moments = Array.from({ length: 60 }, (_, turn) => turn)

  it.each(moments)('C8 after %i turns loses and doubles nothing that was stored', async (turns) => {
    const edited = required(world.post(ann, general, 'old')).id
    const tab = browser.openTab()
    const page = load(tab)
    await settled()
    const sent = ['one', 'two', 'three'].map((text) => required(page.session.send(general, text)))
    page.session.edit(general, edited, 'new')
    page.session.react(general, edited, 'tada', true)
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
    tab.kill()
    page.session.close()
    const stored = (await browser.records.readAll()).map(([, value]) => (value as Wish).id)
    const arrived = new Set((world.messagesOf(general, ann.id) ?? []).map((one) => one.id))
    const next = load(browser.openTab())
    await clock.pass(60_000)
    const expected = sent.filter((one) => arrived.has(one) || stored.includes(one))
    const messages = (world.messagesOf(general, ann.id) ?? []).filter((one) => one.id !== edited)
    expect(messages.map((one) => one.id)).toEqual(expected)
    expect(outboxOf(next.session.state, general).list).toEqual([])
    expect(await browser.records.readAll()).toEqual([])
    if (turns > 20) expect(expected).toEqual(sent)
    if (turns > 20) {
      expect(world.find(edited, ann.id)).toMatchObject({
        text: 'new',
        reactions: [{ emoji: 'tada', usernames: ['ann'] }],
      })
    }
  })
})
