import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'

/** Somebody who has no mouse, and looks where the focus is after each step. */
class Typist {
  constructor(readonly page: Page) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key)
  }

  async type(words: string): Promise<void> {
    await this.page.keyboard.type(words)
  }

  /** Goes on with a key until the focus is there. */
  async to(target: Locator, key = 'Tab'): Promise<void> {
    for (let step = 0; step < 40; step += 1) {
      if (await target.evaluateAll((all) => all.some((one) => one === document.activeElement)))
        break
      await this.page.keyboard.press(key)
    }
    await this.isAt(target)
  }

  /** The focus is there, and whoever looks sees where it is. */
  async isAt(target: Locator): Promise<void> {
    await expect(target).toBeFocused()
    await expect.poll(() => focusFault(this.page)).toBe('')
  }
}

/** Why nobody sees where the focus is; empty: it is seen. */
function focusFault(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement
    if (focused === null || focused === document.body) return 'the focus is lost'
    const accent = document.createElement('i')
    accent.style.color = 'var(--accent-9)'
    document.body.append(accent)
    const { color } = getComputedStyle(accent)
    accent.remove()
    let place: Element | null = focused
    for (let height = 0; place !== null && height < 4; height += 1) {
      const { outlineStyle, outlineWidth, boxShadow, borderTopColor } = getComputedStyle(place)
      const hasOutline = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
      if (hasOutline || boxShadow.includes(color) || borderTopColor === color) return ''
      place = place.parentElement
    }
    return `nothing shows that the focus is at ${focused.tagName} ${focused.className}`
  })
}

