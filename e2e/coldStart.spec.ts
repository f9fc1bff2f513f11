import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'

const offline = /ERR_CONNECTION|WebSocket|Failed to load resource/

/** All that is kept for the next start, of whomever. */
function keptOn(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const found = await indexedDB.databases()
    const caches = found.flatMap(({ name = '' }) => (name.includes(':cache:') ? [name] : []))
    const read = (name: string) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onerror = () => {
          reject(new Error(`${name} was not opened`))
        }
        opening.onsuccess = () => {
          const all = opening.result.transaction('records').objectStore('records').getAll()
          all.onsuccess = () => {
            opening.result.close()
            resolve(all.result as string[])
          }
        }
      })
    return (await Promise.all(caches.map(read))).flat()
  })
}

test('C4, C9 with the server down a start shows what the last page knew, says so, and reads nothing of it', async ({
  people,
  sandbox,
  site,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(offline)
  const ann = await signedIn(people.ann)
  sandbox.control.post(people.bob, people.general, `@${people.ann} before the night`)
  await expect(ann.channel(people.general)).toContainText('1')
  await expect.poll(async () => (await keptOn(ann.page)).join()).toContain('"userMentions":1')
  await site.cutLine()
  sandbox.control.post(people.bob, people.general, `@${people.ann} in the night`)
  await ann.page.reload()
  await expect(ann.channel(people.general)).toContainText('1')
  await expect(ann.page.getByText(/cannot be reached|Connection lost/)).toBeVisible()
  await site.mendLine()
  await expect(ann.channel(people.general)).toContainText('2', { timeout: 40_000 })
})

test('C4 the channel that was open shows its kept messages at once, and the newest take their place without a jump', async ({
  people,
  sandbox,
  site,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(offline)
  for (let at = 1; at <= 40; at += 1) {
    sandbox.control.post(people.bob, people.general, `line ${String(at)} of the evening`)
  }
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await expect(ann.message('line 40 of')).toBeVisible()
  await expect.poll(async () => (await keptOn(ann.page)).join()).toContain('line 40 of')
  await site.cutLine()
  await ann.page.reload()
  await expect(ann.message('line 40 of')).toBeInViewport()
  const notice = ann.page.getByText('Saved from last time')
  await expect(notice).toBeVisible()
  await expect(ann.page.getByText(/cannot be reached|Connection lost/)).toBeVisible()
  await ann.transcript.evaluate((scroller) => {
    scroller.scrollTop -= 300
  })
  const before = await ann.readingPlace()
  await site.mendLine()
  await expect(notice).toHaveCount(0, { timeout: 40_000 })
  expect(await ann.readingPlace()).toEqual(before)
  sandbox.control.post(people.bob, people.general, 'the next morning')
  await ann.page
    .getByRole('button', { name: /newest|below|Jump/i })
    .first()
    .click()
  await expect(ann.message('the next morning')).toBeInViewport()
})

test('what was kept is gone after a sign-out, and when somebody else signs in', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await expect(ann.channel(people.general)).toBeVisible()
  await expect.poll(async () => (await keptOn(ann.page)).join()).toContain(people.general)
  await ann.page.getByRole('button', { name: 'Settings' }).click()
  await ann.page.getByRole('menuitem', { name: 'Sign out' }).click()
  const signIn = new SignInPage(ann.page)
  await expect(signIn.user).toBeVisible()
  await expect.poll(() => keptOn(ann.page)).toEqual([])
  await signIn.signIn(people.bob, people.bob)
  await expect(new ChatPage(ann.page).channel(people.general)).toBeVisible()
  await expect.poll(async () => (await keptOn(ann.page)).join()).toContain(people.bob)
  const caches = await ann.page.evaluate(async () =>
    (await indexedDB.databases()).filter(({ name }) => name?.includes(':cache:')),
  )
  expect(caches).toHaveLength(1)
})
