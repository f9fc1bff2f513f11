import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'

/** What the server has of these texts, in its order. */
function onServer(
  sandbox: { control: { world(): { messages: readonly { msg: string }[] } } },
  text: string,
): readonly string[] {
  return sandbox.control
    .world()
    .messages.map(({ msg }) => msg)
    .filter((msg) => msg.startsWith(text))
}

test('C8 what a tab that was killed left is sent once, at the next sign-in of the same user', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  test.slow()
  allowedErrors.push(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load/)
  const ann = await signedIn(people.ann)
  const context = ann.page.context()
  await ann.open(people.general)
  const text = `left behind by ${people.ann}`
  await context.setOffline(true)
  await ann.send(`${text}, one`)
  await ann.send(`${text}, two`)
  await expect(ann.page.getByText('Waiting to be sent').first()).toBeVisible()
  await ann.page.close({ runBeforeUnload: false })
  await context.setOffline(false)

  const other = await context.newPage()
  await other.goto('/')
  await new SignInPage(other).signIn(people.bob, people.bob)
  const bob = new ChatPage(other)
  await bob.open(people.general)
  await bob.send('bob writes something else')
  await expect(bob.message('bob writes something else')).toBeVisible()
  expect(onServer(sandbox, text)).toEqual([])
  await other.close()

  const again = await context.newPage()
  await again.goto('/')
  await new SignInPage(again).signIn(people.ann, people.ann)
  const next = new ChatPage(again)
  await next.open(people.general)
  await expect(next.message(`${text}, two`)).toBeVisible()
  await expect.poll(() => onServer(sandbox, text)).toEqual([`${text}, one`, `${text}, two`])
  await expect(again.getByText('Waiting to be sent')).toHaveCount(0)
})

test('C8 a browser that keeps nothing says so while something waits', async ({
  people,
  signedIn,
  allowedErrors,
}) => {
  test.slow()
  allowedErrors.push(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to load/)
  const ann = await signedIn(people.ann)
  const { page } = ann
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get() {
        throw new DOMException('blocked', 'SecurityError')
      },
    })
  })
  await page.reload()
  await ann.open(people.general)
  await ann.send('goes at once')
  await expect(ann.message('goes at once')).toBeVisible()
  await expect(page.getByText('lost when you close this tab')).toHaveCount(0)
  await page.context().setOffline(true)
  await ann.send('has to wait')
  await expect(page.getByText('lost when you close this tab')).toBeVisible()
  await page.context().setOffline(false)
  await expect(page.getByText('lost when you close this tab')).toHaveCount(0, { timeout: 40_000 })
})

test('a message of mine is edited from the empty field, reacted to, and deleted with a way back', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  // The message is asked for before it is deleted once more, and is not there.
  allowedErrors.push(/400/)
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  await ann.send('with a tpyo')
  await expect(bob.message('with a tpyo')).toBeVisible()
  await ann.composer.press('ArrowUp')
  await expect(ann.page.getByText('Editing a message')).toBeVisible()
  await ann.composer.fill('without a typo')
  await ann.composer.press('Escape')
  await expect(ann.composer).toHaveValue('')
  await ann.composer.press('ArrowUp')
  await ann.send('without a typo')
  await expect(bob.message('without a typo')).toBeVisible()

  await bob.message('without a typo').hover()
  await bob.page.getByRole('button', { name: 'React with :tada:' }).click()
  const chip = ann.message('without a typo').getByRole('button', { name: /tada, 1 reaction/ })
  await expect(chip).toBeVisible()
  await chip.hover()
  await chip.click()
  await expect(
    bob.message('without a typo').getByRole('button', { name: /2 reactions/ }),
  ).toBeVisible()

  await ann.askOf(ann.message('without a typo'), 'Delete')
  await ann.page.getByRole('button', { name: 'Undo' }).click()
  await ann.askOf(ann.message('without a typo'), 'Delete')
  await expect(bob.message('without a typo')).toHaveCount(0, { timeout: 15_000 })
  await expect(ann.page.getByText('Deleted.')).toHaveCount(0)
  expect(onServer(sandbox, 'without a typo')).toEqual([])
})

test('C8 what is written before the history has come is shown, and stands once in its place', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, 'said before')
  const ann = await signedIn(people.ann)
  let answer = (): void => undefined
  const isAnswered = new Promise<void>((resolve) => (answer = resolve))
  await ann.page.route(/\.history/, async (route) => {
    await isAnswered
    await route.continue()
  })
  await ann.open(people.general)
  await ann.send('written early')
  await expect(ann.message('written early')).toBeInViewport()
  await expect(ann.transcript).toContainText('Loading messages')
  answer()
  await expect(ann.message('said before')).toBeVisible()
  await expect(ann.message('written early')).toHaveCount(1)
  expect(await ann.texts()).toHaveLength(2)
})
