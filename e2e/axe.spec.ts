import type { BrowserContextOptions, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { findViolations } from './tour/axe'
import { layoutFaults } from './tour/layout'
import { setStage } from './tour/stage'
import { tourChat, tourErrors, tourSignIn } from './tour/tour'
import { wordsOf } from './tour/words'

interface Face extends BrowserContextOptions {
  readonly name: string
  /** No language of ours is written from right to left: the page is turned around after it has loaded. */
  readonly isMirrored?: boolean
}

// One that cannot be done tells where.
test.use({ actionTimeout: 20_000 })

const desktop = { width: 1280, height: 800 }
const faces: readonly Face[] = [
  { name: 'light, English, 1280 px', colorScheme: 'light', locale: 'en-US', viewport: desktop },
  { name: 'dark, Chinese, 1280 px', colorScheme: 'dark', locale: 'zh-CN', viewport: desktop },
  {
    name: 'dark, English, 390 px, by touch, from right to left',
    colorScheme: 'dark',
    locale: 'en-US',
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    isMirrored: true,
  },
  {
    name: 'light, Chinese, 320 px',
    colorScheme: 'light',
    locale: 'zh-CN',
    viewport: { width: 320, height: 568 },
  },
  {
    name: 'light, English, 640 px (1280 at 200 %), from right to left',
    colorScheme: 'light',
    locale: 'en-US',
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
    isMirrored: true,
  },
]

for (const { name, isMirrored = false, ...options } of faces) {
  test(`A1, A2 nothing is wrong with any screen: ${name}`, async ({
    browser,
    baseURL,
    people,
    site,
  }) => {
    test.setTimeout(900_000)
    const stage = await setStage(site, people)
    const context = await browser.newContext({
      ...options,
      baseURL: baseURL ?? '',
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    if (isMirrored) await mirror(page)
    await page.goto('/')
    const counts = { critical: 0, serious: 0, moderate: 0, minor: 0 }
    const found: string[] = []
    let screens = 0
    const look = async (screen: string): Promise<void> => {
      screens += 1
      for (const { id, impact, nodes } of await findViolations(page)) {
        counts[impact] += 1
        found.push(`${screen}: ${impact} ${id}: ${nodes.join(' ')}`)
      }
      for (const fault of await layoutFaults(page)) found.push(`${screen}: ${fault}`)
      for (const motion of await motions(page)) found.push(`${screen}: moves: ${motion}`)
    }
    const { locale, hasTouch = false } = options
    const tourist = { page, text: wordsOf(locale), people, stage, site, hasTouch }
    await tourSignIn(tourist, look)
    await tourChat(tourist, look)
    await context.close()
    console.info(`${name}: ${String(screens)} screens, axe ${JSON.stringify(counts)}`)
    expect(found).toEqual([])
    expect(screens).toBeGreaterThan(50)
    expect(errors.filter((error) => !tourErrors.test(error))).toEqual([])
  })
}

async function mirror(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.documentElement.dir === 'ltr') document.documentElement.dir = 'rtl'
    }).observe(document, { attributes: true, attributeFilter: ['dir'], subtree: true })
  })
}

/** What moves for longer than a moment, though the user wants no motion (WCAG 2.3.3). */
function motions(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    document.getAnimations().flatMap(({ effect }) => {
      const { activeDuration } = effect?.getComputedTiming() ?? {}
      return Number(activeDuration) > 1 && effect instanceof KeyframeEffect
        ? [`${effect.target?.className ?? ''} ${String(activeDuration)} ms`]
        : []
    }),
  )
}
