import { expect, test } from './fixtures'
import type { ChatPage } from './pages/chatPage'

/** Keys that work anywhere come right after the first screen, with other parts. */
async function openWhole(chat: ChatPage, name: string): Promise<void> {
  await chat.open(name)
  await expect(chat.page.getByRole('button', { name: 'Attach files' })).toBeVisible()
}

test('K3 Ctrl+K leads to a channel by a few letters, and Esc goes back to writing', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.createRoom({ name: `ops-${people.ann}`, members: [people.ann, people.bob] })
  const ann = await signedIn(people.ann)
  await openWhole(ann, people.general)
  await ann.composer.fill('half a thought')
  await ann.composer.press('Control+k')
  const switcher = ann.page.getByRole('dialog', { name: 'Go to a channel or person' })
  const field = switcher.getByRole('combobox')
  await expect(field).toBeFocused()
  await ann.page.keyboard.press('Escape')
  await expect(switcher).toBeHidden()
  await expect(ann.composer).toBeFocused()
  await expect(ann.composer).toHaveValue('half a thought')

  await ann.page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await ann.page.keyboard.press('Control+k')
  await expect(switcher).toBeHidden()
  await expect(ann.composer).toBeFocused()

  await ann.page.keyboard.press('Control+k')
  await field.fill('ops')
  await expect(switcher.getByRole('option', { selected: true })).toContainText('ops-')
  await field.press('Enter')
  await expect(switcher).toBeHidden()
  await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText(`ops-${people.ann}`)
  await expect(ann.composer).toBeFocused()
})

test('people are found and written to, and public channels are joined', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.createRoom({ name: `open-${people.ann}`, members: [people.bob] })
  sandbox.control.post(people.bob, `open-${people.ann}`, 'anybody here?')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.page.getByRole('button', { name: 'Find or start a conversation' }).click()
  const switcher = ann.page.getByRole('dialog', { name: 'Go to a channel or person' })
  await switcher.getByRole('combobox').fill(people.bob)
  await switcher
    .getByRole('option')
    .filter({ hasText: `@${people.bob}` })
    .click()
  await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText('Bob Marsh')
  await ann.send('found you')
  await expect(bob.channel('Ann Keller')).toContainText('found you')

  await ann.page.keyboard.press('Control+k')
  await switcher.getByRole('combobox').fill('open-')
  await switcher
    .getByRole('option')
    .filter({ hasText: `open-${people.ann}` })
    .click()
  await expect(ann.message('anybody here?')).toBeVisible()
  await bob.open(`open-${people.ann}`)
  await ann.send('me')
  await expect(bob.message('me')).toBeVisible()
})

test('K3 Alt with arrows goes through the list, with Shift through what is unread; ? tells the keys', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const names = ['a', 'b', 'c'].map((end) => `${end}-${people.ann}`)
  for (const name of names) sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  sandbox.control.post(people.bob, names[2] ?? '', `@${people.ann} look`)
  const ann = await signedIn(people.ann)
  const title = ann.page.getByRole('heading', { level: 1 })
  await openWhole(ann, people.general)
  const links = await ann.channels.getByRole('link').allInnerTexts()
  const order = links.map(
    (link) => [...names, people.general].find((name) => link.includes(name)) ?? '',
  )
  await ann.open(order[0] ?? '')
  await ann.page.keyboard.press('Alt+ArrowDown')
  await expect(title).toHaveText(order[1] ?? '')
  await ann.page.keyboard.press('Alt+ArrowUp')
  await expect(title).toHaveText(order[0] ?? '')
  await ann.open(names[0] ?? '')
  await ann.page.keyboard.press('Alt+Shift+ArrowDown')
  await expect(title).toHaveText(names[2] ?? '')
  await ann.transcript.focus()
  await ann.page.keyboard.press('?')
  const keys = ann.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys).toContainText('Mark everything as read')
  await ann.page.keyboard.press('Escape')
  await expect(keys).toBeHidden()
})
