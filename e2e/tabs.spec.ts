import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'

/** Longer than a token of the host lasts. */
const beyondTokenMs = 11 * 60_000

/** What the browser's "Duplicate tab" makes: another page with a copy of the first one's storage. */
async function duplicate({ page }: ChatPage): Promise<ChatPage> {
  const copy = page.context().waitForEvent('page')
  await page.evaluate(() => {
    window.open(location.href)
  })
  const chat = new ChatPage(await copy)
  await expect(chat.channels).toBeVisible()
  return chat
}

/** The number on the app's icon, as the page last set it; null when it never did. */
function badgeOf(page: Page): Promise<unknown> {
  return page.evaluate(() => (window as { shownBadge?: unknown }).shownBadge ?? null)
}

async function watchBadge({ page }: ChatPage): Promise<void> {
  await page.context().addInitScript(() => {
    const shown = window as { shownBadge?: unknown }
    Object.assign(navigator, {
      setAppBadge: (count?: number) => Promise.resolve(void (shown.shownBadge = count ?? 'dot')),
      clearAppBadge: () => Promise.resolve(void (shown.shownBadge = 'none')),
    })
  })
  await page.reload()
}

test('C11 tabs agree on what is read, one shows the badge, and the next takes over', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const first = await signedIn(people.ann)
  await watchBadge(first)
  await expect(first.channel(people.general)).toBeVisible()
  const second = await duplicate(first)
  const mention = `@${people.ann} look`
  sandbox.control.post(people.bob, people.general, mention)
  for (const tab of [first, second]) {
    await expect(tab.channel(people.general)).toContainText('1')
  }
  await expect.poll(() => badgeOf(first.page)).toBe(1)
  expect(await badgeOf(second.page)).toBeNull()
  await first.page.bringToFront()
  await first.open(people.general)
  await expect(first.message(mention)).toBeVisible()
  await expect.poll(() => badgeOf(first.page)).toBe('none')
  await expect(second.page).not.toHaveTitle(/^\(/)
  await first.page.close()
  await expect.poll(() => badgeOf(second.page)).toBe('none')
  sandbox.control.post(people.bob, people.general, `${mention} again`)
  await expect.poll(() => badgeOf(second.page)).toBe(1)
})

test('C10, C11 a duplicated tab lives on when the other renews their token, and the other way round', async ({
  people,
  site,
  way,
  signedIn,
  allowedErrors,
}) => {
  test.skip(way === 'direct', 'without a host application nothing is renewed')
  allowedErrors.push(/401/)
  const first = await signedIn(people.ann)
  await first.open(people.general)
  const second = await duplicate(first)
  await expect(second.composer).toBeVisible()
  let round = 0
  for (const [one, other] of [
    [first, second],
    [second, first],
    [first, second],
  ] as const) {
    round += 1
    site.passTime(beyondTokenMs)
    await one.send(`renewed in round ${String(round)}`)
    await expect(other.message(`renewed in round ${String(round)}`)).toBeVisible()
    await other.send(`and the copy in round ${String(round)}`)
    await expect(one.message(`and the copy in round ${String(round)}`)).toBeVisible()
  }
  for (const { page } of [first, second]) {
    await page.reload()
    await expect(new ChatPage(page).message('and the copy in round 3')).toBeVisible()
  }
})

test('C10, C11 a duplicated tab that was frozen while the other renewed asks it first', async ({
  people,
  sandbox,
  site,
  way,
  signedIn,
  allowedErrors,
}) => {
  test.skip(way === 'direct', 'without a host application nothing is renewed')
  allowedErrors.push(/401|WebSocket/)
  const first = await signedIn(people.ann)
  await first.open(people.general)
  const second = await duplicate(first)
  await expect(second.composer).toBeVisible()
  const frozen = await second.page.context().newCDPSession(second.page)
  await frozen.send('Page.setWebLifecycleState', { state: 'frozen' })
  for (const round of ['once', 'twice']) {
    site.passTime(beyondTokenMs)
    await first.send(`renewed ${round}`)
    await expect
      .poll(() => sandbox.control.world().messages.map((message) => message.msg))
      .toContain(`renewed ${round}`)
  }
  await frozen.send('Page.setWebLifecycleState', { state: 'active' })
  await expect(second.message('renewed twice')).toBeVisible({ timeout: 20_000 })
  await second.send('back again')
  await expect(first.message('back again')).toBeVisible()
})

test('C11 signing out ends the copy of the tab, and nobody else', async ({ people, signedIn }) => {
  const first = await signedIn(people.ann)
  const bob = await signedIn(people.bob)
  await expect(first.channel(people.general)).toBeVisible()
  const second = await duplicate(first)
  const stranger = await first.page.context().newPage()
  await stranger.goto('/')
  await new SignInPage(stranger).signIn(people.bob, people.bob)
  await first.page.bringToFront()
  await first.page.getByRole('button', { name: 'Settings' }).click()
  await first.page.getByRole('menuitem', { name: 'Sign out' }).click()
  for (const { page } of [first, second]) {
    await expect(new SignInPage(page).user).toBeVisible()
    await expect(page.getByText('Your session has ended')).toHaveCount(0)
  }
  await expect(new ChatPage(stranger).channel(people.general)).toBeVisible()
  await expect(bob.channel(people.general)).toBeVisible()
})

test('C5 a page that was frozen proves its line when it goes on, and has what it missed', async ({
  people,
  sandbox,
  site,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_CONNECTION|WebSocket|Failed to load resource/)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const frozen = await ann.page.context().newCDPSession(ann.page)
  await frozen.send('Page.setWebLifecycleState', { state: 'frozen' })
  await site.cutLine()
  sandbox.control.post(people.bob, people.general, 'while it was frozen')
  await site.mendLine()
  await frozen.send('Page.setWebLifecycleState', { state: 'active' })
  await expect(ann.message('while it was frozen')).toBeVisible({ timeout: 15_000 })
})
