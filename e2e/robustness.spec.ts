import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'
import { skipDoubled, troubles } from './troubles'

test('an unreachable server is said to be so, keeps what was typed, and is found when it comes back', async ({
  page,
  people,
  site,
}) => {
  const signIn = new SignInPage(page)
  await site.cutLine()
  await page.goto('/')
  await signIn.fill(people.ann, people.ann)
  await expect(signIn.alert).toContainText('cannot be reached')
  await expect(signIn.alert).toContainText(site.serverUrl)
  await expect(signIn.user).toHaveValue(people.ann)
  await site.mendLine()
  await signIn.submit.click()
  await expect(new ChatPage(page).channels).toBeVisible()
})

for (const trouble of troubles) {
  test(`C1 a signed-in page that finds ${trouble.name} says so and recovers by itself`, async ({
    people,
    site,
    way,
    signedIn,
    allowedErrors,
  }) => {
    skipDoubled(way, trouble)
    allowedErrors.push(...trouble.errors)
    const ann = await signedIn(people.ann)
    await ann.open(people.general)
    await trouble.begin(site)
    await ann.page.reload()
    await expect(ann.page.getByText(trouble.words(way))).toBeVisible()
    await trouble.end(site)
    await expect(ann.page.getByText(trouble.words(way))).toHaveCount(0, { timeout: 40_000 })
    await expect(ann.composer).toBeVisible()
  })
}

test('malformed frames are skipped and the line stays', async ({ people, sandbox, signedIn }) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await expect(ann.composer).toBeVisible()
  const frames = [
    '{',
    '',
    'null',
    '[1]',
    '{"msg":"changed"}',
    '\u0000',
    '{"msg":"changed","collection":"stream-room-messages","id":"id","fields":{"eventName":"x","args":[{"_id":{}}]}}',
    '{"msg":"changed","collection":"stream-notify-user","id":"id","fields":{"eventName":"x/subscriptions-changed","args":["updated",7]}}',
  ]
  for (const frame of frames) sandbox.control.sendRaw(people.ann, frame)
  sandbox.control.post(people.bob, people.general, 'the line is up')
  await expect(ann.message('the line is up')).toBeVisible()
  await expect.poll(() => sandbox.control.socketCount(people.ann)).toBe(1)
})

const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

test('hostile names, topics and texts are shown as text and break nothing', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { control } = sandbox
  const room = control.createRoom({
    name: `${people.general}-hostile`,
    fname: `${hostile}\u202Eevil`,
    topic: `${hostile} [x](javascript:window.hacked=1)`,
    members: [people.ann, people.bob],
  })
  control.post(people.bob, room._id, hostile)
  control.post(
    people.bob,
    room._id,
    '[click](javascript:window.hacked=1) [data](data:text/html,x) javascript:alert(1)',
  )
  control.post(
    people.bob,
    room._id,
    '\u202Eright to left override\u202C and \u0000\u0007\u001b control',
  )
  control.post(people.bob, room._id, '`'.repeat(3_000) + '*'.repeat(1_900))
  control.post(people.bob, room._id, 'W'.repeat(4_900))
  const ann = await signedIn(people.ann)
  await ann.page.goto(`/channel/${room._id}`)
  await expect(ann.message('right to left override')).toBeVisible()
  await expect(ann.message('window.hacked').first()).toContainText('<script>')
  expect(await ann.page.evaluate(() => 'hacked' in window)).toBe(false)
  const targets = await ann.transcript
    .locator('a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  for (const target of targets) expect(target).toMatch(/^(https?|mailto|tel):/)
  const isWide = await ann.page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  )
  expect(isWide).toBe(false)
})

test('a message of 100 kB and one of 10,000 lines are folded and stay quick', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { control } = sandbox
  control.setSetting('Message_MaxAllowedSize', 200_000)
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${String(index)}`)
  control.post(people.bob, people.general, 'word '.repeat(20_000))
  control.post(people.bob, people.general, lines.join('\n'))
  control.post(people.bob, people.general, 'after the long ones')
  const chat = await signedIn(people.ann)
  const { page } = chat
  await chat.open(people.general)
  await expect(chat.message('after the long ones')).toBeVisible()
  expect(await page.locator('*').count()).toBeLessThan(3_000)
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(2)
  await chat.composer.fill('x'.repeat(100_000))
  await chat.composer.press('Enter')
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(3)
  control.setSetting('Message_MaxAllowedSize', 5_000)
})
