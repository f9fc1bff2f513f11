import { expect, test, type Sandbox } from './fixtures'
import type { ChatPage } from './pages/chatPage'

function readsOf(sandbox: Sandbox): number {
  const received = sandbox.control.received().map((one) => JSON.stringify(one))
  return received.filter((one) => one.includes('subscriptions.read')).length
}

/** Rooms that the server takes for unread. */
function unreadOf(sandbox: Sandbox, username: string): number {
  const { users, subscriptions } = sandbox.control.world()
  const id = users.find((one) => one.username === username)?._id
  return subscriptions.filter(({ u, alert }) => u._id === id && alert).length
}

const undo = (chat: ChatPage) => chat.page.getByRole('button', { name: 'Undo' })

test('R7, R8 Esc marks the channel read without moving a line, and undo brings all of it back', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  for (let index = 1; index <= 60; index += 1) {
    sandbox.control.post(people.ann, room._id, `line ${String(index)} of the story`)
  }
  const bob = await signedIn(people.bob)
  const before = readsOf(sandbox)
  await bob.open('Ann Keller')
  await expect(bob.divider).toBeVisible()
  await bob.transcript.evaluate((scroller) => {
    scroller.scrollTop = 400
  })
  await expect(bob.channel('Ann Keller')).toContainText('60 unread messages')
  const place = await bob.readingPlace()
  await bob.composer.press('Escape')
  await expect(bob.channel('Ann Keller')).not.toContainText('unread')
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  await expect(bob.divider).toHaveCount(0)
  expect(Math.abs((await bob.topOf(place.text)) - place.top)).toBeLessThan(1)
  await expect(bob.page.getByRole('status').filter({ hasText: 'Marked Ann Keller' })).toHaveCount(1)
  await bob.page.keyboard.press('Shift+F6')
  await bob.page.keyboard.press('Shift+F6')
  await undo(bob).focus()
  await bob.page.keyboard.press('Enter')
  await expect(bob.channel('Ann Keller')).toContainText('60 unread messages')
  await expect(bob.page).toHaveTitle(/^\(60\)/)
  await expect(bob.divider).toHaveCount(1)
  expect(Math.abs((await bob.topOf(place.text)) - place.top)).toBeLessThan(1)
  await expect(bob.composer).toBeFocused()
  expect(readsOf(sandbox)).toBe(before)
})

test('R7 Shift+Esc marks all read, undo takes it back, and the server is told when the time is over', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  sandbox.control.post(people.ann, room._id, 'one')
  sandbox.control.post(people.ann, people.general, `hello @${people.bob}`)
  const bob = await signedIn(people.bob)
  await expect(bob.page).toHaveTitle(/^\(2\)/)
  const before = readsOf(sandbox)
  await bob.page.keyboard.press('Shift+Escape')
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  await expect(bob.page.getByText('2 channels marked as read').first()).toBeVisible()
  await bob.hide()
  await bob.show()
  await undo(bob).click()
  await expect(bob.page).toHaveTitle(/^\(2\)/)
  expect(readsOf(sandbox)).toBe(before)
  // A pointer over the button would hold the time.
  await bob.page.mouse.move(0, 0)
  await bob.page.keyboard.press('Shift+Escape')
  await expect(undo(bob)).toHaveCount(0, { timeout: 10_000 })
  await expect.poll(() => readsOf(sandbox)).toBe(before + 2)
  await bob.page.reload()
  await expect(bob.channel(people.general)).toBeVisible()
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
})

test('C8, R7 Shift+Esc over many channels and a reload at once: the next page tells the server, and they stay read', async ({
  people,
  sandbox,
  signedIn,
}) => {
  for (let index = 10; index < 18; index += 1) {
    const name = `room-${String(index)}-${people.bob}`
    sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
    sandbox.control.post(people.ann, name, `hello @${people.bob}`)
  }
  const bob = await signedIn(people.bob)
  await expect(bob.page).toHaveTitle(/^\(8\)/)
  const before = readsOf(sandbox)
  await bob.page.keyboard.press('Shift+Escape')
  await bob.page.reload()
  await expect.poll(() => unreadOf(sandbox, people.bob)).toBe(0)
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  expect(readsOf(sandbox)).toBe(before + 8)
  await bob.page.reload()
  await expect(bob.channel(people.general)).toBeVisible()
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  expect(unreadOf(sandbox, people.bob)).toBe(0)
})