test('A1, K3 everything is done by keyboard, and the focus is never lost or out of sight', async ({
  page,
  people,
  sandbox,
}) => {
  test.slow()
  const { ann, bob, general } = people
  sandbox.control.post(bob, general, 'Who makes the coffee?')
  sandbox.control.post(bob, general, 'And who buys the cake?')
  const [typist, chat] = [new Typist(page), new ChatPage(page)]
  const signIn = new SignInPage(page)
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const title = page.getByRole('heading', { level: 1 })

  await page.goto('/')
  await typist.isAt(signIn.user)
  await typist.type(ann)
  await typist.to(signIn.password)
  await typist.type(ann)
  await typist.press('Enter')
  await expect(chat.channels).toBeVisible()
  const row = chat.channel(general)
  await typist.isAt(row)

  await typist.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys).toContainText('Into a message')
  await typist.press('Escape')
  await typist.isAt(row)

  const filter = page.getByRole('textbox', { name: 'Filter channels' })
  await typist.press('Home')
  await typist.to(filter, 'ArrowUp')
  await typist.type(general)
  await typist.press('ArrowDown')
  await typist.isAt(row)
  await typist.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await typist.isAt(page.getByRole('menuitem').first())
  await typist.press('Escape')
  await typist.isAt(row)
  await typist.press('Enter')
  await typist.isAt(chat.composer)

  await typist.type(`@${bob.slice(0, 3)}`)
  await expect(page.getByRole('option', { name: /Bob Marsh/ })).toBeVisible()
  await typist.press('Enter')
  await typist.type('I do.')
  await typist.press('Enter')
  await expect(chat.message('I do.')).toContainText(`@${bob}`)
  await expect(chat.message('I do.')).not.toContainText('Sending')
  await typist.isAt(chat.composer)
  await typist.press('ArrowUp')
  await expect(page.getByText('Editing a message')).toBeVisible()
  await typist.type(' Both.')
  await typist.press('Enter')
  await expect(chat.message('I do. Both.')).toBeVisible()
  await typist.isAt(chat.composer)
  await typist.to(button('Attach files'), 'Shift+Tab')
  await typist.to(chat.composer)

  const message = (words: string) =>
    chat.transcript.locator('[data-roving]').filter({ hasText: words })
  const panel = page.getByRole('complementary')
  await typist.press('Shift+F6')
  await typist.isAt(chat.transcript)
  await typist.press('ArrowUp')
  await typist.isAt(message('I do. Both.'))
  await typist.press('Tab')
  await typist.isAt(button('Ann Keller').and(page.locator('bdi')))
  await typist.press('Tab')
  await typist.isAt(button(`@${bob}`))
  await typist.press('Enter')
  await expect(panel.getByRole('heading', { name: 'Bob Marsh' })).toBeVisible()
  await expect.poll(() => focusFault(page)).toBe('')
  await typist.press('Escape')
  await expect(panel).toHaveCount(0)
  await typist.isAt(chat.composer)

  await typist.press('Shift+F6', 'ArrowUp')
  await typist.isAt(message('I do. Both.'))
  await typist.press('Home')
  await typist.isAt(message('Who makes the coffee?'))
  await typist.press('ArrowDown')
  await typist.isAt(message('And who buys the cake?'))
  await typist.press('End', 'ArrowUp', 'Enter')
  const actions = message('And who buys the cake?').getByRole('toolbar').getByRole('button')
  await typist.isAt(actions.first())
  await typist.press('Enter')
  await expect(
    message('And who buys the cake?').getByRole('button', { name: /, 1 reaction/ }),
  ).toBeVisible()
  await typist.isAt(actions.first())
  await typist.press('End')
  await typist.isAt(button('More actions'))
  await typist.press('Enter')
  await typist.isAt(page.getByRole('menuitem').first())
  await typist.to(page.getByRole('menuitem', { name: 'Report…' }), 'ArrowDown')
  await typist.press('Enter')
  await typist.isAt(page.getByRole('dialog').getByRole('textbox'))
  await typist.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await typist.isAt(button('More actions'))
  await typist.to(button('Reply in a thread'), 'ArrowLeft')
  await typist.press('Enter')
  await typist.isAt(panel.getByRole('textbox'))
  await typist.type('Me too.')
  await typist.press('Enter')
  await expect(panel.getByText('Me too.')).toBeVisible()
  await typist.isAt(panel.getByRole('textbox'))
  await typist.press('Escape')
  await expect(panel).toHaveCount(0)
  await typist.isAt(chat.composer)

  await typist.press('Shift+F6', 'ArrowUp', 'Enter')
  await typist.press('End', 'Enter')
  await typist.to(page.getByRole('menuitem', { name: 'Delete' }), 'ArrowDown')
  await typist.press('Enter')
  await expect(button('Undo')).toBeVisible()
  await expect(page.locator('[data-roving]:focus')).toContainText('Deleted.')
  await typist.press('Enter')
  await typist.isAt(button('Undo'))
  await typist.press('Enter')
  await typist.isAt(message('I do. Both.'))
  await typist.press('Escape')
  await typist.isAt(chat.composer)

  await typist.press('Shift+F6')
  for (const name of ['About this conversation', 'Search messages', 'Starred messages']) {
    await typist.to(page.getByRole('toolbar').getByRole('button', { name }), 'Shift+Tab')
    await typist.press('Enter')
    await expect(panel).toBeVisible()
    await expect.poll(() => focusFault(page)).toBe('')
    expect(await panel.evaluate((one) => one.contains(document.activeElement))).toBe(true)
    await typist.press('Escape')
    await expect(panel).toHaveCount(0)
    await typist.isAt(chat.composer)
  }

  await typist.press('Control+k')
  const combobox = page.getByRole('combobox')
  await typist.isAt(combobox)
  await typist.to(button('New conversation'))
  await typist.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New conversation' })
  await typist.isAt(dialog.getByRole('textbox', { name: 'Name' }))
  await typist.type(`kitchen-${ann}`)
  await typist.press('Enter')
  await expect(title).toHaveText(`kitchen-${ann}`)
  await typist.isAt(chat.composer)
  await typist.type(`As in #${general}`)
  await expect(page.getByRole('option', { selected: true })).toContainText(general)
  await typist.press('Enter', 'Enter')
  await expect(message('As in')).toBeVisible()
  await expect(message('As in')).not.toContainText('Sending')
  await typist.press('Shift+F6', 'ArrowUp')
  await typist.to(page.getByRole('link', { name: `#${general}`, exact: true }))
  await typist.press('Enter')
  await expect(title).toHaveText(general)
  await typist.isAt(chat.composer)
  await typist.press('Control+k')
  await typist.type('kitchen')
  await expect(page.getByRole('option', { selected: true })).toContainText('kitchen')
  await typist.press('Enter')
  await expect(title).toHaveText(`kitchen-${ann}`)
  await typist.isAt(chat.composer)

  const account = button('Account and settings')
  await typist.to(account, 'Shift+Tab')
  await typist.press('Enter')
  await typist.isAt(page.getByRole('menuitem').first())
  await typist.press('Enter')
  const status = page.getByRole('dialog', { name: 'Status and profile' })
  const online = status.getByRole('radio', { name: 'Online' })
  await expect(online).toBeVisible()
  await typist.to(online)
  await typist.press('ArrowRight')
  await expect(status.getByRole('radio', { name: 'Away' })).toBeChecked()
  await typist.to(status.getByRole('button', { name: 'Save' }))
  await typist.press('Enter')
  await expect(status).toHaveCount(0)
  await typist.isAt(account)
  await typist.press('Enter')
  await typist.isAt(page.getByRole('menuitem').first())
  await typist.press('End', 'Enter')
  await typist.isAt(signIn.user)
})
