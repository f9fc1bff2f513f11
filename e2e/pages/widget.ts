import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test'
import type { ParleyApi, ParleyCommands } from '../../src/embed/api'

/** A host page with the chat in it. */
export class Widget {
  readonly launcher: Locator
  readonly frameElement: Locator
  readonly frame: FrameLocator
  readonly channels: Locator
  readonly composer: Locator
  readonly messages: Locator

  constructor(readonly page: Page) {
    const host = page.locator('parley-widget')
    this.launcher = host.getByRole('button')
    this.frameElement = host.locator('iframe')
    this.frame = page.frameLocator('parley-widget iframe')
    this.channels = this.frame.getByRole('navigation', { name: /^(Channels|会话列表)$/ })
    this.composer = this.frame
      .locator('.chat-pane')
      .getByRole('textbox', { name: /^(Message to|发送消息到)/ })
    this.messages = this.frame.locator('[data-anchor]')
  }

  /** What the launcher's badge says; empty for none. */
  get badge(): Locator {
    return this.launcher.locator('b')
  }

  channel(name: string): Locator {
    return this.channels.getByRole('link').filter({ hasText: name })
  }

  async open(name: string): Promise<void> {
    await this.channel(name).click()
    await expect(this.composer).toBeVisible()
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** A command of the host page. Gives what it resolves with, or the code of the error. */
  run<Name extends keyof ParleyCommands>(
    name: Name,
    ...args: Parameters<ParleyCommands[Name]>
  ): Promise<unknown> {
    // By name alone: Playwright's types would walk through all elements of a document.
    const call: { readonly command: string; readonly given: readonly unknown[] } = {
      command: name,
      given: args,
    }
    return this.page.evaluate(async ({ command, given }): Promise<unknown> => {
      const parley = window.Parley as unknown as (...all: unknown[]) => Promise<unknown>
      return parley(command, ...given).then(
        (value) => value ?? null,
        (error: unknown) => ({ code: (error as { readonly code?: string }).code }),
      )
    }, call)
  }

  /** Keeps what the host hears from now on; `heard` gives it. */
  async listen(...events: readonly string[]): Promise<void> {
    await this.page.evaluate((names) => {
      const heard: unknown[] = []
      Object.assign(window, { heard })
      const parley = window.Parley as unknown as ParleyApi
      for (const name of names) {
        void parley('on', name as 'unread', (detail: unknown) => heard.push([name, detail]))
      }
    }, events)
  }

  heard(): Promise<readonly (readonly [name: string, detail: unknown])[]> {
    return this.page.evaluate(() => (window as unknown as { heard: [string, unknown][] }).heard)
  }
}
