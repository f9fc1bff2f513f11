/**
 * From one user's Enter to the other user's paint: `npm run bench:latency`. Two browser contexts, the real build, the
 * sandbox, 200 messages one after the other, directly and then through the relay. Prints p50, p95 and the slowest, in
 * milliseconds.
 */
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { startBothWays } from '../server/demo/bothWays'
import { startStaticServer } from '../server/demo/staticServer'

const messageCount = 200
const build = fileURLToPath(new URL('../dist', import.meta.url))

interface Times {
  readonly [text: string]: number
}

declare global {
  interface Window {
    paintedAt: Record<string, number>
    enteredAt: Record<string, number>
  }
}

/** Notes when each Enter went down. Times are of the machine's clock, so that two pages can be compared. */
function noteEnters(): void {
  window.enteredAt = {}
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLTextAreaElement)) return
      window.enteredAt[event.target.value] = performance.timeOrigin + performance.now()
    },
    { capture: true },
  )
}

/** Notes when each row was painted: in the frame after the one that brought it. */
function notePaints(): void {
  window.paintedAt = {}
  const seen = new WeakSet<Element>()
  new MutationObserver(() => {
    for (const row of document.querySelectorAll<HTMLElement>('[data-anchor]')) {
      if (seen.has(row)) continue
      seen.add(row)
      const text = row.innerText.trim()
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        channel.port1.onmessage = () => {
          window.paintedAt[text] = performance.timeOrigin + performance.now()
        }
        channel.port2.postMessage(null)
      })
    }
  }).observe(document.body, { childList: true, subtree: true })
}

async function open(browser: Browser, url: string, user: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url })
  const page = await context.newPage()
  await page.goto('/')
  await page.getByLabel('Username or e-mail').fill(user)
  await page.locator('input[type=password]').fill(user)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link').filter({ hasText: 'speed' }).click()
  await page.getByRole('textbox', { name: 'Message to' }).waitFor()
  return page
}

async function exchange(sender: Page, receiver: Page): Promise<readonly number[]> {
  await sender.evaluate(noteEnters)
  await receiver.evaluate(notePaints)
  const composer = sender.getByRole('textbox', { name: 'Message to' })
  const round = Date.now()
  for (let index = 0; index < messageCount; index += 1) {
    const text = `message number ${index} of ${round}`
    await composer.fill(text)
    await composer.press('Enter')
    await receiver.waitForFunction((wanted) => wanted in window.paintedAt, text)
  }
  const entered: Times = await sender.evaluate(() => window.enteredAt)
  const painted: Times = await receiver.evaluate(() => window.paintedAt)
  return Object.entries(entered).map(([text, at]) => (painted[text] ?? NaN) - at)
}

function percentile(sorted: readonly number[], part: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1)
}

const { sandbox, host, app, relayApp, stop } = await startBothWays({
  serveApp: (options) => startStaticServer(build, options),
  sandbox: { seed: 'empty' },
})
for (const username of ['ann', 'bob']) {
  sandbox.control.addUser({ username, password: username, name: username })
  host.addUser({ username, password: username, name: username })
}
sandbox.control.createRoom({ name: 'speed', members: ['ann', 'bob'] })
const executablePath = (await findBrowser()) ?? undefined
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
for (const [way, url] of [
  ['directly', app.url],
  ['through the relay', relayApp.url],
] as const) {
  const sender = await open(browser, url, 'ann')
  const receiver = await open(browser, url, 'bob')
  const latencies = (await exchange(sender, receiver)).toSorted((a, b) => a - b)
  console.log(
    `${latencies.length} messages ${way}, Enter to the other's paint: ` +
      `p50 ${percentile(latencies, 0.5)} ms, p95 ${percentile(latencies, 0.95)} ms, ` +
      `slowest ${percentile(latencies, 1)} ms`,
  )
  await Promise.all([sender.context().close(), receiver.context().close()])
}
await browser.close()
await stop()
