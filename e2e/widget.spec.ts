import type { BrowserContext, Page } from '@playwright/test'
import { expect, test, textsOf } from './fixtures'
import { Widget } from './pages/widget'

const phone = { width: 390, height: 844 }

/** Signs in at the order desk, which embeds the chat. */
async function signInAtDesk(page: Page, url: string, username: string): Promise<Widget> {
  await page.goto(url)
  await page.locator(`[data-username="${username}"]`).click()
  const widget = new Widget(page)
  await expect(widget.launcher).toBeVisible()
  return widget
}

test.describe('the widget in a host page', () => {
  let context: BrowserContext
  let page: Page
  const problems: string[] = []

  test.beforeEach(async ({ browser }) => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    page = await context.newPage()
    problems.length = 0
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
  })

  test.afterEach(async () => {
    await context.close()
    expect(problems, 'errors on the console').toEqual([])
  })

  test('E3 E6 E8 E16 the user of the host chats, and the host counts what is unread while the panel is closed', async ({
    site,
    sandbox,
    people,
  }) => {
    const room = sandbox.control.createDirect([people.ann, people.bob])
    const widget = await signInAtDesk(page, site.deskUrl, people.ann)
    // The frame loads when the page is idle; what it counts shows before it was ever opened.
    await expect.poll(() => widget.frameElement.count()).toBe(1)
    sandbox.control.post(people.bob, room._id, 'is it on its way?')
    await expect(widget.badge).toHaveText('1')
    await expect(page.locator('#count')).toHaveText('1')
    await expect(widget.launcher).toHaveAccessibleName('Open Chat, 1 unread')

    await widget.launcher.click()
    await widget.open('Bob Marsh')
    await expect(widget.messages.last()).toContainText('is it on its way?')
    await widget.send('since this morning')
    await expect(widget.messages.last()).toContainText('since this morning')
    await expect(widget.badge).toBeHidden()
    await expect(page.locator('#count')).toBeHidden()

    // Esc leads back to the launcher, and the launcher back to what was open.
    await widget.composer.press('Escape')
    await expect(widget.launcher).toHaveAttribute('aria-expanded', 'false')
    await expect(widget.launcher).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(widget.composer).toBeFocused()

    expect(await widget.run('compose', 'half a thought')).toBeNull()
    await expect(widget.composer).toHaveValue('half a thought')
    expect(await widget.run('openChannel', people.general)).toBeNull()
    await expect(widget.composer).toHaveAccessibleName(new RegExp(people.general))
    expect(await widget.run('openChannel', 'nowhere')).toEqual({ code: 'not-found' })
    expect(await widget.run('openDirect', people.bob)).toBeNull()
    await expect(widget.composer).toHaveValue('half a thought')
    expect(await widget.run('getState')).toMatchObject({
      isOpen: true,
      isReady: true,
      connection: 'online',
      user: people.ann,
      channel: { name: 'Bob Marsh' },
      unread: { total: 0 },
    })
    expect(await widget.run('boot', { app: 'another' })).toEqual({ code: 'already-booted' })
    problems.length = 0
  })
  test('E5 E10 another user of the host: nothing of the one before stays, and what is asked goes through the host', async ({
    site,
    sandbox,
    people,
  }) => {
    const room = sandbox.control.createDirect([people.ann, people.bob])
    const widget = await signInAtDesk(page, site.deskUrl, people.ann)
    const order = (await page.locator('#rows tr').first().getAttribute('id')) ?? ''
    sandbox.control.post(people.bob, room._id, `${site.deskUrl}/#${order} is late`)
    await widget.listen('message', 'channel', 'auth-required')
    await widget.launcher.click()
    await widget.open('Bob Marsh')

    // The host shows its own orders itself.
    await widget.messages.getByRole('link', { name: order }).click()
    await expect(page.locator('tr.is-shown')).toContainText(order)
    expect(context.pages()).toHaveLength(1)

    await widget.composer.fill('not sent')
    sandbox.control.post(people.bob, people.general, 'lunch?')
    await expect
      .poll(async () => (await widget.heard()).filter(([name]) => name === 'message'))
      .toEqual([['message', { channelId: expect.any(String), messageId: expect.any(String) }]])

    await page.locator('#theme').selectOption('dark')
    await expect(widget.frame.locator('html')).toHaveAttribute('data-theme', 'dark')
    await page.locator('#locale').selectOption('zh-CN')
    await expect(widget.composer).toHaveAccessibleName(/^发送消息到/)
    await expect(widget.launcher).toHaveAccessibleName('关闭 聊天')

    await page.locator('#sign-out').click()
    await expect(page.locator('parley-widget')).toHaveCount(0)
    await page.locator(`[data-username="${people.bob}"]`).click()
    await widget.launcher.click()
    await expect(widget.channel(people.general)).toBeVisible()
    expect(await widget.run('openDirect', people.ann)).toBeNull()
    await expect(widget.messages.last()).toContainText('is late')
    await expect(widget.composer).toHaveValue('')
    expect(await widget.run('getState')).toMatchObject({ user: people.bob })
  })

  test('E15 A4 on a phone it fills the window, the page behind stays where it is, and the way back is in it', async ({
    site,
    people,
  }) => {
    await page.setViewportSize(phone)
    const widget = await signInAtDesk(page, site.deskUrl, people.ann)
    await widget.launcher.click()
    await expect(widget.channels).toBeVisible()
    expect(await widget.frameElement.boundingBox()).toEqual({ x: 0, y: 0, ...phone })
    await expect(page.locator('html')).toHaveCSS('overflow', 'hidden')
    await expect(widget.launcher).toBeHidden()
    await widget.frame.getByRole('button', { name: 'Close the chat' }).click()
    await expect(widget.launcher).toBeFocused()
    await expect(page.locator('html')).not.toHaveCSS('overflow', 'hidden')
  })

  test('E14 works where the browser keeps nothing for it', async ({ site, sandbox, people }) => {
    await context.addInitScript(() => {
      if (window === window.parent) return
      const refuse = (): never => {
        throw new DOMException('blocked', 'SecurityError')
      }
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) {
        Object.defineProperty(window, name, { get: refuse })
      }
    })
    const widget = await signInAtDesk(page, site.deskUrl, people.ann)
    await widget.listen('ready')
    await widget.launcher.click()
    await widget.open(people.general)
    await widget.send('from memory')
    await expect.poll(() => textsOf(sandbox, people.general)).toEqual(['from memory'])
  })

  test('E1 E2 commands before the script are carried out, loading it twice changes nothing, shutdown leaves no trace', async ({
    site,
    people,
  }) => {
    const widget = await signInAtDesk(page, site.deskUrl, people.ann)
    await expect.poll(() => widget.frameElement.count()).toBe(1)
    const src = await page.locator('script[src$="widget.js"]').getAttribute('src')
    await page.evaluate(async (url) => {
      const before = window.Parley
      const again = document.createElement('script')
      again.src = url ?? ''
      const loaded = new Promise((resolve) => again.addEventListener('load', resolve))
      document.head.append(again)
      await loaded
      if (window.Parley !== before) throw new Error('it was replaced')
      // As applications do that exchange their whole page.
      document.body = document.createElement('body')
    }, src)
    await expect(page.locator('parley-widget')).toHaveCount(1)
    await widget.launcher.click()
    await expect(widget.channels).toBeVisible()
    expect(await widget.run('boot', { app: 'order-desk' })).toBeNull()

    await widget.run('shutdown')
    expect(
      await page.evaluate(() => ({
        elements: document.querySelectorAll('parley-widget, iframe').length,
        style: document.documentElement.getAttribute('style') ?? '',
        handler: window.onmessage,
      })),
    ).toEqual({ elements: 0, style: '', handler: null })
    expect(await widget.run('open')).toEqual({ code: 'not-booted' })
    problems.length = 0
  })
})
