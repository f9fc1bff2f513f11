import { expect, type Locator } from '@playwright/test'
import { drawPicture } from '../../server/sandbox/seed/picture'
import type { Stage } from './stage'

/** One picture of the app, and the way there from the one before. */
export interface Screen {
  readonly name: string
  readonly show: (stage: Stage) => Promise<void>
}

/** What is open in each language, and what is looked for there. */
const rooms = {
  en: { name: 'release', words: 'release' },
  zh: { name: '产品讨论', words: '消息' },
} as const

/** In this order: each begins where the one before ended. */
export const screens: readonly Screen[] = [
  { name: 'sign-in', show: showSignIn },
  { name: 'welcome', show: showWelcome },
  { name: 'conversation', show: showConversation },
  { name: 'thread', show: showThread },
  { name: 'about', show: showAbout },
  { name: 'search', show: showSearch },
  { name: 'writing', show: showWriting },
  { name: 'switcher', show: showSwitcher },
  { name: 'directory', show: showDirectory },
  { name: 'profile', show: showProfile },
  { name: 'offline', show: showOffline },
]

async function showSignIn({ page, text }: Stage): Promise<void> {
  await page.goto('/')
  await expect(page.getByRole('button', { name: text('signIn.submit') })).toBeVisible()
  await expect(page.getByRole('button', { name: text('signIn.demoUser') })).toHaveCount(8)
  await expect(page.getByRole('textbox', { name: text('signIn.user') })).toBeFocused()
  await expect(page.locator('.el-input__wrapper.is-focus')).toBeVisible()
}

async function showWelcome(stage: Stage): Promise<void> {
  const { page, text } = stage
  await page
    .getByRole('button', { name: text('signIn.demoUser') })
    .filter({ hasText: 'Ann Keller' })
    .click()
  await expect(page.getByRole('navigation', { name: text('channels.label') })).toBeVisible()
  await expect(row(stage)).toBeVisible()
  // What comes after the first screen says it is there.
  await page.locator('main > .visually-hidden[role=status]').waitFor({ state: 'attached' })
  await settle(stage)
}

async function showConversation(stage: Stage): Promise<void> {
  const { page, text } = stage
  const isRead = page.waitForResponse((response) => response.url().endsWith('/subscriptions.read'))
  await row(stage).click()
  await expect(page.locator('.chat-pane [data-divider]')).toBeVisible()
  await expect(page.getByRole('button', { name: text('format.show') })).toBeVisible()
  await isRead
  await settle(stage)
}

async function showThread(stage: Stage): Promise<void> {
  const { page, text } = stage
  const opener = page
    .locator('.chat-pane')
    .getByRole('button', { name: text('message.replies') })
    .last()
  await opener.click()
  const panel = page.getByRole('complementary')
  await expect(panel.getByRole('textbox')).toBeVisible()
  await expect(panel.locator('[data-anchor]').nth(1)).toBeVisible()
  await settle(stage)
  // Where clicking has scrolled to depends on what was loaded by then.
  await opener.evaluate((button) => {
    button.closest('[data-anchor]')?.scrollIntoView({ block: 'start' })
  })
  await settle(stage)
}

async function showAbout(stage: Stage): Promise<void> {
  await openTool(stage, 'info.title')
  const panel = stage.page.getByRole('complementary')
  await expect(panel.getByRole('button', { name: stage.text('info.leave') })).toBeVisible()
  await settle(stage)
}

async function showSearch(stage: Stage): Promise<void> {
  await openTool(stage, 'search.title')
  const panel = stage.page.getByRole('complementary')
  await panel
    .getByRole('searchbox')
    .or(panel.getByRole('textbox'))
    .fill(rooms[stage.face.locale].words)
  await expect(panel.getByRole('listitem').nth(2)).toBeVisible()
  await settle(stage)
}

async function showWriting(stage: Stage): Promise<void> {
  const { page, text } = stage
  await closePanel(stage)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([
      { name: 'whiteboard.png', mimeType: 'image/png', buffer: Buffer.from(drawPicture()) },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.alloc(18_432, 'x') },
    ])
  const composer = page.locator('.chat-pane').getByRole('textbox', { name: text('composer.label') })
  await composer.fill(stage.face.locale === 'en' ? 'The board from today ' : '今天的白板 ')
  await page.getByRole('button', { name: text('emoji.title'), exact: true }).click()
  await expect(
    page
      .getByRole('dialog', { name: text('emoji.title') })
      .getByRole('group')
      .first(),
  ).toBeVisible()
  await settle(stage)
}

async function showSwitcher(stage: Stage): Promise<void> {
  const { page, text } = stage
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: text('switcher.label') })
  await field.fill('a')
  await expect(page.getByRole('option').first()).toBeVisible()
  await settle(stage)
}

async function showDirectory(stage: Stage): Promise<void> {
  const { page, text } = stage
  await page.getByRole('button', { name: text('directory.title') }).click()
  await expect(page.getByRole('dialog').getByRole('listitem').nth(3)).toBeVisible()
  await settle(stage)
}

async function showProfile(stage: Stage): Promise<void> {
  const { page, text, face } = stage
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  if (face.width === 390) await page.getByRole('button', { name: text('channel.back') }).click()
  await page.getByRole('button', { name: text('menu.account') }).click()
  await page.getByRole('menuitem', { name: text('menu.profile') }).click()
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toBeVisible()
  await settle(stage)
}

async function showOffline(stage: Stage): Promise<void> {
  const { page, text, cutLine } = stage
  await page.keyboard.press('Escape')
  await cutLine()
  await expect(page.getByRole('button', { name: text('connection.retryNow') })).toBeVisible()
}

function row({ page, text, face }: Stage): Locator {
  return page
    .getByRole('navigation', { name: text('channels.label') })
    .getByRole('link')
    .filter({ hasText: rooms[face.locale].name })
    .first()
}

/** On a phone the panel lies over the button that opens another one. */
async function openTool(stage: Stage, key: 'info.title' | 'search.title'): Promise<void> {
  if (stage.face.width === 390) await closePanel(stage)
  await stage.page
    .getByRole('toolbar', { name: stage.text('tools.label') })
    .getByRole('button', { name: stage.text(key) })
    .click()
}

async function closePanel({ page, text }: Stage): Promise<void> {
  await page
    .getByRole('complementary')
    .getByRole('button', { name: text('panel.close') })
    .click()
  await expect(page.getByRole('complementary')).toHaveCount(0)
}

/** Pictures in view are there, and nothing is pointed at. */
async function settle({ page }: Stage): Promise<void> {
  await page.mouse.move(0, 0)
  await page.waitForFunction(() =>
    [...document.images].every((image) => {
      const { top, bottom } = image.getBoundingClientRect()
      return image.complete || bottom < 0 || top > innerHeight
    }),
  )
}
