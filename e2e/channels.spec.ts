import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures'
import type { ChatPage } from './pages/chatPage'

const row = (chat: ChatPage, name: string) =>
  chat.channels.getByRole('listitem').filter({ hasText: name })
const item = (chat: ChatPage, name: string | RegExp) => chat.page.getByRole('menuitem', { name })
const section = (chat: ChatPage, name: RegExp) =>
  chat.channels.getByRole('heading').getByRole('button', { name })

async function setting(chat: ChatPage, name: string): Promise<void> {
  await chat.page.getByRole('button', { name: 'Account and settings' }).click()
  const one = chat.page.getByRole('menuitemradio', { name, exact: true })
  await one.or(chat.page.getByRole('menuitemcheckbox', { name, exact: true })).click()
}

type Box = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

/** Neither lies over the other. */
function areApart(a: Box, b: Box): boolean {
  const isBeside = a.x + a.width <= b.x || b.x + b.width <= a.x
  return isBeside || a.y + a.height <= b.y || b.y + b.height <= a.y
}

/** What the list says from top to bottom. */
async function lines(chat: ChatPage): Promise<readonly string[]> {
  const boxes = await chat.channels.locator('[data-row]').evaluateAll((all) =>
    all.map((one) => ({
      name: one.querySelector('bdi, .one-line')?.textContent.trim() ?? '',
      top: one.getBoundingClientRect().top,
    })),
  )
  return boxes.sort((a, b) => a.top - b.top).map(({ name }) => name)
}

test('V3 a channel becomes a favourite and is muted by its menu, and stays so over a reload', async ({
  people,
  signedIn,
}) => {
  const bob = await signedIn(people.bob)
  await bob.channel(people.general).click({ button: 'right' })
  await item(bob, 'Add to favorites').click()
  await expect(section(bob, /Favorites/)).toBeVisible()
  expect((await lines(bob)).slice(0, 2)).toEqual(['Favorites', people.general])
  await row(bob, people.general).hover()
  await row(bob, people.general).getByRole('button', { name: 'More' }).click()
  const looks = await new AxeBuilder({ page: bob.page }).include('[role=menu]').analyze()
  expect(looks.violations).toEqual([])
  await item(bob, 'Mute').click()
  await expect(row(bob, people.general).getByLabel('Muted')).toBeVisible()
  await bob.page.reload()
  await expect(section(bob, /Favorites/)).toBeVisible()
  await expect(row(bob, people.general).getByLabel('Muted')).toBeVisible()
  await bob.channel(people.general).click({ button: 'right' })
  await item(bob, 'Remove from favorites').click()
  await expect(section(bob, /Favorites/)).toHaveCount(0)
})

test('K3, R7 the menu by the keyboard: marks unread and read, and gives the focus back', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.ann, people.general, 'seen long ago')
  const bob = await signedIn(people.bob)
  await bob.open(people.general)
  await expect(bob.message('seen long ago')).toBeVisible()
  await expect(bob.channel(people.general)).not.toContainText('New activity')
  await bob.channel(people.general).focus()
  await bob.page.keyboard.press('Shift+F10')
  await expect(item(bob, 'Mark as unread')).toBeFocused()
  await bob.page.keyboard.press('Escape')
  await expect(item(bob, /./)).toHaveCount(0)
  await expect(bob.channel(people.general)).toBeFocused()
  await bob.page.keyboard.press('Shift+F10')
  await bob.page.keyboard.press('Enter')
  await expect(bob.channel(people.general)).toContainText(/unread|New activity/)
  await bob.page.keyboard.press('Shift+F10')
  await expect(item(bob, 'Mark as read')).toBeFocused()
  await bob.page.keyboard.press('Enter')
  await expect(bob.channel(people.general)).not.toContainText(/unread|New activity/)
  await bob.page.getByRole('button', { name: 'Undo' }).click()
  await expect(bob.channel(people.general)).toContainText(/unread|New activity/)
})

test('R7 a channel that was not opened is marked unread from its last message', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.ann, people.general, 'a thing to come back to')
  const bob = await signedIn(people.bob)
  await bob.page.keyboard.press('Shift+Escape')
  await bob.page.reload()
  await expect(bob.channel(people.general)).not.toContainText('New activity')
  await bob.channel(people.general).click({ button: 'right' })
  await item(bob, 'Mark as unread').click()
  await expect(bob.channel(people.general)).toContainText('New activity')
  const { users, subscriptions } = sandbox.control.world()
  const me = users.find(({ username }) => username === people.bob)?._id
  await expect
    .poll(() =>
      subscriptions.some(({ u, alert, name }) => u._id === me && alert && name === people.general),
    )
    .toBe(true)
})

