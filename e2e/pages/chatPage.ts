import { expect, type Locator, type Page } from '@playwright/test'

interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** The screen with the channel list and the open channel. */
export class ChatPage {
  readonly channels: Locator
  readonly composer: Locator
  readonly transcript: Locator
  readonly messages: Locator
  readonly divider: Locator
  readonly chosenFiles: Locator

  constructor(readonly page: Page) {
    this.channels = page.getByRole('navigation', { name: /^(Channels|会话列表)$/ })
    this.composer = page
      .locator('.chat-pane')
      .getByRole('textbox', { name: /^(Message to|发送消息到)/ })
    this.transcript = page
      .locator('.chat-pane')
      .getByRole('region', { name: /^(Messages in|.*的消息)/ })
    this.messages = page.locator('[data-anchor]')
    this.chosenFiles = page.getByRole('list', { name: 'Files to send' })
    this.divider = page.locator('[data-divider]')
  }

  channel(name: string): Locator {
    return this.channels.getByRole('link').filter({ hasText: name })
  }

  message(text: string): Locator {
    return this.transcript.locator('[data-anchor]').filter({ hasText: text })
  }

  async open(name: string): Promise<void> {
    await this.channel(name).click()
    await expect(this.composer).toBeVisible()
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
  }

  /** Asks something of a message that stands in its menu. */
  async askOf(message: Locator, name: string): Promise<void> {
    await message.hover()
    await this.page.getByRole('button', { name: 'More actions' }).click()
    await this.page.getByRole('menuitem', { name, exact: true }).click()
  }

  /** Chooses files with the paper clip. */
  async attach(...files: readonly ChosenFile[]): Promise<void> {
    await this.page.locator('input[type=file]').setInputFiles([...files])
  }

  /** Pastes a small file into the composer, or drops it on the page. */
  async bring(
    how: 'paste' | 'drop',
    file: { readonly name: string; readonly type: string },
  ): Promise<void> {
    await this.composer.evaluate(
      (field, { kind, name, type }) => {
        const data = new DataTransfer()
        data.items.add(new File(['x'], name, { type }))
        const common = { bubbles: true, cancelable: true }
        field.dispatchEvent(
          kind === 'paste'
            ? new ClipboardEvent('paste', { ...common, clipboardData: data })
            : new DragEvent('drop', { ...common, dataTransfer: data }),
        )
      },
      { kind: how, ...file },
    )
  }

  /** Texts of all messages in the document, oldest first. */
  async texts(): Promise<string[]> {
    return (await this.messages.allInnerTexts()).map((text) => text.trim())
  }

  /** The uppermost message that is wholly in view, and where it is. Older ones that load leave it there. */
  async readingPlace(): Promise<{ readonly text: string; readonly top: number }> {
    return this.transcript.evaluate((scroller) => {
      const { top } = scroller.getBoundingClientRect()
      const rows = [...scroller.querySelectorAll<HTMLElement>('[data-anchor]')]
      const row = rows.find((one) => one.getBoundingClientRect().top >= top)
      if (row === undefined) throw new Error('No message is in view.')
      return { text: row.innerText.trim(), top: row.getBoundingClientRect().top }
    })
  }

  async topOf(text: string): Promise<number> {
    return this.message(text).evaluate((row) => row.getBoundingClientRect().top)
  }

  /** Makes the page's tab as if another one lay over it, the way the browser itself tells a page. */
  async hide(): Promise<void> {
    await this.setVisibility('hidden')
  }

  async show(): Promise<void> {
    await this.setVisibility('visible')
  }

  private async setVisibility(state: 'hidden' | 'visible'): Promise<void> {
    await this.page.evaluate((next) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => next })
      Object.defineProperty(document, 'hidden', {
        configurable: true,
        get: () => next === 'hidden',
      })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  }
}
