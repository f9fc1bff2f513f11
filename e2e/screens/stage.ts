import type { Browser, BrowserContext, Page } from '@playwright/test'
import { startStaticServer } from '../../server/demo/staticServer'
import { startSandbox } from '../../server/sandbox/index'
import { createChance } from '../../server/sandbox/seed/chance'
import { en } from '../../src/i18n/en'
import { zhCN } from '../../src/i18n/zhCN'
import type { MessageKey } from '../../src/i18n'
import { build } from '../site'

/** How a screen is looked at. */
export interface Face {
  readonly theme: 'light' | 'dark'
  readonly locale: 'en' | 'zh'
  readonly width: 1280 | 390
}

/** One browser page with a server of its own, whose world is the same each time: people, ids, times and what is unread. */
export interface Stage {
  readonly page: Page
  readonly face: Face
  /** A text of the app in the language of the face, its places filled by anything. */
  readonly text: (key: MessageKey) => RegExp
  /** The server goes away. */
  readonly cutLine: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** A Thursday morning: everything in the demo world happened before. */
const now = Date.UTC(2026, 4, 14, 9, 41, 20)
const seed = 7
const heights = { 1280: 800, 390: 844 } as const
const languages = {
  en: { tag: 'en-GB', texts: en },
  zh: { tag: 'zh-CN', texts: zhCN },
} as const

export const faces: readonly Face[] = ([1280, 390] as const).flatMap((width) =>
  (['en', 'zh'] as const).flatMap((locale) =>
    (['light', 'dark'] as const).map((theme) => ({ theme, locale, width })),
  ),
)

/** @param scale device pixels for each pixel of the page */
export async function openStage(browser: Browser, face: Face, scale = 1): Promise<Stage> {
  const { next } = createChance(seed)
  const settings = { FileUpload_ProtectFiles: false, UI_Use_Real_Name: true }
  const sandbox = await startSandbox({ seed: 'demo', now: () => now, random: next, settings })
  const app = await startStaticServer(build, {
    port: 0,
    content: {
      config: {
        transport: 'rocketchat',
        rocketchat: { url: sandbox.url },
        demoUsers: sandbox.users,
      },
      backends: [sandbox.url],
    },
  })
  const { tag, texts } = languages[face.locale]
  const context = await newContext(browser, face, app.url, tag, scale)
  const page = await context.newPage()
  await page.clock.install({ time: now })
  return {
    page,
    face,
    text: (key) => patternOf(texts[key]),
    cutLine: sandbox.control.pause,
    async stop() {
      await context.close()
      await app.stop()
      await sandbox.stop()
    },
  }
}

function newContext(
  browser: Browser,
  { theme, width }: Face,
  baseURL: string,
  locale: string,
  deviceScaleFactor: number,
): Promise<BrowserContext> {
  return browser.newContext({
    baseURL,
    locale,
    deviceScaleFactor,
    colorScheme: theme,
    viewport: { width, height: heights[width] },
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
  })
}

/** The whole text, in any of its plural forms, whatever stands in its places. */
function patternOf(text: string): RegExp {
  const forms = text.split(' | ').map((form) =>
    form
      .split(/\{\w+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  )
  return new RegExp(`^(?:${forms.join('|')})$`)
}
