import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { startStaticServer } from '../server/demo/staticServer'
import { runSandbox } from '../server/sandbox/testing/process'
import { openWindow } from '../server/testing/browser'
import { expect, test, textsOf } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'
import { build } from './site'

const isAway = /ERR_|WebSocket|Failed to load resource/

async function openAnotherTab(chat: ChatPage): Promise<ChatPage> {
  const next = new ChatPage(await chat.page.context().newPage())
  await next.page.goto('/')
  return next
}

const ends = {
  async crashes(page: ChatPage['page']) {
    const devTools = await page.context().newCDPSession(page)
    const crashed = page.waitForEvent('crash')
    // The answer never comes: whoever would give it is gone.
    devTools.send('Page.crash').catch(() => undefined)
    await crashed
  },
  'is closed': (page: ChatPage['page']) => page.close(),
}

for (const [how, end] of Object.entries(ends)) {
  test(`C8 each message is there once, in order, when the tab that was sending it ${how} and the chat is opened again`, async ({
    people,
    sandbox,
    site,
    signedIn,
    allowedErrors,
  }) => {
    test.setTimeout(90_000)
    allowedErrors.push(isAway)
    const chat = await signedIn(people.ann, { staysSignedIn: true })
    await chat.open(people.general)
    const texts = Array.from({ length: 8 }, (_, index) => `number ${String(index)}`)
    await chat.send('number 0')
    await expect.poll(() => textsOf(sandbox, people.general)).toEqual(['number 0'])
    sandbox.control.loseNextResult('chat.sendMessage')
    await chat.send('number 1')
    await expect.poll(() => textsOf(sandbox, people.general)).toEqual(['number 0', 'number 1'])
    await site.cutLine()
    for (const text of texts.slice(2)) await chat.send(text)
    await expect(chat.messages).toHaveCount(texts.length)
    await end(chat.page)
    const again = await openAnotherTab(chat)
    await site.mendLine()
    await expect.poll(() => textsOf(sandbox, people.general), { timeout: 40_000 }).toEqual(texts)
    await again.open(people.general)
    await expect.poll(() => again.texts()).toEqual(texts)
    await again.page.reload()
    await expect.poll(() => again.texts()).toEqual(texts)
  })
}

test('C8 each message of four tabs is there once, in order, when the server is killed in the middle of sends', async ({
  browser,
  way,
}) => {
  test.skip(way === 'relay', 'a relay keeps no messages: for it the server is away')
  test.setTimeout(240_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-crash-'))
  const kept = ['--data', path.join(folder, 'chat.db')]
  let sandbox = runSandbox(kept)
  const { url } = await sandbox.ready
  const config = { transport: 'rocketchat', rocketchat: { url } }
  const app = await startStaticServer(build, { port: 0, content: { config, backends: [url] } })
  const tabs = [
    ...(await openTwice(browser, app.url, 'ann')),
    ...(await openTwice(browser, app.url, 'bob')),
  ]
  const textsOfTab = (tab: number): string[] =>
    Array.from({ length: rounds }, (_, round) => `tab ${String(tab)}, number ${String(round)}`)

  for (let round = 0; round < rounds; round += 1) {
    for (const [tab, chat] of tabs.entries()) await chat.send(textsOfTab(tab)[round] ?? '')
    if (!killedAfter.includes(round)) continue
    sandbox.kill('SIGKILL')
    await sandbox.ended
    sandbox = runSandbox([...kept, '--port', new URL(url).port])
    await sandbox.ready
  }

  const fresh = await openTwice(browser, app.url, 'ann')
  for (const chat of [...tabs, ...fresh]) {
    for (const tab of tabs.keys()) {
      const wanted = textsOfTab(tab)
      const own = async () =>
        (await chat.texts()).filter((text) => text.startsWith(`tab ${String(tab)},`))
      await expect.poll(own, { timeout: 60_000 }).toEqual(wanted)
    }
    await expect(chat.page.getByText('Waiting to be sent')).toHaveCount(0)
  }
  await Promise.all(browser.contexts().map((context) => context.close()))
  sandbox.kill('SIGTERM')
  await sandbox.ended
  await app.stop()
  rmSync(folder, { recursive: true })
})

const rounds = 6
const killedAfter: readonly number[] = [1, 3]

/** Two tabs of one user, in one browser, with the same channel open. */
async function openTwice(browser: Browser, baseURL: string, user: string): Promise<ChatPage[]> {
  const context = await browser.newContext({ baseURL })
  const first = await openWindow(browser, context)
  await first.goto('/')
  const signIn = new SignInPage(first)
  await signIn.stay()
  await signIn.signIn(user, user)
  const second = await openWindow(browser, context)
  await second.goto('/')
  const tabs = [new ChatPage(first), new ChatPage(second)]
  for (const chat of tabs) await chat.open('general')
  return tabs
}
