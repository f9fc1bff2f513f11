/**
 * The screen under load: `npm run bench:screen`. The real state and components in Chromium: mounting 1,000 and 10,000
 * messages, appending 200 a second, prepending pages, and bumping one of 10,000 channels. Prints milliseconds of main
 * thread, the longest task, and how many elements are in the document.
 */
import { chromium, type Page } from '@playwright/test'
import { findBrowser } from '../scripts/lib/browser.mjs'
import { openScreenPage, startScreenPage } from './screenPage'

const server = await startScreenPage()
const executablePath = (await findBrowser()) ?? undefined
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})

async function open(): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    bypassCSP: true,
  })
  await openScreenPage(page, server.url)
  return page
}

async function measurePane(count: number): Promise<void> {
  const page = await open()
  const figures = await page.evaluate(async (total) => {
    const w = window as unknown as {
      message(index: number, at: number): never
      root(): HTMLElement
      frame(): Promise<void>
      tasks: number[]
    }
    const { pane } = window.__benchAdapter!
    const first = 1_700_000_000_000
    const history = Array.from({ length: total }, (_, index) =>
      w.message(index, first + index * 60_000),
    )
    const startedAt = performance.now()
    await pane.mount(w.root(), history)
    await w.frame()
    const mountMs = performance.now() - startedAt
    w.tasks.length = 0
    let next = total
    for (let burst = 0; burst < 120; burst += 1) {
      const batch = Array.from({ length: 4 }, () => w.message(next, first + next++ * 60_000))
      pane.append(batch)
      await w.frame()
    }
    const appendLongestMs = Math.max(0, ...w.tasks)
    const scroller = pane.scroller()
    scroller.scrollTop -= 3_000
    await w.frame()
    await w.frame()
    const top = scroller.getBoundingClientRect().top
    const row = [...scroller.querySelectorAll(pane.rowSelector)].find(
      (one) => one.getBoundingClientRect().top > top,
    )
    const before = row?.getBoundingClientRect().top ?? 0
    const older = Array.from({ length: 50 }, (_, index) =>
      w.message(-1 - index, first - (index + 1) * 60_000),
    )
    const prependAt = performance.now()
    await pane.prepend(older)
    const prependMs = performance.now() - prependAt
    await w.frame()
    const shift = (row?.getBoundingClientRect().top ?? 0) - before
    return {
      mountMs,
      appendLongestMs,
      prependMs,
      shift,
      elements: document.querySelectorAll('*').length,
    }
  }, count)
  console.log(
    `${count} messages: mount ${figures.mountMs.toFixed(0)} ms, ` +
      `longest task at 240 messages a second ${figures.appendLongestMs.toFixed(0)} ms (0: none over 50), ` +
      `prepend of 50 ${figures.prependMs.toFixed(1)} ms with a shift of ${figures.shift.toFixed(2)} px, ` +
      `${figures.elements} elements`,
  )
  await page.close()
}

async function measureChannels(count: number): Promise<void> {
  const page = await open()
  const figures = await page.evaluate(async (total) => {
    const w = window as unknown as {
      channel(index: number): never
      root(): HTMLElement
      frame(): Promise<void>
    }
    const { channels } = window.__benchAdapter!
    const startedAt = performance.now()
    await channels.mount(
      w.root(),
      Array.from({ length: total }, (_, index) => w.channel(index)),
    )
    await w.frame()
    const mountMs = performance.now() - startedAt
    const costs: number[] = []
    for (let turn = 0; turn < 100; turn += 1) {
      await w.frame()
      const at = performance.now()
      channels.bump(`c${(turn * 97) % total}`, {
        user: 'Bob',
        text: 'new',
        ts: 1_700_000_000_001 + turn,
      })
      await w.frame()
      costs.push(performance.now() - at)
    }
    costs.sort((a, b) => a - b)
    return {
      mountMs,
      p50: costs[50] ?? 0,
      p95: costs[95] ?? 0,
      elements: document.querySelectorAll('*').length,
    }
  }, count)
  const trace = await mainThreadOfBumps(page, count)
  console.log(
    `${count} channels: mount ${figures.mountMs.toFixed(0)} ms, bump ${trace.toFixed(1)} ms of main thread ` +
      `(to the next frame p50 ${figures.p50.toFixed(1)}, p95 ${figures.p95.toFixed(1)} ms), ${figures.elements} elements`,
  )
  await page.close()
}

/** Milliseconds of main thread per bump, by the browser's own accounting. */
async function mainThreadOfBumps(page: Page, count: number): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'timeTicks' })
  const taskMs = async (): Promise<number> => {
    const { metrics } = await cdp.send('Performance.getMetrics')
    return (metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  const bumps = 100
  const run = (isBumping: boolean): Promise<void> =>
    page.evaluate(
      async ({ total, turns, bumping }) => {
        const { channels } = window.__benchAdapter!
        const w = window as unknown as { frame(): Promise<void> }
        for (let turn = 0; turn < turns; turn += 1) {
          if (bumping) {
            const last = { user: 'Bob', text: 'newer', ts: 1_700_000_100_000 + turn }
            channels.bump(`c${(turn * 89) % total}`, last)
          }
          await w.frame()
        }
      },
      { total: count, turns: bumps, bumping: isBumping },
    )
  const start = await taskMs()
  await run(false)
  const idle = await taskMs()
  await run(true)
  const end = await taskMs()
  return (end - idle - (idle - start)) / bumps
}

for (const count of [1_000, 10_000, 100_000]) await measurePane(count)
for (const count of [1_000, 10_000]) await measureChannels(count)
await browser.close()
await server.stop()
