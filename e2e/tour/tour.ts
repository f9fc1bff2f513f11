import type { Locator, Page } from '@playwright/test'
import type { MessageKey } from '../../src/i18n'
import type { Translate } from '../../src/i18n/translate'
import { expect, type People } from '../fixtures'
import { ChatPage } from '../pages/chatPage'
import { SignInPage } from '../pages/signInPage'
import type { Site } from '../site'
import { filmName, type Stage } from './stage'

/** Who is led through all screens of the app, and by what words. */
export interface Tourist {
  readonly page: Page
  readonly text: Translate
  readonly people: People
  readonly stage: Stage
  readonly site: Site
  /** With fingers. */
  readonly hasTouch: boolean
}

/** Looks at the screen that is there now. */
export type Look = (screen: string) => Promise<void>

/** What the console of the browser may say meanwhile: screens of failure are among them. */
export const tourErrors = /status of 4\d\d|ERR_|WebSocket|Failed to load resource/

/** Signing in, and all that can go wrong with it; then somebody for whom there is nothing yet. Ends at the sign-in. */
export async function tourSignIn(tourist: Tourist, look: Look): Promise<void> {
  const { page, text, stage } = tourist
  const signIn = new SignInPage(page)
  await expect(signIn.user).toBeVisible()
  await look('sign-in')
  await signIn.submit.click()
  await expect(signIn.alert).toBeVisible()
  await look('sign-in: something is missing')
  await signIn.fill(stage.newcomer, 'wrong')
  await expect(signIn.alert).toContainText(text('signIn.wrongCredentials'))
  await look('sign-in: refused')
  await menuOf(page, text)
  await look('sign-in: menu')
  await dismiss(page)
  const chat = await signIn.signIn(stage.newcomer, stage.newcomer)
  await expect(page.getByText(text('channels.empty')).first()).toBeVisible()
  await look('no channels')
  await button(chat, text('menu.account')).click()
  await page.getByRole('menuitem', { name: text('menu.signOut') }).click()
  await expect(signIn.user).toBeVisible()
}

/** All screens of the chat, from the one after the sign-in on. */
export async function tourChat(tourist: Tourist, look: Look): Promise<void> {
  const { page, people, text } = tourist
  const goOn = await hold(page, '**/api/v1/subscriptions.get*')
  const chat = await new SignInPage(page).signIn(people.ann, people.ann)
  await expect(page.getByText(text('channels.loading'))).toBeAttached()
  await look('list that loads')
  goOn()
  await page.locator('main > .visually-hidden[role=status]').waitFor({ state: 'attached' })
  await tourList(tourist, chat, look)
  await tourDialogs(tourist, chat, look)
  await tourMessages(tourist, chat, look)
  await tourMedia(tourist, chat, look)
  await tourWriting(tourist, chat, look)
  await tourPanels(tourist, look)
  await tourTroubles(tourist, chat, look)
}

async function tourList(tourist: Tourist, chat: ChatPage, look: Look): Promise<void> {
  const { page, text, stage } = tourist
  await expect(chat.channel(stage.main)).toBeVisible()
  await look('list')
  const menu = page.getByRole('menu')
  if (tourist.hasTouch) await longPress(chat.channel(stage.main), menu)
  else await chat.channel(stage.main).click({ button: 'right' })
  await expect(menu).toBeVisible()
  await look('menu of a channel')
  await page.getByRole('menuitem').last().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('leave a channel')
  await dismiss(page)
  const filter = page.getByRole('textbox', { name: text('channels.filter') })
  await filter.fill('zzzz')
  await expect(page.getByText(text('channels.noMatch', { query: 'zzzz' }))).toBeVisible()
  await look('list: nothing found')
  await filter.press('Escape')
}

