import { expect, test } from './fixtures'

test('K2 what is selected gets its format by keys, shows so, and is taken back by Ctrl+Z', async ({
  people,
  signedIn,
}) => {
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  await expect(ann.page.getByRole('button', { name: 'Show formatting' })).toBeVisible()
  await ann.composer.fill('this is bold')
  await ann.composer.press('Control+Shift+ArrowLeft')
  await ann.composer.press('Control+b')
  await expect(ann.composer).toHaveValue('this is *bold*')
  await ann.composer.press('Control+b')
  await expect(ann.composer).toHaveValue('this is bold')
  await ann.composer.press('Control+i')
  await ann.composer.press('Control+z')
  await expect(ann.composer).toHaveValue('this is bold')
  await ann.composer.press('Control+Shift+x')
  await ann.composer.press('Control+e')
  await expect(ann.composer).toHaveValue('this is ~`bold`~')
  await ann.composer.press('Control+z')
  await ann.composer.press('Control+z')
  await ann.composer.press('Control+b')
  await ann.composer.press('Enter')
  await expect(bob.transcript.locator('strong', { hasText: 'bold' })).toBeVisible()

  await ann.composer.fill('one\ntwo')
  await ann.composer.press('Control+a')
  await ann.composer.press('Control+Shift+Digit7')
  await expect(ann.composer).toHaveValue('1. one\n2. two')
  await ann.composer.press('Enter')
  await expect(bob.transcript.getByRole('listitem').filter({ hasText: /^two$/ })).toBeVisible()
})

test('K2 the bar formats without taking the focus, is walked by arrows, and is there the next time', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.composer.fill('x = 1')
  await ann.page.getByRole('button', { name: 'Show formatting' }).click()
  const bar = ann.page.getByRole('toolbar', { name: 'Formatting' })
  await expect(bar.getByRole('button')).toHaveCount(8)
  await expect(bar.getByRole('button', { name: 'Bold' })).toHaveAttribute('title', 'Bold (Ctrl+B)')
  await ann.composer.press('Control+a')
  await bar.getByRole('button', { name: 'Code block' }).click()
  await expect(ann.composer).toBeFocused()
  await expect(ann.composer).toHaveValue('```\nx = 1\n```')
  await ann.composer.press('Enter')
  await expect(ann.transcript.locator('pre')).toContainText('x = 1')

  await ann.page.reload()
  await bar.getByRole('button', { name: 'Bold' }).focus()
  await ann.page.keyboard.press('ArrowRight')
  await expect(bar.getByRole('button', { name: 'Italic' })).toBeFocused()
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('__')
  await expect(ann.composer).toBeFocused()
})
