import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { browserArguments, findBrowser } from '../../scripts/lib/browser.mjs'

/** The Chromium of the tests, without a window. Rejects when there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = (await findBrowser()) ?? undefined
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: browserArguments,
    // Whoever is told to stop still needs the browser to say what has run so far.
    handleSIGINT: false,
    handleSIGTERM: false,
  })
}

/**
 * A page in a window of its own: a page that lies behind another one in its window is painted once a second, and what
 * waits for a frame waits for it.
 */
export async function openWindow(browser: Browser, context: BrowserContext): Promise<Page> {
  const [neighbour] = context.pages()
  if (neighbour === undefined) return context.newPage()
  const near = await context.newCDPSession(neighbour)
  const { targetInfo } = await near.send('Target.getTargetInfo')
  await near.detach()
  const { browserContextId } = targetInfo
  const whole = await browser.newBrowserCDPSession()
  const [page] = await Promise.all([
    context.waitForEvent('page'),
    whole.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      ...(browserContextId === undefined ? {} : { browserContextId }),
    }),
  ])
  await whole.detach()
  return page
}