test('K3, R7 Esc in a filter clears it, in the transcript it leads to the composer, in a menu it closes it', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  const bob = await signedIn(people.bob)
  await bob.open(people.general)
  sandbox.control.post(people.ann, room._id, 'one')
  const row = bob.channels.getByRole('link').filter({ hasText: '1 unread message' })
  await expect(row).toHaveCount(1)
  const filter = bob.page.getByRole('textbox', { name: 'Filter channels' })
  await filter.fill('ann')
  await filter.press('Escape')
  await expect(filter).toHaveValue('')
  sandbox.control.post(people.ann, people.general, 'read me')
  await expect(bob.message('read me')).toBeVisible()
  await bob.transcript.focus()
  await bob.page.keyboard.press('Escape')
  await expect(bob.composer).toBeFocused()
  await bob.page.getByRole('button', { name: 'Account and settings' }).click()
  await expect(bob.page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  await bob.page.keyboard.press('Shift+Escape')
  await expect(row).toHaveCount(1)
  await expect(undo(bob)).toHaveCount(0)
})

test('R9 pills of the list tell what is unread beyond its edges and lead there without opening it', async ({
  people,
  sandbox,
  signedIn,
}) => {
  for (let index = 10; index < 50; index += 1) {
    const name = `room-${String(index)}-${people.general}`
    sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
    sandbox.control.post(people.ann, name, 'hello')
  }
  const bob = await signedIn(people.bob, { viewport: { width: 1000, height: 500 } })
  const below = bob.channels.getByRole('button', { name: /unread below/ })
  await expect(below).toBeVisible()
  await below.click()
  const above = bob.channels.getByRole('button', { name: /unread above/ })
  await expect(above).toBeVisible()
  await expect(bob.composer).toHaveCount(0)
  await expect(bob.channels.getByRole('link').and(bob.page.locator(':focus'))).toBeInViewport()
  await bob.page.keyboard.press('Shift+Escape')
  await expect(above).toHaveCount(0)
  await expect(below).toHaveCount(0)
})

test('R10 opens at the newest, or there without reading, as the user likes', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  for (let index = 1; index <= 60; index += 1) {
    sandbox.control.post(people.ann, room._id, `line ${String(index)} of the story`)
  }
  const bob = await signedIn(people.bob)
  await bob.open(people.general)
  await bob.page.getByRole('button', { name: 'Account and settings' }).click()
  await bob.page.getByRole('menuitemradio', { name: 'Newest, keep unread' }).click()
  const row = bob.channel('Ann Keller')
  const before = readsOf(sandbox)
  await row.click()
  await expect(bob.message('line 60')).toBeInViewport()
  await expect(bob.page.getByRole('button', { name: /60 new messages since/ })).toBeVisible()
  sandbox.control.post(people.ann, room._id, 'one more')
  await expect(bob.message('one more')).toBeInViewport()
  await expect(row).toContainText('61 unread messages')
  expect(readsOf(sandbox)).toBe(before)
  await bob.composer.pressSequentially('a')
  await expect(row).not.toContainText('unread')
  await expect.poll(() => readsOf(sandbox)).toBeGreaterThan(before)
})

test('R7 what is marked unread from a message stays so while it is looked at, until one comes back to it', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  for (const text of ['first', 'second', 'third']) {
    sandbox.control.post(people.bob, room._id, text)
  }
  const ann = await signedIn(people.ann)
  await ann.open('Bob Marsh')
  const row = ann.channel('Bob Marsh')
  await expect(row).not.toContainText('unread')
  await ann.askOf(ann.message('second'), 'Mark unread from here')
  await expect(ann.divider).toBeVisible()
  await expect(row).toContainText(/unread|New activity/)
  const readCalls = (): number =>
    sandbox.control.received().filter((one) => JSON.stringify(one).includes('subscriptions.read'))
      .length
  const before = readCalls()
  sandbox.control.post(people.bob, room._id, 'fourth')
  await expect(ann.message('fourth')).toBeInViewport()
  await ann.page.mouse.move(500, 300)
  await expect(row).toContainText(/unread|New activity/)
  expect(readCalls()).toBe(before)

  await ann.open(people.general)
  await ann.open('Bob Marsh')
  await expect(row).not.toContainText(/unread|New activity/)
  await expect.poll(readCalls).toBeGreaterThan(before)
})
