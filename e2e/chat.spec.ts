import { InputMethod } from './composition'
import { expect, test } from './fixtures'
import { SignInPage } from './pages/signInPage'
import { ChatPage } from './pages/chatPage'
import { skipDoubled, troubles } from './troubles'

/** A host's token lasts ten minutes, and clocks may differ by half a minute. */
const beyondTokenMs = 11 * 60_000

test('two users see each other’s messages', async ({ people, signedIn }) => {
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  await ann.send('Hello Bob, this is *bold*')
  await expect(bob.message('Hello Bob')).toBeVisible()
  await expect(bob.message('Hello Bob').locator('strong')).toHaveText('bold')
  await bob.send('你好，Ann 👋')
  await expect(ann.message('你好，Ann')).toBeVisible()
  expect(await ann.texts()).toEqual(await bob.texts())
})

test('R2, R4 unread rises in the other window, in its title, and clears on reading', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.createDirect([people.ann, people.bob])
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await bob.open(people.general)
  await ann.open('Bob Marsh')
  for (const text of ['one', 'two', 'three']) await ann.send(text)
  const row = bob.channel('Ann Keller')
  await expect(row).toContainText('3 unread messages')
  await expect(bob.page).toHaveTitle(/^\(3\)/)
  await row.click()
  await expect(bob.divider).toContainText('3 new messages')
  await expect(row).not.toContainText('unread')
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  await expect(bob.divider).toBeVisible()
})

test('R3 a hidden tab does not read; coming back does', async ({ people, sandbox, signedIn }) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  sandbox.control.post(people.ann, room._id, 'good morning')
  const bob = await signedIn(people.bob, { hasOwnClock: true })
  const reads = () =>
    sandbox.control.received().filter((one) => JSON.stringify(one).includes('subscriptions.read'))
      .length
  const before = reads()
  await bob.open('Ann Keller')
  await expect(bob.message('good morning')).toBeVisible()
  await expect.poll(reads).toBe(before + 1)
  await bob.hide()
  sandbox.control.post(people.ann, room._id, 'are you there?')
  await expect(bob.page).toHaveTitle(/^\(1\)/)
  await expect(bob.channel('Ann Keller')).toContainText('1 unread message')
  await bob.page.clock.runFor(60_000)
  expect(reads()).toBe(before + 1)
  await expect(bob.page).toHaveTitle(/^\(1\)/)
  await bob.show()
  await expect(bob.page).not.toHaveTitle(/\(\d+\)/)
  await expect(bob.divider).toContainText('1 new message')
  await expect.poll(reads).toBe(before + 2)
})

test('a mention in a channel is told apart from mere activity', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.createRoom({ name: `${people.general}-x`, members: [people.ann, people.bob] })
  const bob = await signedIn(people.bob)
  await bob.open(`${people.general}-x`)
  const row = bob.channel(people.general).first()
  sandbox.control.post(people.ann, people.general, 'just talking')
  await expect(bob.channels.getByRole('link').filter({ hasText: 'just talking' })).toContainText(
    'New activity',
  )
  sandbox.control.post(people.ann, people.general, `look, @${people.bob}`)
  await expect(bob.channels.getByRole('link').filter({ hasText: 'look,' })).toContainText(
    '1 mention',
  )
  await expect(row).toBeVisible()
})

test('S1 history loads on scrolling up without a shift, to its start', async ({
  people,
  sandbox,
  signedIn,
}) => {
  for (let index = 0; index < 400; index += 1) {
    sandbox.control.post(
      index % 3 === 0 ? people.ann : people.bob,
      people.general,
      `line ${String(index)} of the history`,
    )
  }
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await expect(ann.message('line 399 of')).toBeInViewport()
  const shifts: number[] = []
  for (let step = 0; step < 120; step += 1) {
    if (await ann.page.getByText('This is where').isVisible()) break
    shifts.push(await wheelAndMeasure(ann))
  }
  await expect(ann.message('line 0 of')).toBeAttached()
  expect(Math.max(...shifts.map(Math.abs))).toBeLessThan(1)
  expect(await ann.messages.count()).toBeLessThanOrEqual(210)
})