async function tourDialogs({ page, text, people }: Tourist, chat: ChatPage, look: Look) {
  await menuOf(page, text)
  await look('settings')
  await page.getByRole('menuitem', { name: text('menu.profile') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox').first()).toBeVisible()
  await look('status and profile')
  await dismiss(page)
  const find = button(chat, text('channels.find'))
  await find.click()
  await page.getByRole('combobox').fill('a')
  await expect(page.getByRole('option').first()).toBeVisible()
  await look('switcher')
  await page.getByRole('combobox').fill('zzzz')
  await expect(dialog.getByRole('status')).toHaveText(text('switcher.nothing'))
  await look('switcher: nothing found')
  await dialog.getByRole('button', { name: text('create.title') }).click()
  await expect(dialog.getByRole('textbox').first()).toBeVisible()
  await look('new channel')
  await dialog.getByText(text('create.direct'), { exact: true }).click()
  await dialog.getByRole('combobox').fill(people.bob)
  await expect(dialog.getByRole('option')).toHaveCount(1)
  await look('new conversation')
  await dialog.getByRole('combobox').press('Enter')
  await look('new conversation with somebody')
  await dismiss(page)
  await find.click()
  await dialog.getByRole('button', { name: text('directory.title') }).click()
  await expect(dialog.getByRole('listitem').first()).toBeVisible()
  await look('directory')
  await dismiss(page)
  await page.keyboard.press('?')
  await expect(dialog).toContainText(text('keys.title'))
  await look('list of keys')
  await dismiss(page)
}

async function tourMessages(tourist: Tourist, chat: ChatPage, look: Look): Promise<void> {
  const { page, text, stage } = tourist
  await open(chat, text, stage.main)
  await expect(chat.divider).toBeVisible()
  await expect(chat.transcript.getByRole('img', { name: /poster\.png/ })).toBeVisible()
  await look('channel')
  const rich = chat.message('Some bold')
  await rich.scrollIntoViewIfNeeded()
  await look('channel: content')
  const posters = row(chat, 'The posters are here')
  const more = posters.getByRole('button', { name: text('actions.more') })
  if (tourist.hasTouch) await longPress(posters, more)
  else await posters.focus()
  await expect(more).toBeVisible()
  await look('actions of a message')
  await more.click()
  await expect(page.getByRole('menu')).toBeVisible()
  await look('menu of a message')
  await page.getByRole('menuitem', { name: text('actions.report') }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await look('report a message')
  await dismiss(page)
  await open(chat, text, stage.readOnly)
  await expect(page.getByText(text('channel.readOnly'))).toBeVisible()
  await look('read-only channel')
  await open(chat, text, stage.empty)
  await expect(chat.transcript.getByText(text('history.empty'))).toBeVisible()
  await look('empty channel')
}

async function tourMedia(
  { page, text, stage }: Tourist,
  chat: ChatPage,
  look: Look,
): Promise<void> {
  await open(chat, text, stage.main)
  const film = chat.transcript.getByRole('group', { name: filmName })
  await film.scrollIntoViewIfNeeded()
  await look('film')
  await film.getByRole('button', { name: text('player.play') }).click()
  const element = film.locator('video')
  await expect
    .poll(() => element.evaluate((one) => (one as HTMLMediaElement).currentTime))
    .toBeGreaterThan(0)
  await element.evaluate((one) => {
    ;(one as HTMLMediaElement).pause()
  })
  await look('film that was played')
  await chat.transcript.getByRole('img', { name: /poster\.png/ }).click()
  const gallery = page.getByRole('dialog')
  await expect(gallery.getByRole('img')).toBeVisible()
  await look('gallery')
  await dismiss(page)
  await chat.transcript.getByTitle(text('date.title'), { exact: true }).first().click()
  await expect(page.getByRole('dialog').getByLabel(text('date.day'))).toBeFocused()
  await look('another day')
  await dismiss(page)
}

async function tourWriting({ page, text, stage, hasTouch }: Tourist, chat: ChatPage, look: Look) {
  await open(chat, text, stage.main)
  const show = page.getByRole('button', { name: text('format.show') })
  await show.click()
  await chat.composer.focus()
  await page.keyboard.type('see @')
  const options = page.getByRole('listbox').getByRole('option')
  await expect(options.first()).toBeVisible()
  await look('completion and formatting')
  await dismiss(page)
  await chat.composer.fill('')
  await page.getByRole('button', { name: text('format.hide') }).click()
  await chat.composer.pressSequentially('/in')
  await expect(options.filter({ hasText: '/invite' }).first()).toBeVisible()
  await look('commands')
  await dismiss(page)
  await chat.composer.fill('')
  await say(chat, text, '/invite @nobody-at-all')
  const whisper = page.getByRole('button', { name: text('whisper.dismiss') })
  await expect(whisper).toBeVisible()
  await look('answer to a command')
  await whisper.click()
  await chat.attach({
    name: 'A list of everything that is missing.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('x'),
  })
  const file = page.getByRole('list', { name: text('file.chosen') })
  await expect(file).toBeVisible()
  await look('chosen file')
  await file.getByRole('button').click()
  await row(chat, 'They look great').focus()
  await row(chat, 'They look great')
    .getByRole('button', { name: text('actions.quote') })
    .click()
  await expect(page.getByRole('button', { name: text('composer.quoteCancel') })).toBeVisible()
  await look('quote to be sent')
  await page.getByRole('button', { name: text('composer.quoteCancel') }).click()
  await chat.composer.press('ArrowUp')
  await expect(page.getByText(text('composer.editing'))).toBeVisible()
  await look('edit')
  await chat.composer.press('Escape')
  // Keyboards on the screen have emoji of their own.
  if (hasTouch) return
  await page.getByRole('button', { name: text('emoji.title'), exact: true }).click()
  const picker = page.getByRole('dialog', { name: text('emoji.title') })
  await expect(picker.getByRole('group').first()).toBeVisible()
  await look('emoji')
  await picker.getByRole('textbox').fill('ship_it')
  await expect(picker.getByRole('img').first()).toBeVisible()
  await look('emoji of the workspace')
  await picker.getByRole('textbox').fill('zzzz')
  await expect(picker.getByRole('status')).toBeVisible()
  await look('emoji: nothing found')
  await dismiss(page)
}

async function tourPanels({ page, text }: Tourist, look: Look): Promise<void> {
  const panel = page.getByRole('complementary')
  const close = () => panel.getByRole('button', { name: text('panel.close') }).click()
  const tool = (key: MessageKey) =>
    page
      .getByRole('toolbar', { name: text('tools.label') })
      .getByRole('button', { name: text(key) })
  const into = async (key: MessageKey, ready: Locator, screen: string): Promise<void> => {
    await panel
      .getByRole('button', { name: new RegExp(`^${text(key)}`) })
      .first()
      .click()
    await expect(ready.first()).toBeVisible()
    await look(screen)
  }
  const back = () => panel.getByRole('button', { name: text('panel.back') }).click()
  await tool('info.title').click()
  await expect(panel).toContainText('Posters, the press')
  await look('panel: info')
  await into('members.title', panel.getByRole('listitem'), 'panel: members')
  await panel.getByRole('button', { name: /Ann Keller/ }).click()
  await expect(panel.getByRole('heading', { level: 3 }).first()).toBeVisible()
  await look('panel: person')
  await back()
  await into('members.add', panel.getByRole('combobox'), 'panel: invite')
  await back()
  await back()
  await into('files.title', panel.getByRole('listitem'), 'panel: files')
  await back()
  for (const [key, screen] of [
    ['pinned.title', 'panel: pinned'],
    ['starred.title', 'panel: starred'],
  ] as const) {
    await into(key, panel.getByRole('listitem'), screen)
    await close()
    await tool('info.title').click()
  }
  await close()
  await tool('search.title').click()
  await panel.getByRole('textbox').fill('poster')
  await expect(panel.getByRole('listitem').first()).toBeVisible()
  await look('panel: search')
  await panel.getByText(text('search.everywhere')).last().click()
  await expect(panel.getByRole('article').first()).toBeVisible()
  await look('panel: search everywhere')
  await panel.getByText(text('search.here')).click()
  await panel.getByRole('textbox').fill('zzzz')
  await expect(panel).toContainText(text('search.nothing', { words: 'zzzz' }))
  await look('panel: nothing found')
  await close()
  await tool('threads.title').click()
  const first = panel.getByRole('listitem').getByRole('button').first()
  await expect(first).toBeVisible()
  await look('panel: threads')
  await first.click()
  await expect(panel.getByRole('textbox')).toBeVisible()
  await expect(panel.getByText('At the harbour.')).toBeVisible()
  await look('panel: thread')
  await close()
}

async function tourTroubles(tourist: Tourist, chat: ChatPage, look: Look): Promise<void> {
  const { page, text, site, stage, people } = tourist
  const { control } = site.sandbox
  control.failNext(2, 400, 'POST /api/v1/chat.sendMessage')
  await say(chat, text, 'refused')
  await expect(page.getByRole('button', { name: text('message.retry') })).toBeVisible()
  await look('message that was refused')
  control.failNext(1, 400, 'GET /api/v1/im.history')
  await open(chat, text, 'Bob Marsh')
  await expect(page.getByText(text('history.failed'))).toBeVisible()
  await look('history that failed')
  control.freeze()
  await open(chat, text, people.general)
  await expect(page.getByRole('region').getByText(text('history.loading'))).toBeAttached()
  await look('history that loads')
  control.thaw()
  await open(chat, text, stage.main)
  await page.goto(`${new URL(page.url()).origin}/channel/nothing-of-that-name`)
  await expect(page.getByText(text('channel.notFound'))).toBeVisible()
  await look('no such channel')
  await open(chat, text, stage.main)
  await site.cutLine()
  const retry = page.getByRole('button', { name: text('connection.retryNow') })
  await expect(retry).toBeVisible()
  await say(chat, text, 'without a line')
  await expect(page.getByText(text('message.queued'))).toBeVisible()
  await look('no line')
  await site.mendLine()
  await retry.click()
  await expect(page.getByText(text('message.queued'))).toHaveCount(0)
  control.revokeTokens(people.ann)
  const ended = page.getByText(text('signIn.expired'))
  // A line that was up for a moment only is tried again after a while, or when one asks.
  await expect(async () => {
    await retry.click({ timeout: 500 }).catch(() => undefined)
    await expect(ended).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await look('sign-in that was ended')
}

/** Opens a channel from the list, on a narrow screen by way of it. */
async function open(chat: ChatPage, text: Translate, name: string): Promise<void> {
  const back = chat.page.getByRole('button', { name: text('channel.back') })
  if (await back.isVisible()) await back.click()
  const named = chat.page.getByText(name, { exact: true })
  await chat.channels.getByRole('link').filter({ has: named }).click()
  // What is pointed at by chance shows what can be done with it.
  await chat.page.mouse.move(0, 0)
  await expect(chat.page.getByRole('heading', { level: 1 })).toContainText(name)
}

async function menuOf(page: Page, text: Translate): Promise<void> {
  await page.getByRole('button', { name: text('menu.account') }).click()
  await expect(page.getByRole('menu').getByRole('menuitemradio').first()).toBeVisible()
}

/** Keeps what the page asks for there from the server, until the function that is answered is called. */
async function hold(page: Page, address: string): Promise<() => void> {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route(address, async (route) => {
    await held
    await route.continue()
  })
  return release
}

/** By the button: where one writes by touch, Enter makes a line. */
async function say(chat: ChatPage, text: Translate, words: string): Promise<void> {
  await chat.composer.fill(words)
  await button(chat, text('composer.send')).click()
}

/** A finger that rests there until something shows. */
async function longPress(target: Locator, shown: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded()
  const box = await target.boundingBox()
  if (box === null) throw new Error('nothing to rest on')
  const client = await target.page().context().newCDPSession(target.page())
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }]
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints })
  await expect(shown).toBeVisible()
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await client.detach()
}

/** Escape, until what lay over the page is gone. */
async function dismiss(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(
    page.locator('dialog[open], [role=menu]:visible, [role=listbox]:visible'),
  ).toHaveCount(0)
}

const row = (chat: ChatPage, words: string): Locator =>
  chat.transcript.locator('[data-roving]').filter({ hasText: words })

const button = (chat: ChatPage, name: string): Locator => chat.page.getByRole('button', { name })
