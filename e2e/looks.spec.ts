import { expect, test } from './fixtures'

const phone = { width: 390, height: 844 }

test('A4 a phone shows one pane at a time, and the back gesture leads to the list', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann, { viewport: phone, hasTouch: true })
  await expect(ann.composer).toHaveCount(0)
  await ann.open(people.general)
  await expect(ann.channels).toBeHidden()
  await ann.page.goBack()
  await expect(ann.channels).toBeVisible()
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Back to channels' }).click()
  await expect(ann.channels).toBeVisible()
})

test('K1 on a touch keyboard Enter makes a line and the button sends', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann, { viewport: phone, hasTouch: true, isMobile: true })
  await ann.open(people.general)
  await ann.composer.fill('one')
  await ann.composer.press('Enter')
  await ann.composer.pressSequentially('two')
  await expect(ann.messages).toHaveCount(0)
  await ann.page.getByRole('button', { name: 'Send' }).click()
  await expect(ann.message('two')).toContainText('one')
})

test('A2 Chinese throughout, with the language of the document', async ({ people, signedIn }) => {
  const ann = await signedIn(people.ann, { locale: 'zh-CN' })
  await expect(ann.page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await ann.channel(people.general).click()
  await expect(ann.page.getByRole('textbox').last()).toBeVisible()
  const words = await ann.page.locator('body').innerText()
  expect(words).not.toMatch(/Message|Channel|Filter|No messages/)
})

test('A3 the theme follows the system, can be chosen, and is kept', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann, { colorScheme: 'dark' })
  const root = ann.page.locator('html')
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await ann.page.getByRole('button', { name: 'Account and settings' }).click()
  await expect(ann.page.getByRole('menuitemradio', { name: 'Match system' }).first()).toBeChecked()
  await ann.page.getByRole('menuitemradio', { name: 'Light' }).click()
  await expect(root).toHaveAttribute('data-theme', 'light')
  await ann.page.reload()
  await expect(root).toHaveAttribute('data-theme', 'light')
})

test('A1 everything is reached by keyboard: list, channel, transcript, composer', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'first')
  sandbox.control.post(people.bob, people.general, 'second')
  const ann = await signedIn(people.ann)
  const { keyboard } = ann.page
  await ann.page.getByRole('searchbox').or(ann.page.getByPlaceholder('Filter channels')).focus()
  await keyboard.type(people.general)
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(ann.message('second')).toBeVisible()
  await ann.transcript.focus()
  await keyboard.press('End')
  await keyboard.press('ArrowUp')
  await expect(ann.page.locator('[data-roving]:focus')).toContainText('first')
  await keyboard.press('Escape')
  await expect(ann.composer).toBeFocused()
  await keyboard.type('typed')
  await keyboard.press('Enter')
  await expect(ann.message('typed')).toBeVisible()
})
