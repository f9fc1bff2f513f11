import type { Locator, Page } from '@playwright/test'
import { pngOf, type Rgba } from '../server/sandbox/seed/png'
import { sendFile, signIn } from '../server/sandbox/testing/clients'
import { expect, test, type People, type Sandbox } from './fixtures'

const clear: Rgba = [0, 0, 0, 0]
const ink: Rgba = [20, 40, 90, 255]

/** A ring on nothing. */
function ring(size: number): Uint8Array<ArrayBuffer> {
  const middle = size / 2
  const colourAt = (x: number, y: number): Rgba =>
    Math.abs(Math.hypot(x - middle, y - middle) - size / 3) < size / 20 ? ink : clear
  return new Uint8Array(pngOf(size, size, colourAt))
}

/** A second of a tone. */
function sound(): Uint8Array<ArrayBuffer> {
  const [rate, count] = [8_000, 16_000]
  const bytes = Buffer.alloc(44 + count, 128)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + count, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(count, 40)
  return new Uint8Array(bytes)
}

interface SentFile {
  readonly name: string
  readonly type: string
  readonly content: Uint8Array<ArrayBuffer>
}

async function sendAs(sandbox: Sandbox, people: People, files: readonly SentFile[]): Promise<void> {
  const bob = await signIn(sandbox.url, people.bob)
  const room = sandbox.control.world().rooms.find(({ name }) => name === people.general)
  for (const file of files) await sendFile(sandbox.url, bob, room?._id ?? '', file)
}

const pictures = ['one.png', 'two.png', 'three.png'].map((name, index) => ({
  name,
  type: 'image/png',
  content: ring(400 + 100 * index),
}))

const scaleOf = (picture: Locator): Promise<number> =>
  picture.evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).a)

