import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test, type SignInOptions } from './fixtures'
import { SignInPage } from './pages/signInPage'

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

const faces: readonly SignInOptions[] = [
  { colorScheme: 'light', locale: 'en-US' },
  { colorScheme: 'dark', locale: 'zh-CN' },
  { colorScheme: 'light', locale: 'zh-CN', viewport: phone },
  { colorScheme: 'dark', locale: 'en-US', viewport: phone },
]

for (const looks of faces) {
  // Half-faded colours are no colours anybody reads.
  const face = { ...looks, reducedMotion: 'reduce' } as const
  const width = String(face.viewport?.width ?? 1280)
  test(`A1 axe finds nothing: ${face.colorScheme ?? ''}, ${face.locale ?? ''}, ${width} px`, async ({
    browser,
    baseURL,
    people,
    sandbox,
    signedIn,
  }) => {
    sandbox.control.post(
      people.bob,
      people.general,
      'Some *text* with `code`, a [link](https://example.org) and @all',
    )
    sandbox.control.post(people.bob, people.general, '> quoted\n\n```ts\nconst answer = 42\n```')
    const context = await browser.newContext({ ...face, baseURL: baseURL ?? '' })
    const page = await context.newPage()
    await page.goto('/')
    await expect(new SignInPage(page).user).toBeVisible()
    await expectNoViolations(page)
    await context.close()
    const chat = await signedIn(people.ann, face)
    await expectNoViolations(chat.page)
    await chat.channel(people.general).click()
    await expect(chat.messages.first()).toBeVisible()
    await expectNoViolations(chat.page)
    await expect(chat.page.locator('input[type=file]')).toBeAttached()
    await chat.page.keyboard.press('Control+k')
    await expect(chat.page.getByRole('combobox')).toBeFocused()
    await chat.page.keyboard.type('a')
    await expect(chat.page.getByRole('option').first()).toBeVisible()
    await expectNoViolations(chat.page)
    await chat.page.keyboard.press('Escape')
    await chat.transcript.focus()
    await chat.page.keyboard.press('?')
    await expect(chat.page.getByRole('dialog')).toBeVisible()
    await expectNoViolations(chat.page)
  })
}

for (const looks of faces.slice(0, 3)) {
  const width = String(looks.viewport?.width ?? 1280)
  test(`A1 axe finds nothing where one writes: ${looks.colorScheme ?? ''}, ${looks.locale ?? ''}, ${width} px`, async ({
    people,
    sandbox,
    signedIn,
  }) => {
    sandbox.control.post(people.bob, people.general, 'hello')
    const chat = await signedIn(people.ann, { ...looks, reducedMotion: 'reduce' })
    await chat.channel(people.general).click()
    await chat.page.getByRole('button', { name: /^(Show formatting|显示格式工具)$/ }).click()
    await chat.composer.focus()
    await chat.page.keyboard.type('see @')
    await expect(chat.page.getByRole('option').first()).toBeVisible()
    await expectNoViolations(chat.page)
    await chat.page.keyboard.press('Escape')
    await chat.page.getByRole('button', { name: /^(Emoji|表情)$/ }).click()
    const picker = chat.page.getByRole('dialog', { name: /^(Emoji|表情)$/ })
    await expect(picker.getByRole('group').first()).toBeVisible()
    await expectNoViolations(chat.page)
    await chat.page.keyboard.type('zzzz')
    await expect(picker.getByRole('status')).toBeVisible()
    await expectNoViolations(chat.page)
  })
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`),
  ).toEqual([])
}
