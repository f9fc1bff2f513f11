import { fileURLToPath } from 'node:url'
import { test, expect, type FrameLocator } from '@playwright/test'
import { startDemo } from '../server/demo/startDemo'
import { startStaticServer } from '../server/demo/staticServer'

const build = fileURLToPath(new URL('../dist', import.meta.url))

test('the demo opens two users side by side, who chat with each other', async ({ page }) => {
  const demo = await startDemo({ serveApp: (options) => startStaticServer(build, options) })
  await page.goto(demo.sideBySideUrl)
  const frames = page.locator('iframe')
  const [left, right] = [frames.nth(0).contentFrame(), frames.nth(1).contentFrame()]
  await write(left, 'Can you see me?')
  await expect(right.locator('[data-anchor]').filter({ hasText: 'Can you see me?' })).toBeVisible()
  await write(right, '看得到 👋')
  await expect(left.locator('[data-anchor]').filter({ hasText: '看得到' })).toBeVisible()
  await demo.stop()
})

async function write(frame: FrameLocator, text: string): Promise<void> {
  const composer = frame.getByRole('textbox', { name: 'Message to' })
  await composer.fill(text)
  await composer.press('Enter')
}
