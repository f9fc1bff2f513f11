import type { Locator } from '@playwright/test'
import { expect, test } from './fixtures'
import { setStage } from './tour/stage'

/** The outline or the border that shows where colours of backgrounds are the user's own. */
const lineOf = (target: Locator): Promise<string> =>
  target.evaluate((element) => {
    const { outlineStyle, outlineWidth, borderTopStyle, borderTopWidth } = getComputedStyle(element)
    const isDrawn = (style: string, width: string): boolean =>
      style !== 'none' && Number.parseFloat(width) >= 1
    if (isDrawn(outlineStyle, outlineWidth)) return 'outline'
    return isDrawn(borderTopStyle, borderTopWidth) ? 'border' : 'nothing'
  })

test('A1 with the colours of the user all states still show', async ({
  people,
  site,
  signedIn,
}) => {
  const stage = await setStage(site, people)
  const chat = await signedIn(people.ann, { forcedColors: 'active', reducedMotion: 'reduce' })
  const { page } = chat
  const direct = chat.channel('1 unread message')
  await expect(direct).toContainText('Lunch?')
  expect(await lineOf(direct.locator('.pill'))).toBe('border')
  await chat.open(stage.main)
  const current = chat.channels.locator('[aria-current=page]')
  expect(await lineOf(current)).toBe('outline')
  expect(await lineOf(page.locator('.composer-box'))).toBe('border')

  const mine = chat.message('Some bold').getByRole('button', { name: /^tada, 2/ })
  await expect(mine).toHaveAttribute('aria-pressed', 'true')
  expect(await lineOf(mine)).toBe('outline')
  const row = chat.transcript.locator('[data-roving]').filter({ hasText: 'They look great' })
  await chat.transcript.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowUp')
  await expect(row).toBeFocused()
  expect(await lineOf(row)).toBe('outline')

  const info = page.getByRole('button', { name: 'About this conversation' })
  await info.click()
  const panel = page.getByRole('complementary')
  await expect(panel.getByRole('switch').first()).toBeVisible()
  expect(await lineOf(info)).toBe('outline')
  const look = await panel
    .getByRole('switch')
    .first()
    .evaluate((one) => getComputedStyle(one).appearance)
  expect(look, 'switches are the browser’s own').toBe('auto')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  const option = page.getByRole('listbox').getByRole('option', { selected: true })
  await expect(option).toBeVisible()
  expect(await lineOf(option)).toBe('outline')
  await page.getByRole('button', { name: 'New conversation' }).last().click()
  const chosen = page.getByRole('dialog').locator('label', { hasText: 'Channel' }).locator('span')
  await expect(chosen).toBeVisible()
  expect(await lineOf(chosen)).toBe('outline')
})
