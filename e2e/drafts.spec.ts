import { expect, test } from './fixtures'

test('K2 each channel keeps its draft and its edit, and the draft survives a reload', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const other = `other-${people.ann}`
  sandbox.control.createRoom({ name: other, members: [people.ann, people.bob] })
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.send('a first thought')
  await expect(ann.message('a first thought')).not.toContainText('Sending')
  await ann.composer.press('ArrowUp')
  await ann.composer.press('End')
  await ann.page.keyboard.type(', and a second')
  await ann.open(other)
  await expect(ann.composer).toHaveValue('')
  await ann.composer.fill('for the others')
  await ann.open(people.general)
  await expect(ann.page.getByText('Editing a message')).toBeVisible()
  await expect(ann.composer).toHaveValue('a first thought, and a second')
  await ann.composer.press('Enter')
  await expect(ann.message('and a second')).toBeVisible()
  await ann.open(other)
  await expect(ann.composer).toHaveValue('for the others')
  await ann.page.reload()
  await expect(ann.composer).toHaveValue('for the others')
})

test('K2 the field grows with its text to two fifths of the screen, also when it gets narrower', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const heightOf = () => ann.composer.evaluate((field) => field.getBoundingClientRect().height)
  const { height: screen = 0 } = ann.page.viewportSize() ?? {}
  const low = await heightOf()
  await ann.composer.fill('word '.repeat(60))
  const wide = await heightOf()
  expect(wide).toBeGreaterThan(low)
  await ann.page.setViewportSize({ width: 500, height: screen })
  await expect.poll(heightOf).toBeGreaterThan(wide)
  await ann.composer.fill('line\n'.repeat(80))
  expect(await heightOf()).toBeLessThanOrEqual(0.4 * screen + 1)
  await ann.composer.fill('')
  await expect.poll(heightOf).toBe(low)
})

test('K2 a text that is too long says by how much, and stays', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const limit = 5_000
  await ann.composer.fill('x'.repeat(limit + 3))
  const said = ann.page.getByRole('status').filter({ hasText: '3 characters too many' })
  await expect(said).toBeVisible()
  await ann.composer.press('Enter')
  await expect(ann.composer).toHaveValue('x'.repeat(limit + 3))
  await ann.composer.fill('x'.repeat(limit))
  await ann.composer.press('Enter')
  await expect(ann.composer).toHaveValue('')
  await expect
    .poll(() => sandbox.control.world().messages.some(({ msg }) => msg.length === limit))
    .toBe(true)
})
