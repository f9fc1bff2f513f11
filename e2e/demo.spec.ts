import { test, expect, type FrameLocator } from '@playwright/test'
import { startDemo } from '../server/demo/startDemo'
import { startStaticServer } from '../server/demo/staticServer'
import { build } from './site'

test('the demo opens two users side by side, one by each way, who chat with each other', async ({
  page,
}) => {
  const demo = await startDemo({ serveApp: (options) => startStaticServer(build, options) })
  await page.goto(demo.sideBySideUrl)
  const windows = page.getByRole('figure')
  await expect(windows).toHaveText([/directly/, /through a host application/])
  const frames = windows.locator('iframe')
  expect(await frames.nth(1).getAttribute('src')).toMatch(demo.relayAppUrl)
  const [left, right] = [frames.nth(0).contentFrame(), frames.nth(1).contentFrame()]
  await write(left, 'Can you see me?')
  await expect(message(right, 'Can you see me?')).toBeVisible()
  await write(right, '看得到 👋')
  await expect(message(left, '看得到')).toBeVisible()
  const composer = right.getByRole('textbox', { name: 'Message to' })
  await composer.pressSequentially('and now')
  await expect(left.getByText(/is typing/)).toBeVisible()
  await demo.stop()
})

function message(frame: FrameLocator, text: string) {
  return frame.locator('[data-anchor]').filter({ hasText: text })
}

async function write(frame: FrameLocator, text: string): Promise<void> {
  const composer = frame.getByRole('textbox', { name: 'Message to' })
  await composer.fill(text)
  await composer.press('Enter')
}