test('pictures open large, are turned and zoomed by keys, saved, and give the focus back', async ({
  people,
  sandbox,
  signedIn,
}) => {
  await sendAs(sandbox, people, pictures)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const link = ann.transcript.getByRole('link', { name: 'Image: two.png' })
  await link.focus()
  await link.press('Enter')
  const gallery = ann.page.getByRole('dialog', { name: 'Pictures' })
  const status = gallery.getByRole('status')
  await expect(status).toContainText('two.png')
  await expect(status).toContainText('Bob Marsh')
  await expect(status).toContainText('2 of 3')
  const shown = gallery.getByRole('img')
  await expect(shown).toHaveAccessibleName('Image: two.png')
  await expect(shown).toHaveCSS('background-color', 'rgb(255, 255, 255)')

  await ann.page.keyboard.press('ArrowRight')
  await expect(status).toContainText('three.png')
  await expect(gallery.getByRole('button', { name: 'Next picture' })).toBeDisabled()
  await ann.page.keyboard.press('Home')
  await expect(status).toContainText('1 of 3')
  await ann.page.keyboard.press('+')
  await expect.poll(() => scaleOf(shown)).toBeCloseTo(1.5)
  await ann.page.keyboard.press('0')
  await expect.poll(() => scaleOf(shown)).toBe(1)
  await shown.dblclick()
  await expect.poll(() => scaleOf(shown)).toBe(2.5)
  await ann.page.mouse.wheel(0, -200)
  await expect.poll(() => scaleOf(shown)).toBeGreaterThan(3)

  const [saved] = await Promise.all([
    ann.page.waitForEvent('download'),
    gallery.getByRole('link', { name: 'Download one.png' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('one.png')
  await ann.page.keyboard.press('Escape')
  await expect(gallery).toHaveCount(0)
  await expect(link).toBeFocused()
})

/** Fingers, each from one point to another. */
async function drag(page: Page, ...fingers: readonly (readonly [from: number, to: number])[]) {
  const client = await page.context().newCDPSession(page)
  const y = 420
  const at = (part: number) =>
    fingers.map(([from, to], id) => ({ id, y, x: from + (to - from) * part }))
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(part) })
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await client.detach()
}

test('A4 on a phone pictures are swiped and pinched', async ({ people, sandbox, signedIn }) => {
  await sendAs(sandbox, people, pictures)
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ann = await signedIn(people.ann, phone)
  await ann.open(people.general)
  await ann.transcript.getByRole('link', { name: 'Image: three.png' }).tap()
  const gallery = ann.page.getByRole('dialog', { name: 'Pictures' })
  const status = gallery.getByRole('status')
  await expect(status).toContainText('3 of 3')
  await drag(ann.page, [100, 320])
  await expect(status).toContainText('two.png')
  await drag(ann.page, [170, 110], [220, 280])
  await expect.poll(() => scaleOf(gallery.getByRole('img'))).toBeGreaterThan(2)
  await gallery.getByRole('button', { name: 'Zoom out' }).tap()
  await expect(gallery.getByRole('button', { name: 'Close' })).toBeInViewport()
})

test('sound comes when it is to play, at the wished speed, and one plays at a time', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const content = sound()
  await sendAs(
    sandbox,
    people,
    ['call.wav', 'song.wav'].map((name) => ({ name, type: 'audio/wav', content })),
  )
  const ann = await signedIn(people.ann)
  const files: string[] = []
  ann.page.on('request', (request) => {
    if (request.url().includes('/file-upload/')) files.push(request.url())
  })
  await ann.open(people.general)
  const call = ann.transcript.getByRole('group', { name: 'call.wav' })
  const song = ann.transcript.getByRole('group', { name: 'song.wav' })
  await expect(call).toContainText('16')
  await expect(song.getByRole('link', { name: 'Download song.wav' })).toBeVisible()
  expect(files).toEqual([])

  await song.getByLabel('Playback speed').selectOption('0.5')
  await song.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(song.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(song).toContainText('0:02')
  const rate = song.locator('audio').evaluate((one) => (one as HTMLAudioElement).playbackRate)
  expect(await rate).toBe(0.5)
  await call.getByRole('button', { name: 'Play', exact: true }).press('Enter')
  await expect(call.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(song.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  expect(files.filter((one) => /rc_token|authtoken/i.test(one))).toEqual([])
})

const code = '```ts\nconst greeting = "hello" // for everybody\nexport default greeting\n```'

test('S1 code is coloured in place; who reacted is said to the mouse and to the keyboard', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { _id } = sandbox.control.post(people.bob, people.general, code)
  const bob = await signIn(sandbox.url, people.bob)
  await bob.post('chat.react', { messageId: _id, emoji: ':tada:', shouldReact: true })
  const ann = await signedIn(people.ann)
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  await ann.page.route(/codeParts/, async (route) => {
    await held
    await route.continue()
  })
  await ann.open(people.general)
  const block = ann.transcript.getByRole('figure')
  await expect(block.getByRole('button', { name: 'Copy code' })).toBeVisible()
  const before = await block.boundingBox()
  release()
  await expect(block.locator('.code-keyword').first()).toHaveText('const')
  await expect(block.locator('code')).toHaveText(/^const greeting = "hello"/)
  expect(await block.boundingBox()).toEqual(before)

  const reaction = ann.transcript.getByRole('button', { name: /^tada, / })
  await reaction.hover()
  const note = ann.transcript.locator('[popover]:popover-open')
  await expect(note).toContainText(people.bob)
  await reaction.click()
  await expect(reaction).toHaveAccessibleName(`tada, 2 reactions: You and ${people.bob}`)
  await ann.page.mouse.move(5, 5)
  await expect(note).toHaveCount(0)
  await ann.page.keyboard.press('Tab')
  await reaction.focus()
  await expect(note).toContainText(`You and ${people.bob}`)
  await ann.page.keyboard.press('Escape')
  await expect(note).toHaveCount(0)
  await expect(reaction).toBeFocused()
})

const dayMs = 86_400_000

/** As a date field writes it. */
const dayBefore = (days: number): string =>
  new Date(Date.now() - days * dayMs).toLocaleDateString('sv-SE')

test('C4 another day is found by the button above the messages and by the line of a day', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const write = (daysAgo: number, text: string, count: number): void => {
    sandbox.control.setClock(-daysAgo * dayMs)
    for (let index = 0; index < count; index += 1) {
      sandbox.control.post(people.bob, people.general, `${text} ${String(index)}.`)
    }
  }
  write(40, 'long ago', 70)
  write(10, 'lately', 70)
  write(0, 'today', 70)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Go to a day…' }).first().click()
  const dialog = ann.page.getByRole('dialog', { name: 'Go to a day…' })
  const day = dialog.getByLabel('Day', { exact: true })
  await expect(day).toBeFocused()
  await expect(day).toHaveValue(dayBefore(0))
  await day.fill(dayBefore(12))
  await day.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(ann.message('lately 0.')).toBeInViewport()

  await ann.transcript.getByRole('button', { name: /\d/ }).first().click()
  await expect(day).toHaveValue(dayBefore(40))
  await dialog.getByRole('button', { name: 'The beginning' }).click()
  await expect(ann.message('long ago 0.')).toBeInViewport()
})

test('own messages tell whether everybody has read them, and who has', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.setSetting('Message_Read_Receipt_Enabled', true)
  sandbox.control.setSetting('Message_Read_Receipt_Store_Users', true)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.send('has everybody seen this?')
  const row = ann.transcript.getByRole('listitem').filter({ hasText: 'has everybody seen' })
  await expect(row.getByRole('img', { name: 'Not read by everybody yet' })).toBeVisible()
  const bob = await signIn(sandbox.url, people.bob)
  const room = sandbox.control.world().rooms.find(({ name }) => name === people.general)
  await bob.post('subscriptions.read', { rid: room?._id })
  await ann.send('thank you')
  await expect(row.getByRole('img', { name: 'Read by everybody' })).toBeVisible()
  await ann.askOf(ann.message('has everybody seen'), 'Read by')
  const readers = ann.page.getByRole('dialog', { name: 'Read by' })
  await expect(readers.getByRole('listitem')).toHaveText(/Bob Marsh/)
  await ann.page.keyboard.press('Escape')
  await expect(readers).toHaveCount(0)
  sandbox.control.setSetting('Message_Read_Receipt_Enabled', false)
})
