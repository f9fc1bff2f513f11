import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'
import { startSite, type Site, type Way } from './site'

export type { Way } from './site'
export type Sandbox = Site['sandbox']

export interface WorkerOptions {
  /** Chosen by the project (playwright.config.ts). */
  readonly way: Way
}

interface WorkerFixtures extends WorkerOptions {
  /** Servers of its own for each worker. */
  readonly site: Site
  readonly sandbox: Sandbox
}

export interface People {
  /** Names that no other test of this worker uses; the password is the name. */
  readonly ann: string
  readonly bob: string
  /** A public channel that both are in, by its unique name. */
  readonly general: string
}

interface TestFixtures {
  readonly people: People
  /** Signs a user in, in a browser context of their own. */
  readonly signedIn: (username: string, options?: SignInOptions) => Promise<ChatPage>
  /** Pages that are expected to log errors do so between the two slashes of this pattern. */
  readonly allowedErrors: RegExp[]
}

export interface SignInOptions {
  /** Of another app than that of the worker's servers. */
  readonly baseURL?: string
  readonly locale?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly hasTouch?: boolean
  readonly isMobile?: boolean
  readonly reducedMotion?: 'reduce'
  readonly forcedColors?: 'active'
  /** For other tabs and later ones too. */
  readonly staysSignedIn?: boolean
  /** Puts the page's time into the hands of the test (`page.clock`). */
  readonly hasOwnClock?: boolean
}

let counter = 0

export const test = base.extend<TestFixtures, WorkerFixtures>({
  way: ['direct', { option: true, scope: 'worker' }],

  site: [
    async ({ way }, use) => {
      const site = await startSite(way)
      await use(site)
      await site.stop()
    },
    { scope: 'worker' },
  ],

  sandbox: [({ site }, use) => use(site.sandbox), { scope: 'worker' }],

  baseURL: ({ site }, use) => use(site.appUrl),

  people: async ({ site }, use, info) => {
    counter += 1
    const suffix = `${String(info.parallelIndex)}-${String(counter)}`
    const people = { ann: `ann-${suffix}`, bob: `bob-${suffix}`, general: `general-${suffix}` }
    site.addUser(people.ann, 'Ann Keller')
    site.addUser(people.bob, 'Bob Marsh')
    site.sandbox.control.createRoom({ name: people.general, members: [people.ann, people.bob] })
    await use(people)
    // A failure that nobody asked for any more would be the next test's.
    site.sandbox.control.clearFaults()
  },

  allowedErrors: async ({}, use) => {
    await use([])
  },

  signedIn: async ({ browser, baseURL, allowedErrors }, use) => {
    const contexts: BrowserContext[] = []
    const errors: PageError[] = []
    await use(async (username, { hasOwnClock = false, staysSignedIn = false, ...options } = {}) => {
      const context = await browser.newContext({ baseURL: baseURL ?? '', ...options })
      contexts.push(context)
      const page = await context.newPage()
      if (hasOwnClock) await page.clock.install()
      collectErrors(page, errors)
      await page.goto('/')
      const signIn = new SignInPage(page)
      if (staysSignedIn) await signIn.stay()
      const chat = await signIn.signIn(username, username)
      // Keys that work anywhere come right after the first screen.
      await page.locator('main > .visually-hidden[role=status]').waitFor({ state: 'attached' })
      return chat
    })
    await Promise.all(contexts.map((context) => context.close()))
    const unexpected = errors.filter(({ text }) => !allowedErrors.some((one) => one.test(text)))
    expect(unexpected, 'errors on the console').toEqual([])
  },
})

interface PageError {
  readonly text: string
  readonly url: string
}

/** What a page says went wrong: a journey that passes with errors on the console has not passed. */
function collectErrors(page: Page, errors: PageError[]): void {
  page.on('pageerror', (error) => errors.push({ text: error.message, url: page.url() }))
  page.on('console', (message) => {
    const { url } = message.location()
    if (message.type() === 'error') errors.push({ text: message.text(), url })
  })
}

/** What people wrote in a room, oldest first. */
export function textsOf(sandbox: Sandbox, name: string): readonly string[] {
  const { rooms, messages } = sandbox.control.world()
  const room = rooms.find((one) => one.name === name)
  return messages.filter(({ rid, t }) => rid === room?._id && t === undefined).map(({ msg }) => msg)
}

export { expect }