test('A5 a channel is hidden with a way back, and left after a question', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { _id } = sandbox.control.createDirect([people.ann, people.bob])
  sandbox.control.post(people.ann, _id, 'hello')
  const bob = await signedIn(people.bob)
  await bob.open('Ann Keller')
  await bob.channel('Ann Keller').click({ button: 'right' })
  await expect(item(bob, /^Leave/)).toHaveCount(0)
  await item(bob, 'Hide from the list').click()
  await expect(bob.channel('Ann Keller')).toHaveCount(0)
  await expect(bob.composer).toHaveCount(0)
  await bob.page.getByRole('button', { name: 'Undo' }).click()
  await expect(bob.channel('Ann Keller')).toHaveAttribute('aria-current', 'page')
  await bob.channel(people.general).click({ button: 'right' })
  await item(bob, /^Leave/).click()
  const dialog = bob.page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(bob.channel(people.general)).toBeVisible()
  await bob.channel(people.general).click({ button: 'right' })
  await item(bob, /^Leave/).click()
  await dialog.getByRole('button', { name: 'Leave' }).click()
  await expect(bob.channel(people.general)).toHaveCount(0)
  await expect(dialog).toHaveCount(0)
})

test('V3 sections close, say what is new in them, keep the open channel, and stay closed', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const other = `other-${people.general}`
  sandbox.control.createRoom({ name: other, members: [people.ann, people.bob] })
  const bob = await signedIn(people.bob)
  await bob.open(other)
  await section(bob, /^Channels/).click()
  await expect(bob.channel(people.general).filter({ hasNotText: other })).toHaveCount(0)
  await expect(bob.channel(other)).toBeVisible()
  sandbox.control.post(people.ann, people.general, `@${people.bob} look`)
  await expect(section(bob, /1 unread/)).toHaveAttribute('aria-expanded', 'false')
  await bob.page.reload()
  await expect(section(bob, /^Channels/)).toHaveAttribute('aria-expanded', 'false')
  await bob.channel(other).focus()
  await bob.page.keyboard.press('ArrowUp')
  await expect(section(bob, /^Channels/)).toBeFocused()
  await bob.page.keyboard.press('Enter')
  await expect(bob.channels.getByRole('link').filter({ hasText: people.general })).toHaveCount(2)
})

test('V3 unread apart, by name, and three densities whose rows the list and the style agree on', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const named = (name: string): string => people.general.replace('general', name)
  const [alpha, beta] = [named('alpha'), named('beta')]
  for (const name of [beta, alpha]) {
    sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  }
  const bob = await signedIn(people.bob)
  await setting(bob, 'By name')
  await expect.poll(() => lines(bob)).toEqual(['Channels', alpha, beta, people.general])
  sandbox.control.post(people.ann, people.general, 'news')
  await setting(bob, 'Unread in a section of their own')
  await expect.poll(async () => (await lines(bob)).slice(0, 2)).toEqual(['Unread', people.general])
  await bob.open(people.general)
  await expect(bob.message('news')).toBeVisible()
  await expect(bob.channel(people.general)).not.toContainText('New activity')
  expect((await lines(bob)).slice(0, 2)).toEqual(['Unread', people.general])
  sandbox.control.post(people.ann, alpha, `@${people.bob} look`)
  await expect.poll(async () => (await lines(bob)).slice(0, 2)).toEqual(['Unread', alpha])
  for (const [name, height] of [
    ['Compact', 32],
    ['Spacious', 54],
    ['Comfortable', 44],
  ] as const) {
    await setting(bob, name)
    const boxes = await bob.channels
      .locator('a[data-row]')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top).sort((a, b) => a - b))
    const [first = 0, second = 0] = boxes
    expect(second - first).toBe(height)
    const unread = row(bob, alpha)
    await unread.hover()
    const more = await unread.getByRole('button', { name: 'More' }).boundingBox()
    const badge = await unread.locator('.badge').boundingBox()
    expect(more !== null && badge !== null && areApart(more, badge)).toBe(true)
    expect([more?.width, more?.height].every((size = 0) => size >= 24)).toBe(true)
    expect((await bob.channel(people.general).boundingBox())?.height).toBe(height)
  }
})

test('K2 a row tells of a draft, also after a reload, and of who types', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { _id } = sandbox.control.createDirect([people.ann, people.bob])
  sandbox.control.post(people.ann, _id, 'hello')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await bob.open('Ann Keller')
  await bob.composer.fill('half a thought')
  await bob.open(people.general)
  await expect(bob.channel('Ann Keller')).toContainText('Draft: half a thought')
  await bob.page.reload()
  await expect(bob.channel('Ann Keller')).toContainText('Draft: half a thought')
  await bob.open('Ann Keller')
  await expect(bob.channel('Ann Keller')).not.toContainText('Draft')
  await bob.composer.fill('')
  await bob.open(people.general)
  await expect(bob.channel('Ann Keller')).not.toContainText('Draft')
  await ann.open('Bob Marsh')
  await ann.composer.pressSequentially('I am')
  await expect(bob.channel('Ann Keller')).toContainText('is typing…')
})