/** Scrolls up a little, then waits for what that brings; the answer is how far the reading position moved by itself. */
async function wheelAndMeasure(chat: ChatPage): Promise<number> {
  return chat.transcript.evaluate(async (scroller) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    scroller.scrollTop = Math.max(0, scroller.scrollTop - 400)
    await frame()
    const top = scroller.getBoundingClientRect().top
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-anchor]')]
    const row = rows.find((one) => one.getBoundingClientRect().top >= top + 50) ?? rows[0]
    if (row === undefined) return 0
    const before = row.getBoundingClientRect().top
    for (let index = 0; index < 12; index += 1) await frame()
    return row.isConnected ? row.getBoundingClientRect().top - before : 0
  })
}

test('S2 a reader in the history is not torn away, and is told what came below', async ({
  people,
  sandbox,
  signedIn,
}) => {
  for (let index = 0; index < 80; index += 1) {
    const author = index === 79 ? people.bob : people.ann
    sandbox.control.post(author, people.general, `line ${String(index)}.`)
  }
  const bob = await signedIn(people.bob)
  await bob.open(people.general)
  await expect(bob.message('line 79.')).toBeInViewport()
  await bob.transcript.evaluate((scroller) => {
    scroller.scrollTop -= 900
  })
  const place = await bob.readingPlace()
  sandbox.control.post(people.ann, people.general, 'the newest')
  await expect(bob.page.getByRole('button', { name: /messages? below|newest/ })).toBeVisible()
  await expect(bob.message('the newest')).toBeAttached()
  expect(await bob.topOf(place.text)).toBeCloseTo(place.top, 0)
  await bob.page.getByRole('button', { name: /messages? below|newest/ }).click()
  await expect(bob.message('the newest')).toBeInViewport()
})

test('pictures of people are there after a reload as well', async ({ people, signedIn }) => {
  const { page } = await signedIn(people.ann)
  const picture = page.getByRole('navigation').locator('img').first()
  for (const load of ['first', 'second', 'third']) {
    await expect(picture, `${load} load`).toHaveJSProperty('complete', true)
    await expect(picture, `${load} load`).not.toHaveJSProperty('naturalWidth', 0)
    await page.reload()
  }
})

test('a reload keeps the place, the draft and the sign-in', async ({ people, signedIn }) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.send('before the reload')
  await expect(ann.message('before the reload')).toBeVisible()
  await ann.composer.fill('half a thought')
  const url = ann.page.url()
  await ann.page.reload()
  await expect(ann.message('before the reload')).toBeVisible()
  await expect(ann.composer).toHaveValue('half a thought')
  expect(ann.page.url()).toBe(url)
})

for (const trouble of troubles) {
  test(`C3, C8 ${trouble.name} for a while loses nothing and doubles nothing`, async ({
    people,
    sandbox,
    site,
    way,
    signedIn,
    allowedErrors,
  }) => {
    skipDoubled(way, trouble)
    allowedErrors.push(...trouble.errors)
    const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
    await ann.open(people.general)
    await bob.open(people.general)
    await ann.send('before')
    await expect(bob.message('before')).toBeVisible()
    await trouble.begin(site)
    await ann.send('written while it was down, one')
    await ann.send('written while it was down, two')
    await expect(ann.page.getByText('Waiting to be sent').first()).toBeVisible()
    await expect(ann.page.getByText(trouble.words(way))).toBeVisible()
    await trouble.end(site)
    sandbox.control.post(people.bob, people.general, 'from elsewhere meanwhile')
    await ann.page
      .getByRole('button', { name: 'Try now' })
      .click({ timeout: 1_000 })
      .catch(() => undefined)
    for (const chat of [ann, bob]) {
      await expect(chat.message('down, two')).toBeVisible({ timeout: 40_000 })
      await expect(chat.message('from elsewhere')).toBeVisible()
    }
    await expect(ann.page.getByText('Waiting to be sent')).toHaveCount(0)
    await expect(ann.page.getByText(trouble.words(way))).toHaveCount(0)
    const expected = sandbox.control
      .world()
      .messages.filter((one) => one.rid === roomId(sandbox, people.general) && one.t === undefined)
      .map((one) => one.msg)
    expect(expected).toHaveLength(4)
    for (const chat of [ann, bob]) expect(await chat.texts()).toEqual(expected)
  })
}

