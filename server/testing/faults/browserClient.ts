import { errors, type Locator, type Page } from '@playwright/test'
import { ChatPage } from '../../../e2e/pages/chatPage'
import { SignInPage } from '../../../e2e/pages/signInPage'
import type { Action, ChannelReport, ClientReport, FaultClient, SentMessage } from './client'
import { readPage, type PageReport } from './pageReport'

export interface BrowserUser {
  /** The password is the name. */
  readonly name: string
  /** A new tab; all of a user share what the browser keeps. One at a time. */
  openTab(): Promise<Page>
  /** By the machine's time: what a page does not let its user do within it is not done. */
  readonly limitMs: number
}

const startWithinMs = 60_000

interface OwnMessage {
  readonly channelId: string
  text: string
  hasFailed: boolean
  isRemoved: boolean
}

type Change = Action & { readonly kind: 'edit' | 'react' | 'remove' }

const editing = (chat: ChatPage): Locator => chat.page.getByText('Editing a message')

/** One tab. It does what people can do, by mouse and keys, and tells what the page shows. */
export function createBrowserClient(user: BrowserUser, tab: string): FaultClient {
  const sent: OwnMessage[] = []
  /** Left with messages on their way: whoever wrote them looks after them. */
  const unsettled = new Set<string>()
  let page: Page | null = null
  let isAttended = true

  const opened = (): Page => {
    if (page === null) throw new Error('the tab is not open')
    return page
  }

  async function start(): Promise<void> {
    page = await user.openTab()
    page.setDefaultTimeout(startWithinMs)
    await page.goto('/')
    const signIn = new SignInPage(page)
    const chat = new ChatPage(page)
    await signIn.submit.or(chat.channels).waitFor()
    if (await signIn.submit.isVisible()) await fillIn(signIn)
    await page.locator('a[data-row]').first().waitFor()
    page.setDefaultTimeout(user.limitMs)
  }

  async function fillIn(signIn: SignInPage): Promise<void> {
    await signIn.stay()
    await signIn.fill(user.name, user.name)
  }

  const look = (): Promise<PageReport> => opened().evaluate(readPage)

  async function act(action: Action): Promise<void> {
    await attempt(async () => {
      const { isSignedIn, currentId } = await look()
      if (!isSignedIn) return
      // What an act before left open would swallow this one.
      const chat = new ChatPage(opened())
      if (await editing(chat).isVisible()) await chat.composer.press('Escape')
      await perform(action, currentId)
    })
  }

  async function perform(action: Action, currentId: string | null): Promise<void> {
    const chat = new ChatPage(opened())
    switch (action.kind) {
      case 'send':
        await enter(action.channelId, currentId)
        await attend(chat, true)
        for (const text of action.texts) await write(chat, action.channelId, text)
        return
      case 'enter':
        await enter(action.channelId, currentId)
        return
      case 'attend':
        await attend(chat, action.isAttended)
        return
      case 'type':
        await enter(action.channelId, currentId)
        await chat.composer.pressSequentially('…')
        await chat.composer.fill('')
        return
      case 'scroll':
        await chat.transcript.hover()
        await chat.page.mouse.wheel(0, action.isUp ? -wheelPixels : 2 * wheelPixels)
        return
      case 'checkLine':
        await chat.page.evaluate(() => window.dispatchEvent(new Event('online')))
        return
      case 'markRead':
        await enter(action.channelId, currentId)
        await chat.page.keyboard.press('Escape')
        return
      case 'edit':
      case 'react':
      case 'remove':
        await change(chat, action, currentId)
        return
      case 'markUnread':
        // Left to the sessions in this process.
        return
    }
  }

  /** Of what is on the screen: nobody else can be pointed at. */
  async function change(chat: ChatPage, action: Change, currentId: string | null): Promise<void> {
    const message = sent
      .filter(({ channelId, isRemoved }) => channelId === currentId && !isRemoved)
      .at(-1 - action.back)
    const { rows } = await look()
    const shown = rows?.find(({ text, state }) => text === message?.text && state === 'sent')
    if (message === undefined || shown === undefined) return
    const row = chat.transcript.locator(`[data-anchor="${shown.id}"]`)
    const button = (name: string) => row.getByRole('button', { name, exact: true })
    await row.hover()
    unsettled.add(message.channelId)
    if (action.kind === 'react') {
      const toggle = button(`React with :${action.emoji}:`)
      const isSet = (await toggle.getAttribute('aria-pressed')) === 'true'
      if (isSet !== action.isSet) await toggle.click()
    } else if (action.kind === 'remove') {
      await button('More actions').click()
      await opened().getByRole('menuitem', { name: 'Delete', exact: true }).click()
      message.isRemoved = true
    } else {
      await button('Edit').click()
      await editing(chat).waitFor()
      await chat.composer.fill(action.text)
      await chat.composer.press('Enter')
      if (!(await editing(chat).isVisible())) message.text = action.text
    }
  }

  async function enter(id: string, currentId: string | null): Promise<void> {
    if (id === currentId) return
    if (currentId !== null) await noteUnsettled(currentId)
    await opened().locator(`a[data-row="${id}"]`).click()
    await opened().waitForURL(`**/channel/${id}`)
  }

  async function noteUnsettled(id: string): Promise<void> {
    const { rows } = await look()
    if (rows === null || rows.some(({ state }) => state !== 'sent')) unsettled.add(id)
    else unsettled.delete(id)
  }

  /** A text that left the field has been taken. */
  async function write(chat: ChatPage, channelId: string, text: string): Promise<void> {
    await chat.composer.fill(text)
    await chat.composer.press('Enter')
    if ((await chat.composer.inputValue()) !== '') return
    sent.push({ channelId, text, hasFailed: false, isRemoved: false })
    unsettled.add(channelId)
  }

  async function attend(chat: ChatPage, next: boolean): Promise<void> {
    isAttended = next
    await (next ? chat.show() : chat.hide())
  }

  async function recover(): Promise<void> {
    await attempt(async () => {
      const shown = await look()
      if (!shown.isSignedIn) await signInAgain()
      else {
        await tryAgain(shown)
        if (!isAttended) await goOn(shown)
      }
    })
  }

  async function signInAgain(): Promise<void> {
    const signIn = new SignInPage(opened())
    if (await signIn.submit.isEnabled()) await fillIn(signIn)
    // The page is a new one.
    if (!isAttended) await new ChatPage(opened()).hide()
  }

  async function tryAgain({ rows }: PageReport): Promise<void> {
    const failed = (rows ?? []).filter(({ state }) => state === 'failed')
    for (const { text } of failed) {
      for (const one of sent) if (one.text === text) one.hasFailed = true
    }
    for (const name of ['Retry', 'Try again']) {
      const buttons = await opened().getByRole('button', { name, exact: true }).all()
      for (const button of buttons.toReversed()) await button.click()
    }
  }

  /** Nobody looks at the page: it may show its end, or another channel with messages that may have failed. */
  async function goOn({ rows, currentId, isOnline }: PageReport): Promise<void> {
    const toNewest = opened().getByRole('button', { name: 'Go to the newest message' })
    if (rows === null && (await toNewest.isVisible())) await toNewest.click()
    if (rows === null || !isOnline || currentId === null) return
    if (rows.every(({ state }) => state === 'sent')) unsettled.delete(currentId)
    const [next] = unsettled
    if (next !== undefined) await enter(next, currentId)
  }

  return {
    name: `${user.name}/${tab}`,
    userName: user.name,
    start,
    act,
    recover,
    report: async () => reportOf(await look(), sent),
    async stop() {
      await page?.close()
      page = null
    },
  }
}

const wheelPixels = 4_000

/** What the page does not let its user do is a result, not a mistake. */
async function attempt(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error
  }
}

function reportOf(shown: PageReport, sent: readonly SentMessage[]): ClientReport {
  const rows = shown.rows ?? []
  return {
    isOnline: shown.isSignedIn && shown.isOnline,
    currentId: shown.currentId,
    sent: [...sent],
    pending: rows.filter(({ state }) => state !== 'sent').length,
    channels: new Map(shown.channels.map((channel) => [channel.id, channelReport(shown, channel)])),
  }
}

function channelReport(
  { currentId, rows }: PageReport,
  { id, number, mentions, hasAlert }: PageReport['channels'][number],
): ChannelReport {
  const timeline = rows?.flatMap(({ state, ...row }) => (state === 'sent' ? [row] : [])) ?? null
  return {
    count: mentions > 0 ? null : number,
    mentions,
    hasAlert,
    timeline: id === currentId ? timeline : null,
  }
}
