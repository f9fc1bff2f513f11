import { expect, type Locator, type Page } from '@playwright/test'
import { ChatPage } from './chatPage'

export class SignInPage {
  readonly user: Locator
  readonly password: Locator
  readonly submit: Locator
  readonly alert: Locator

  constructor(readonly page: Page) {
    this.user = page.getByLabel(/Username or e-mail|用户名/)
    this.password = page.locator('input[type=password]')
    this.submit = page.getByRole('button', { name: /^(Sign in|登录)$/ })
    this.alert = page.getByRole('alert')
  }

  async fill(user: string, password: string): Promise<void> {
    await this.user.fill(user)
    await this.password.fill(password)
    await this.submit.click()
  }

  /** For longer than this tab, and in all tabs of this browser. */
  async stay(): Promise<void> {
    await this.page.getByText(/^(Stay signed in|保持登录)$/).click()
  }

  async signIn(user: string, password: string): Promise<ChatPage> {
    await this.fill(user, password)
    const chat = new ChatPage(this.page)
    await expect(chat.channels).toBeVisible()
    return chat
  }
}
