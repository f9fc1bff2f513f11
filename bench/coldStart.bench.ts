/**
 * From navigation to the first channel in the list: `npm run bench:coldstart`. The real build and the sandbox, directly, over
 * a network that Chromium slows down (Fast 3G: 150 ms, 1.6 Mbit/s), with 14 and with 1,000 channels, with and without what the
 * last page kept. Prints the median and the slowest of some starts, in milliseconds.
 */
import { fileURLToPath } from 'node:url'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { startBothWays } from '../server/demo/bothWays'
import { startStaticServer } from '../server/demo/staticServer'

const build = fileURLToPath(new URL('../dist', import.meta.url))
const starts = 7
const fast3G = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 94_000,
}

declare global {
  interface Window {
    listedAt?: number
  }
}

/** Notes when the first channel was painted: in the frame after the one that brought it. */
function noteFirstChannel(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('nav a[href*="/channel/"]') === null) return
    observer.disconnect()
    requestAnimationFrame(() => {
      setTimeout(() => {
        window.listedAt = performance.now()
      })
    })
  })
  observer.observe(document, { childList: true, subtree: true })
}

async function forget(page: Page, network: CDPSession): Promise<void> {
  const { origin } = new URL(page.url())
  await network.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
}

async function measure(page: Page, network: CDPSession, isKept: boolean): Promise<number[]> {
  const times: number[] = []
  for (let start = 0; start < starts; start += 1) {
    if (!isKept) {
      await page.goto('about:blank')
      await page.goBack({ waitUntil: 'commit' })
      await forget(page, network)
    }
    await page.reload()
    await page.waitForFunction(() => window.listedAt !== undefined)
    times.push(await page.evaluate(() => window.listedAt ?? 0))
    // Long enough for what is kept to be written.
    await page.waitForTimeout(4_000)
  }
  return times.sort((a, b) => a - b)
}

async function run(channels: number): Promise<void> {
  const parts = await startBothWays({
    serveApp: (options) => startStaticServer(build, options),
    sandbox: { seed: 'empty' },
    logLevel: 'silent',
  })
  const { control } = parts.sandbox
  control.addUser({ username: 'ann', password: 'ann', name: 'Ann Keller' })
  for (let at = 1; at <= channels; at += 1) {
    const name = `channel-${String(at)}`
    control.createRoom({ name, members: ['ann'] })
    control.post('ann', name, `a line in ${name}`)
  }
  const executablePath = (await findBrowser()) ?? undefined
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await (await browser.newContext()).newPage()
    await page.addInitScript(noteFirstChannel)
    const network = await page.context().newCDPSession(page)
    await page.goto(parts.app.url)
    await page.getByLabel('Username or e-mail').fill('ann')
    await page.locator('input[type=password]').fill('ann')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('nav a[href*="/channel/"]').first().waitFor()
    await page.waitForTimeout(4_000)
    await network.send('Network.enable')
    await network.send('Network.emulateNetworkConditions', fast3G)
    for (const isKept of [false, true]) {
      const times = await measure(page, network, isKept)
      const median = times[Math.floor(times.length / 2)] ?? 0
      const slowest = times.at(-1) ?? 0
      const name = `${String(channels)} channels, ${isKept ? 'kept' : 'not kept'}`
      console.log(`${name}: median ${median.toFixed(0)}, slowest ${slowest.toFixed(0)} ms`)
    }
  } finally {
    await browser.close()
    await parts.stop()
  }
}

await run(14)
await run(1_000)
