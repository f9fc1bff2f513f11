import { fileURLToPath } from 'node:url'
import { startStaticServer } from '../server/demo/staticServer'
import { startSandbox } from '../server/sandbox'
import { expect, test } from './fixtures'
import { ChatPage } from './pages/chatPage'
import { SignInPage } from './pages/signInPage'

const build = fileURLToPath(new URL('../dist', import.meta.url))

const badConfigs: readonly [string, unknown, string][] = [
  ['an unknown transport', { transport: 'pigeon' }, '"transport" must be one of'],
  ['no server', { transport: 'rocketchat' }, '"rocketchat" must be an object'],
  ['a misspelt key', { rocketchat: { url: 'http://x' }, titel: 'x' }, '"titel" is not a known key'],
  ['not an object', 'hello', 'must hold a JSON object'],
]

for (const [name, config, message] of badConfigs) {
  test(`a configuration with ${name} is named on the screen`, async ({ page }) => {
    const app = await startStaticServer(build, { port: 0, content: { config } })
    await page.goto(app.url)
    await expect(page.getByRole('alert')).toContainText(message)
    await app.stop()
  })
}

test('an unreachable server is said to be so, keeps what was typed, and is found when it comes back', async ({
  page,
  people,
  sandbox,
}) => {
  const signIn = new SignInPage(page)
  await sandbox.control.pause()
  await page.goto('/')
  await signIn.fill(people.ann, people.ann)
  await expect(signIn.alert).toContainText('cannot be reached')
  await expect(signIn.alert).toContainText(sandbox.url)
  await expect(signIn.user).toHaveValue(people.ann)
  await sandbox.control.resume()
  await signIn.submit.click()
  await expect(new ChatPage(page).channels).toBeVisible()
})

test('C1 a signed-in page that finds no server says so and recovers by itself', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(/ERR_CONNECTION|WebSocket|Failed to load resource/)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await sandbox.control.pause()
  await ann.page.reload()
  await expect(ann.page.getByText('The server cannot be reached')).toBeVisible()
  await sandbox.control.resume()
  await expect(ann.page.getByText('The server cannot be reached')).toHaveCount(0, {
    timeout: 40_000,
  })
  await expect(ann.composer).toBeVisible()
})

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
  browser,
}) => {
  const sandbox = await startSandbox({
    seed: 'empty',
    settings: { Message_MaxAllowedSize: 200_000 },
  })
  const app = await startStaticServer(build, {
    port: 0,
    content: { config: { rocketchat: { url: sandbox.url } }, backends: [sandbox.url] },
  })
  for (const username of ['ann', 'bob'])
    sandbox.control.addUser({ username, password: username, name: username })
  sandbox.control.createRoom({ name: 'long', members: ['ann', 'bob'] })
  sandbox.control.post('bob', 'long', 'word '.repeat(20_000))
  sandbox.control.post(
    'bob',
    'long',
    Array.from({ length: 10_000 }, (_, index) => `line ${String(index)}`).join('\n'),
  )
  sandbox.control.post('bob', 'long', 'after the long ones')
  const page = await browser.newPage({ baseURL: app.url })
  await page.goto('/')
  const chat = await new SignInPage(page).signIn('ann', 'ann')
  await chat.open('long')
  await expect(chat.message('after the long ones')).toBeVisible()
  expect(await page.locator('*').count()).toBeLessThan(3_000)
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(2)
  await chat.composer.fill('x'.repeat(100_000))
  await chat.composer.press('Enter')
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(3)
  await page.close()
  await app.stop()
  await sandbox.stop()
})