test('a message the server refuses stays, with its reason and ways out', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/400/)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  sandbox.control.failNext(2, 400, 'POST /api/v1/chat.sendMessage')
  await ann.send('refused text')
  await expect(ann.message('refused text')).toContainText(/Not sent/)
  await ann.page.getByRole('button', { name: 'Retry' }).click()
  await expect(ann.message('refused text')).toContainText(/Not sent/)
  await ann.page.getByRole('button', { name: 'Retry' }).click()
  await expect(ann.page.getByText('Not sent')).toHaveCount(0)
  await expect(ann.message('refused text')).toHaveCount(1)
  // A5: what is given up comes back into the field.
  sandbox.control.failNext(1, 400, 'POST /api/v1/chat.sendMessage')
  await ann.send('second thoughts')
  await ann.message('second thoughts').getByRole('button', { name: 'Delete' }).click()
  await expect(ann.message('second thoughts')).toHaveCount(0)
  await expect(ann.composer).toHaveValue('second thoughts')
})

test('wrong password, then the right one; sign-out revokes the token', async ({
  page,
  people,
  sandbox,
  site,
  way,
}) => {
  await page.goto('/')
  const signIn = new SignInPage(page)
  await signIn.fill(people.ann, 'not it')
  await expect(signIn.alert).toContainText('The username or password is not right')
  await expect(signIn.user).toHaveValue(people.ann)
  const chat = await signIn.signIn(people.ann, people.ann)
  await expect.poll(() => sandbox.control.socketCount(people.ann)).toBe(1)
  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(signIn.user).toBeVisible()
  if (way === 'direct') {
    await expect.poll(() => sandbox.control.socketCount(people.ann)).toBe(0)
    const received = sandbox.control.received().map((one) => JSON.stringify(one))
    expect(received.some((one) => one.includes('logout'))).toBe(true)
  } else {
    await expect.poll(() => site.host.tokenCount(people.ann)).toBe(0)
  }
  await page.reload()
  await expect(signIn.user).toBeVisible()
  await expect(chat.channels).toHaveCount(0)
})

test('C6 a sign-in that was ended leads to the sign-in page, with the reason, and back', async ({
  people,
  site,
  way,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/401|WebSocket/)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const url = ann.page.url()
  if (way === 'direct') site.sandbox.control.revokeTokens(people.ann)
  else {
    site.host.revokeTokens(people.ann)
    site.passTime(beyondTokenMs)
    // Ann's page reads it, and so asks for something.
    site.sandbox.control.post(people.bob, people.general, 'are you there?')
  }
  await expect(ann.page.getByText('Your session has ended')).toBeVisible({ timeout: 15_000 })
  await new SignInPage(ann.page).signIn(people.ann, people.ann)
  await expect(ann.page).toHaveURL(url)
})

test('H18 a chat login that was revoked, and a host token that has expired, go unnoticed', async ({
  people,
  site,
  way,
  signedIn,
  allowedErrors,
}) => {
  test.skip(way === 'direct', 'without a host application nobody renews a login')
  allowedErrors.push(/401/)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  site.sandbox.control.revokeTokens(people.ann)
  site.sandbox.control.post(people.bob, people.general, 'after the login was revoked')
  await expect(ann.message('after the login')).toBeVisible({ timeout: 15_000 })
  site.passTime(beyondTokenMs)
  await ann.send('after the token expired')
  await expect(ann.message('after the token')).toBeVisible()
  await expect(ann.page.getByText('Waiting to be sent')).toHaveCount(0)
  const arrived = () =>
    site.sandbox.control.world().messages.filter(({ msg }) => msg === 'after the token expired')
  await expect.poll(() => arrived().length).toBe(1)
})

test('K1 Enter during composition does not send; Shift+Enter makes a line', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.composer.focus()
  const method = await InputMethod.on(ann.page)
  await method.show('nihao')
  await method.press('Enter')
  await expect(ann.messages).toHaveCount(0)
  await method.commit('你好')
  await expect(ann.composer).toHaveValue('你好')
  await expect(ann.messages).toHaveCount(0)
  await ann.composer.press('Shift+Enter')
  await ann.composer.pressSequentially('second line')
  await ann.composer.press('Enter')
  await expect(ann.message('second line')).toContainText('你好')
  await expect(ann.composer).toHaveValue('')
})

function roomId(
  sandbox: {
    control: { world(): { rooms: readonly { _id: string; name?: string | undefined }[] } }
  },
  name: string,
): string {
  return sandbox.control.world().rooms.find((room) => room.name === name)?._id ?? ''
}
