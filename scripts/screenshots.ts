/**
 * Takes the pictures of the README from the running demo: `npm run screenshots`. Needs a build (`npm run build`).
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from '@playwright/test'
import { startDemo } from '../server/demo/startDemo'
import { startStaticServer } from '../server/demo/staticServer'
import { findBrowser } from './lib/browser.mjs'

interface Shot {
  readonly name: string
  readonly user: string
  readonly channel: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  readonly locale: string
}

const shots: readonly Shot[] = [
  {
    name: 'chat-light',
    user: 'ann',
    channel: 'general',
    width: 1280,
    height: 800,
    colorScheme: 'light',
    locale: 'en-GB',
  },
  {
    name: 'chat-dark-zh',
    user: 'lina',
    channel: '产品讨论',
    width: 1280,
    height: 800,
    colorScheme: 'dark',
    locale: 'zh-CN',
  },
  {
    name: 'phone',
    user: 'ann',
    channel: 'general',
    width: 390,
    height: 844,
    colorScheme: 'light',
    locale: 'en-GB',
  },
]

const folder = fileURLToPath(new URL('../docs/images/', import.meta.url))
const build = fileURLToPath(new URL('../dist', import.meta.url))

async function take(browser: Browser, url: string, shot: Shot): Promise<void> {
  const { width, height, colorScheme, locale } = shot
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${url}/?user=${shot.user}`)
  await page.getByRole('link').filter({ hasText: shot.channel }).first().click()
  await page.locator('[data-anchor]').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${folder}${shot.name}.png` })
  await context.close()
}

/** Both windows of the page, after a word has gone each way. */
async function takeSideBySide(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  await page.goto(url)
  const windows = [0, 1].map((index) => page.locator('iframe').nth(index).contentFrame())
  for (const [index, text] of [
    'Did you see the new badges?',
    'Yes, they look great 👍',
  ].entries()) {
    const composer = windows[index]?.getByRole('textbox', { name: 'Message to' })
    await composer?.fill(text)
    await composer?.press('Enter')
    for (const one of windows) {
      await one.locator('[data-anchor]').filter({ hasText: text }).waitFor()
    }
  }
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${folder}side-by-side.png` })
  await page.close()
}

await mkdir(folder, { recursive: true })
const demo = await startDemo({ serveApp: (options) => startStaticServer(build, options) })
const executablePath = (await findBrowser()) ?? undefined
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const shot of shots) await take(browser, demo.url, shot)
await takeSideBySide(browser, demo.sideBySideUrl)
await browser.close()
await demo.stop()
