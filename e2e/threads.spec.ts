import { expect, test } from './fixtures'

test('a thread beside the messages: a reply is there for both, counted, followed, and read', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'where shall we eat?')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  await ann.message('where shall we eat').hover()
  await ann.page.getByRole('button', { name: 'Reply in a thread' }).click()
  const thread = ann.page.getByRole('complementary', { name: 'Thread' })
  await expect(thread).toContainText('where shall we eat?')
  const field = thread.getByRole('textbox')
  await expect(field).toBeFocused()
  await field.fill('at the harbour')
  await field.press('Enter')
  await expect(thread.locator('[data-anchor]').filter({ hasText: 'at the harbour' })).toBeVisible()
  await expect(ann.message('at the harbour')).toHaveCount(0)

  const count = bob.message('where shall we eat').getByRole('button', { name: '1 reply' })
  await expect(count).toBeVisible()
  await expect(bob.page.getByRole('button', { name: 'Threads: 1 unread' })).toBeVisible()
  await count.click()
  const his = bob.page.getByRole('complementary', { name: 'Thread' })
  await expect(his).toContainText('at the harbour')
  await expect(bob.page.getByRole('button', { name: 'Threads', exact: true })).toBeVisible()
  await his.getByRole('checkbox', { name: /Also send to/ }).check()
  await his.getByRole('textbox').fill('at eight')
  await his.getByRole('textbox').press('Enter')
  await expect(thread).toContainText('at eight')
  await expect(ann.message('at eight')).toBeVisible()
  await bob.page.keyboard.press('Escape')
  await expect(his).toHaveCount(0)
  await expect(bob.composer).toBeFocused()

  await bob.page.getByRole('button', { name: 'Threads', exact: true }).click()
  const list = bob.page.getByRole('complementary', { name: 'Threads' })
  await expect(list).toContainText('where shall we eat?')
  await list.getByRole('button', { name: 'Unread', exact: true }).click()
  await expect(list).toContainText('No threads here')
})

test('a reply quotes; the quote stays when the reply is edited', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'the plan is **simple**')
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.message('the plan is').hover()
  await ann.page.getByRole('button', { name: 'Reply with a quote' }).click()
  await expect(ann.composer).toBeFocused()
  await expect(ann.page.getByText('Replying to')).toBeVisible()
  await ann.send('I like it')
  const own = ann.message('I like it')
  await expect(own.locator('blockquote')).toContainText('the plan is simple')
  await expect(own).not.toContainText('http')
  await ann.composer.press('ArrowUp')
  await expect(ann.composer).toHaveValue('I like it')
  await ann.send('I like it a lot')
  await expect(ann.message('I like it a lot').locator('blockquote')).toContainText('the plan')
})

test('what is starred and what is found leads to its place', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'the door code is 4711')
  for (let index = 0; index < 120; index += 1) {
    sandbox.control.post(people.bob, people.general, `chatter ${String(index)}`)
  }
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Search messages' }).click()
  const search = ann.page.getByRole('complementary', { name: 'Search messages' })
  await expect(search.getByRole('textbox')).toBeFocused()
  await search.getByRole('textbox').fill('door code')
  await expect(search.locator('mark')).toHaveText(['door', 'code'])
  await search.getByRole('button', { name: 'Go to the message of' }).click()
  await expect(ann.message('the door code')).toBeInViewport()
  await expect(search.getByRole('textbox')).toHaveValue('door code')
  await ann.askOf(ann.message('the door code'), 'Star for me')
  await ann.page.getByRole('button', { name: 'Starred messages' }).click()
  const starred = ann.page.getByRole('complementary', { name: 'Starred messages' })
  await expect(starred).toContainText('the door code is 4711')
  await ann.page.goBack()
  await expect(search).toBeVisible()
})

test('what is found in another conversation leads there, and the search goes on', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const name = `attic-${people.ann}`
  sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  sandbox.control.post(people.bob, name, 'the ladder is in the attic')
  sandbox.control.post(people.bob, people.general, 'who has the ladder')
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Search messages' }).click()
  const search = ann.page.getByRole('complementary', { name: 'Search messages' })
  await search.getByRole('textbox').fill('ladder')
  const hits = search.getByRole('article')
  await expect(hits).toHaveCount(1)
  await search.getByText('Everywhere').click()
  await expect(hits).toHaveCount(2)
  await expect(hits.locator('mark')).toHaveText(['ladder', 'ladder'])
  const other = hits.filter({ hasText: 'attic' })
  await expect(other).toContainText(name)
  await other.getByRole('button').click()
  await expect(ann.message('the ladder is in the attic')).toBeInViewport()
  await expect(hits).toHaveCount(2)
  await expect(search.getByRole('textbox')).toHaveValue('ladder')
})

test('who keeps the order of a channel pins and deletes what others wrote; others do not', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  // What is left of a deleted message is asked for, and nothing is.
  allowedErrors.push(/400/)
  const name = `order-${people.ann}`
  sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  sandbox.control.post(people.bob, name, 'bring a cake')
  sandbox.control.post(people.ann, name, 'at four')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(name)
  await bob.open(name)
  await ann.askOf(ann.message('bring a cake'), 'Pin for everyone')
  await ann.page.getByRole('button', { name: 'Pinned messages' }).click()
  const pinned = ann.page.getByRole('complementary', { name: 'Pinned messages' })
  await expect(pinned).toContainText('bring a cake')
  await ann.askOf(ann.message('bring a cake').first(), 'Delete')
  await expect(bob.message('bring a cake')).toHaveCount(0, { timeout: 20_000 })

  await bob.message('at four').hover()
  await bob.page.getByRole('button', { name: 'More actions' }).click()
  await expect(bob.page.getByRole('menuitem', { name: 'Report…' })).toBeVisible()
  await expect(bob.page.getByRole('menuitem', { name: /^(Pin|Delete)/ })).toHaveCount(0)
})
