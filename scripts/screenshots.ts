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

await mkdir(folder, { recursive: true })
const demo = await startDemo({ serveApp: (options) => startStaticServer(build, options) })
const executablePath = (await findBrowser()) ?? undefined
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const shot of shots) await take(browser, demo.url, shot)
await browser.close()
await demo.stop()
