import { beforeEach, describe, expect, it } from 'vitest'
import { ChatError, pendingOf, type ChannelId, type Me, type PendingFile } from '../domain'
import { createMemoryRecords } from '../platform/memoryRecords'
import { createManualClock, settle, type ManualClock } from '../testing/manualClock'
import { createTestBrowser, type TestBrowser, type TestTab } from '../testing/testBrowser'
import { loadPage, type TestPage } from '../testing/testPage'
import { createMemoryWorld, type MemoryWorld } from '../transports/memory'
import { mostFileBytes } from './outboxEngine'

let world: MemoryWorld
let clock: ManualClock
let ann: Me
let bob: Me
let general: ChannelId
let browser: TestBrowser
let gate: (operation: string) => Promise<void>
let lastId: number

const pass = (): Promise<void> => Promise.resolve()
const never = (): Promise<void> => new Promise(() => undefined)
const refuse = (): Promise<void> =>
  Promise.reject(new ChatError('connection', 'refused', { code: 'unreachable' }))
const text = (content = 'hello'): Blob => new Blob([content], { type: 'text/plain' })

beforeEach(() => {
  world = createMemoryWorld()
  clock = createManualClock()
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
  for (let turn = 0; turn < 8; turn += 1) await settle()
}

/** Time passes until whatever is tried again has been. */
async function later(): Promise<void> {
  for (let step = 0; step < 8; step += 1) {
    await clock.pass(10_000)
    await settled()
  }
}

/** What stands in the channel: texts, and names of files in brackets. */
const onServer = (): readonly string[] =>
  (world.messagesOf(general, ann.id) ?? []).map(({ text: said, attachments }) =>
    [said, ...attachments.map((one) => ('name' in one ? `[${one.name}]` : ''))].join(''),
  )

function pendingFile({ session }: TestPage): PendingFile {
  const found = pendingOf(session.state, general).find((one) => one.kind === 'file')
  if (found?.kind !== 'file') throw new Error('no file waits')
  return found
}

const isIdle = ({ session }: TestPage): boolean => pendingOf(session.state, general).length === 0

function sendFile({ session }: TestPage, name = 'a.txt', said = ''): string | null {
  return session.sendFile(general, { name, content: text(), text: said })
}

const times = (page: TestPage, operation: string): number =>
  page.calls.filter((one) => one === operation).length

/** The calls of one kind end as told, each once; later ones pass. */
function script(operation: string, ...ends: readonly (() => Promise<void>)[]): void {
  const left = [...ends]
  gate = (one) => (one === operation ? (left.shift() ?? pass)() : pass())
}

describe('files on their way', () => {
  it('C8 keep their place among the messages', async () => {
    const page = load(browser.openTab())
    await settled()
    page.session.send(general, 'one')
    sendFile(page, 'a.txt', 'two')
    page.session.send(general, 'three')
    await settled()
    expect(onServer()).toEqual(['one', 'two[a.txt]', 'three'])
    expect(isIdle(page)).toBe(true)
  })

  it('C8 survive the page, bytes and all, and are sent once', async () => {
    gate = refuse
    const tab = browser.openTab()
    const before = load(tab)
    await settled()
    sendFile(before, 'a.txt', 'kept')
    await settled()
    tab.kill()
    before.session.close()
    gate = pass
    const page = load(browser.openTab())
    await later()
    expect(onServer()).toEqual(['kept[a.txt]'])
    const [shown] = world.messagesOf(general, ann.id)?.[0]?.attachments ?? []
    const content = world.files.contentAt(
      shown !== undefined && 'url' in shown ? String(shown.url) : '',
    )
    expect(await (content as Blob).text()).toBe('hello')
    expect(isIdle(page)).toBe(true)
  })

  it('C8 bytes that arrived before the page ended are not sent again', async () => {
    script('sendFile', never)
    const tab = browser.openTab()
    const before = load(tab)
    await settled()
    sendFile(before)
    await settled()
    expect(pendingFile(before).uploadId).not.toBeNull()
    tab.kill()
    before.session.close()
    const page = load(browser.openTab())
    await later()
    expect([onServer(), times(page, 'upload')]).toEqual([['[a.txt]'], 0])
  })

  it('C8 a page that ends while its file makes a message at once sends it once', async () => {
    world.files.areAtOnce = true
    const tab = browser.openTab()
    const before = load(tab)
    await settled()
    script('upload', () => {
      // The server has made the message, and nobody hears of it.
      tab.kill()
      const url = 'memory:/files/0'
      world.post(ann, general, '', undefined, [
        { type: 'file', name: 'a.txt', url, sizeBytes: 5, description: '', fileId: '0' },
      ])
      return never()
    })
    sendFile(before)
    await settled()
    before.session.close()
    const page = load(browser.openTab())
    await later()
    expect([onServer(), times(page, 'upload')]).toEqual([['[a.txt]'], 0])
  })

  it('C8 a lost answer makes no second message', async () => {
    const page = load(browser.openTab())
    await settled()
    // The message is made, and then the line drops before anything of it arrives.
    const id = sendFile(page)
    script('sendFile', () => {
      world.post(ann, general, '', undefined, [
        {
          type: 'file',
          name: 'a.txt',
          url: null,
          sizeBytes: 5,
          description: '',
          fileId: pendingFile(page).uploadId,
        },
      ])
      world.files.show(pendingFile(page).uploadId ?? '')
      page.drop()
      return refuse()
    })
    await later()
    expect([onServer(), isIdle(page), id === null]).toEqual([['[a.txt]'], true, false])
  })

  it('C8 bytes whose time is over are sent anew', async () => {
    script('sendFile', refuse)
    const page = load(browser.openTab())
    await settled()
    sendFile(page)
    await settled()
    world.files.forget(pendingFile(page).uploadId ?? '')
    await later()
    expect([onServer(), times(page, 'upload')]).toEqual([['[a.txt]'], 2])
  })

  it('C8 are never sent as another user', async () => {
    gate = refuse
    const tab = browser.openTab()
    const before = load(tab)
    await settled()
    sendFile(before)
    await settled()
    tab.kill()
    before.session.close()
    gate = pass
    load(createTestBrowser(createMemoryRecords(), 'bob:').openTab(), bob)
    await later()
    expect(onServer()).toEqual([])
  })

  it('that are cancelled make no message and hold nobody up', async () => {
    script('upload', never)
    const page = load(browser.openTab())
    await settled()
    const id = sendFile(page) ?? ''
    page.session.send(general, 'after')
    await settled()
    expect(pendingFile(page).state).toBe('sending')
    page.session.discard(general, id)
    await settled()
    expect([onServer(), isIdle(page)]).toEqual([['after'], true])
  })

  it('that are given up when they may have arrived are deleted where they did', async () => {
    const page = load(browser.openTab())
    await settled()
    let arrive = (): void => undefined
    script('sendFile', () => new Promise((resolve) => (arrive = resolve)))
    const id = sendFile(page) ?? ''
    await settled()
    page.session.discard(general, id)
    expect(isIdle(page)).toBe(true)
    arrive()
    await later()
    expect(onServer()).toEqual([])
  })

  it.each([
    ['the type', new Blob(['<svg/>'], { type: 'image/svg+xml' }), 'fileTypeRefused'],
    ['the size', { size: 2e8, type: 'text/plain' }, 'fileTooLarge'],
  ])('that the server refuses fail with the reason: %s', async (_name, content, failure) => {
    const page = load(browser.openTab())
    await settled()
    page.session.sendFile(general, { name: 'x', content, text: '' })
    page.session.send(general, 'after')
    await settled()
    expect(pendingFile(page)).toMatchObject({ state: 'failed', failure })
    expect(onServer()).toEqual(['after'])
    page.session.discard(general, pendingFile(page).id)
    expect(isIdle(page)).toBe(true)
  })

  it('that failed are tried again by the user’s wish', async () => {
    script('upload', () => Promise.reject(new ChatError('permission', 'not now')))
    const page = load(browser.openTab())
    await settled()
    sendFile(page)
    await settled()
    expect(pendingFile(page).failure).toBe('notAllowed')
    page.session.retry(general, pendingFile(page).id)
    await settled()
    expect(onServer()).toEqual(['[a.txt]'])
  })

  it('tell how far they are, and start anew with each attempt', async () => {
    script('sendFile', never)
    const page = load(browser.openTab())
    await settled()
    const seen: number[] = []
    page.session.listen(({ state }) => {
      const [one] = pendingOf(state, general)
      if (one?.kind === 'file') seen.push(one.sentBytes)
    })
    sendFile(page)
    await settled()
    expect([seen[0], seen.at(-1)]).toEqual([0, 5])
  })

  it('are not taken when too many bytes wait', async () => {
    gate = refuse
    const page = load(browser.openTab())
    await settled()
    const content = { size: mostFileBytes, type: '' }
    expect(page.session.sendFile(general, { name: 'x', content, text: '' })).not.toBeNull()
    expect(sendFile(page)).toBeNull()
  })
})
