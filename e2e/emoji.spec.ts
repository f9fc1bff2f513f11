import type { Page } from '@playwright/test'
import { InputMethod } from './composition'
import { expect, test } from './fixtures'

const pickerOf = (page: Page) => page.getByRole('dialog', { name: 'Emoji' })

test('K2 an emoji is picked by mouse and by keys, and stands where the caret was', async ({
  people,
  sandbox,
  site,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const elsewhere: string[] = []
  const own = new URL(ann.page.url()).origin
  const backends = new Set([site.serverUrl, sandbox.url].map((url) => new URL(url).origin))
  ann.page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== own && !backends.has(origin))
      elsewhere.push(request.url())
  })
  const button = ann.page.getByRole('button', { name: 'Emoji', exact: true })
  const picker = pickerOf(ann.page)
  await ann.composer.fill('well  done')
  for (let left = 0; left < 5; left += 1) await ann.composer.press('ArrowLeft')
  elsewhere.length = 0
  await button.click()
  await expect(picker.getByRole('textbox', { name: 'Search emoji' })).toBeFocused()
  await picker.getByRole('button', { name: 'party popper' }).first().click()
  await expect(picker).toBeHidden()
  await expect(ann.composer).toBeFocused()
  await expect(ann.composer).toHaveValue('well 🎉 done')
  expect(elsewhere, 'requests to other servers').toEqual([])
  await ann.page.keyboard.press('Control+z')
  await expect(ann.composer).toHaveValue('well  done')

  await button.click()
  await button.click()
  await expect(picker).toBeHidden()
  await button.click()
  await ann.page.keyboard.type('rocke')
  await ann.page.keyboard.press('ArrowDown')
  await expect(picker.getByRole('button', { name: 'rocket', exact: true })).toBeFocused()
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('well 🚀 done')

  await ann.page.reload()
  await ann.page.getByRole('button', { name: 'Emoji', exact: true }).click()
  const lately = picker.getByRole('group', { name: 'Recently used' }).getByRole('button')
  await expect(lately.first()).toHaveAccessibleName('rocket')
  await ann.page.keyboard.press('Escape')
  await expect(picker).toBeHidden()
})

test('any emoji is a reaction, with a skin tone that is remembered', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'who is in?')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  const picker = pickerOf(ann.page)
  await ann.message('who is in?').hover()
  // Whoever types faster than the names come is waited for.
  let letNamesCome!: () => void
  const typed = new Promise<void>((resolve) => {
    letNamesCome = resolve
  })
  await ann.page.route(/\/assets\/en-[\w-]+\.js$/, async (route) => {
    await typed
    await route.continue()
  })
  await ann.page.getByRole('button', { name: 'Add reaction' }).click()
  await picker.getByRole('textbox').fill('taco')
  await ann.page.keyboard.press('Enter')
  await expect(picker).toBeVisible()
  letNamesCome()
  await expect(bob.message('who is in?')).toContainText('🌮')

  await ann.message('who is in?').hover()
  await ann.message('who is in?').getByRole('button', { name: 'Add reaction' }).last().click()
  await picker.getByRole('button', { name: 'Skin tone' }).click()
  await picker.getByRole('button', { name: 'Dark', exact: true }).click()
  await picker.getByRole('textbox').fill('waving')
  await picker.getByRole('button', { name: 'waving hand' }).click()
  await expect(bob.message('who is in?')).toContainText('👋🏿')
  await bob.message('who is in?').hover()
  await bob
    .message('who is in?')
    .getByRole('button', { name: /^wave_tone5, 1/ })
    .click()
  await expect(
    ann.message('who is in?').getByRole('button', { name: /^wave_tone5, 2/ }),
  ).toBeVisible()
})

test('A2 emoji are found in the language of the user, by an input method as well', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann, { locale: 'zh-CN' })
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: '表情', exact: true }).click()
  const picker = ann.page.getByRole('dialog', { name: '表情' })
  await expect(picker.getByRole('textbox', { name: '搜索表情' })).toBeFocused()
  const method = await InputMethod.on(ann.page)
  await method.write({ language: 'Chinese', words: [{ steps: ['huo', 'huo jian'], text: '火箭' }] })
  const found = picker.getByRole('group', { name: '搜索结果' }).getByRole('button')
  await expect(found.first()).toHaveAccessibleName('火箭')
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('🚀')
})

test('emoji are picked where the browser keeps nothing', async ({ people, signedIn }) => {
  const ann = await signedIn(people.ann)
  await ann.page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('blocked', 'SecurityError')
    }
    Object.defineProperty(window, 'localStorage', { get: refuse })
    Object.defineProperty(window, 'indexedDB', { get: refuse })
  })
  await ann.page.reload()
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Emoji', exact: true }).click()
  await pickerOf(ann.page).getByRole('button', { name: 'rocket' }).first().click()
  await expect(ann.composer).toHaveValue('🚀')
})

test('emoji of the workspace are pictures in texts and reactions, and are found by their names', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'well :party_blob: done :no_such_one:')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  const message = ann.message('well')
  const picture = message.getByRole('img', { name: ':party_blob:' })
  await expect(picture).toBeVisible()
  await expect
    .poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBeGreaterThan(0)
  await expect(message).toContainText(':no_such_one:')

  await ann.composer.pressSequentially('look :party_b')
  await expect(ann.page.getByRole('option', { name: 'party blob' })).toBeVisible()
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('look :party_blob: ')
  await ann.page.keyboard.press('Enter')
  await expect(bob.message('look').getByRole('img', { name: ':party_blob:' })).toBeVisible()

  await message.hover()
  await message.getByRole('button', { name: 'Add reaction' }).first().click()
  const picker = pickerOf(ann.page)
  await picker.getByRole('button', { name: 'This workspace' }).click()
  await picker.getByRole('button', { name: 'party blob' }).last().click()
  await expect(
    bob.message('well').getByRole('button', { name: /party_blob, 1 reaction/ }),
  ).toBeVisible()
})
