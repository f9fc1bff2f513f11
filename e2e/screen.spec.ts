import { expect, test, type Page } from '@playwright/test'
import { openScreenPage, startScreenPage } from '../bench/screenPage'

/** What the page of the benchmarks offers to a harness. */
interface ScreenWindow extends Window {
  message(index: number, at: number): never
  channel(index: number): never
  root(): HTMLElement
  frame(): Promise<void>
}

declare const window: ScreenWindow

const minute = 60_000
const newestAt = 1_700_000_000_000
const bumps = 40
/** Of each figure the least counts: a slow machine makes it larger, never smaller. */
const rounds = 5

/** Shows the newest of so many messages; the newest ones are the same whatever their number. */
function mountMessages(page: Page, count: number): Promise<number> {
  return page.evaluate(
    async ({ total, newest, step }) => {
      const history = Array.from({ length: total }, (_, index) => {
        const fromEnd = total - index
        return window.message(1_200_000 - fromEnd, newest - fromEnd * step)
      })
      await window.__benchAdapter?.pane.mount(window.root(), history)
      for (let turn = 0; turn < 10; turn += 1) await window.frame()
      return document.querySelectorAll('*').length
    },
    { total: count, newest: newestAt, step: minute },
  )
}

function mountChannels(page: Page, count: number): Promise<number> {
  return page.evaluate(async (total) => {
    const channels = Array.from({ length: total }, (_, index) => window.channel(index))
    await window.__benchAdapter?.channels.mount(window.root(), channels)
    for (let turn = 0; turn < 10; turn += 1) await window.frame()
    return document.querySelectorAll('*').length
  }, count)
}

/** Gives the processor time of the main thread since the page began, in ms: what else runs on the machine does not count. */
async function watchThread(page: Page): Promise<() => Promise<number>> {
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await devTools.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
}

/** The most that a frame with four new messages costs, which no task of it can exceed; once for each of some rounds. */
async function appendCosts(page: Page): Promise<number[]> {
  const busyMs = await watchThread(page)
  const costs: number[] = []
  let next = 1
  for (let round = 0; round < rounds; round += 1) {
    let most = 0
    for (let burst = 0; burst < 30; burst += 1) {
      const before = await busyMs()
      await page.evaluate(
        async ({ from, newest, step }) => {
          const batch = [0, 1, 2, 3].map((index) =>
            window.message(1_200_000 + from + index, newest + (from + index) * step),
          )
          window.__benchAdapter?.pane.append(batch)
          await window.frame()
        },
        { from: next, newest: newestAt, step: minute },
      )
      next += 4
      most = Math.max(most, (await busyMs()) - before)
    }
    costs.push(most)
  }
  return costs
}

/** What one channel that comes to the top costs; once for each of some rounds. */
async function bumpCosts(page: Page, count: number): Promise<number[]> {
  const busyMs = await watchThread(page)
  const costs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = await busyMs()
    await page.evaluate(
      async ({ total, from, turns }) => {
        for (let turn = from; turn < from + turns; turn += 1) {
          const last = { user: 'Bob', text: 'new', ts: 1_700_000_000_001 + turn }
          window.__benchAdapter?.channels.bump(`c${String((turn * 97) % total)}`, last)
          await window.frame()
        }
      },
      { total: count, from: round * bumps, turns: bumps },
    )
    costs.push(((await busyMs()) - before) / bumps)
  }
  return costs
}

test('S3 document and main thread do not grow with messages and channels', async ({ browser }) => {
  test.setTimeout(180_000)
  const server = await startScreenPage()
  const context = await browser.newContext({
    bypassCSP: true,
    viewport: { width: 1280, height: 800 },
  })
  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    await openScreenPage(page, server.url)
    return page
  }
  const [fewMessages, manyMessages] = [await open(), await open()]
  const fewRows = await mountMessages(fewMessages, 1_000)
  expect(await mountMessages(manyMessages, 100_000)).toBe(fewRows)
  await fewMessages.close()
  const appended = await appendCosts(manyMessages)
  await manyMessages.close()

  const [fewChannels, manyChannels] = [await open(), await open()]
  const fewLinks = await mountChannels(fewChannels, 100)
  expect(await mountChannels(manyChannels, 10_000)).toBe(fewLinks)
  const few = await bumpCosts(fewChannels, 100)
  const many = await bumpCosts(manyChannels, 10_000)
  const told = (costs: readonly number[]) => costs.map((ms) => ms.toFixed(1)).join(', ')
  console.log(
    `${String(fewRows)} elements with messages, ${String(fewLinks)} with channels; ms of main thread: ` +
      `frames of four messages at most ${told(appended)}; a bump among 100 ${told(few)}, among 10,000 ${told(many)}`,
  )
  expect(Math.min(...appended)).toBeLessThanOrEqual(50)
  expect(Math.min(...many)).toBeLessThanOrEqual(8)
  expect(Math.min(...many) - Math.min(...few)).toBeLessThanOrEqual(3)
  await context.close()
  await server.stop()
})
