import { readFileSync } from 'node:fs'
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

/** So many seconds of silence. */
function sound(seconds: number): Uint8Array<ArrayBuffer> {
  const rate = 8_000
  const count = rate * seconds
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

test('S6 a picture of another server is requested when the reader asks for it, here and large', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { _id } = sandbox.control.post(people.bob, people.general, 'from elsewhere')
  const at = 'https://pictures.example'
  const measures = { image_dimensions: { width: 400, height: 300 } }
  const images = ['cat.png', 'dog.png'].map((title) => {
    return { title, image_url: `${at}/${title}`, ...measures }
  })
  const card = { title: 'A card', title_link: `${at}/page`, thumb_url: `${at}/thumb.png` }
  sandbox.control.spoil('message', _id, { attachments: [...images, card] })
  const ann = await signedIn(people.ann)
  const requested: string[] = []
  await ann.page.route(`${at}/**`, async (route) => {
    requested.push(new URL(route.request().url()).pathname)
    await route.fulfill({ contentType: 'image/png', body: Buffer.from(ring(400)) })
  })
  await ann.open(people.general)
  const row = ann.message('from elsewhere')
  const ask = row.getByRole('button', { name: 'Show picture from pictures.example' })
  await expect(ask).toHaveCount(3)
  await expect(row.getByRole('group', { name: 'Picture from pictures.example' })).toHaveCount(3)
  expect(requested).toEqual([])

  await ask.first().focus()
  await ann.page.keyboard.press('Enter')
  const cat = row.getByRole('link', { name: 'Image: cat.png' })
  await expect(cat).toBeFocused()
  await expect.poll(() => requested).toEqual(['/cat.png'])
  await cat.press('Enter')
  const gallery = ann.page.getByRole('dialog', { name: 'Pictures' })
  await expect(gallery.getByRole('img', { name: 'Image: cat.png' })).toBeVisible()
  await ann.page.keyboard.press('ArrowRight')
  await expect(gallery.getByRole('status')).toContainText('dog.png')
  expect(requested).not.toContain('/dog.png')
  await gallery.getByRole('button', { name: 'Show picture' }).click()
  await expect(gallery.getByRole('img', { name: 'Image: dog.png' })).toBeVisible()
  await ann.page.keyboard.press('Escape')
  await expect(row.getByRole('link', { name: 'Image: dog.png' })).toBeVisible()
  await ask.click()
  await expect(row.getByRole('link', { name: 'A card' })).toBeFocused()
  await expect(ask).toHaveCount(0)
  await expect.poll(() => requested).toContain('/thumb.png')
})

test('sound comes when it is to play, at the wished speed, and one plays at a time', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const content = sound(2)
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

/** Six seconds, 640 by 360, with a tone; e2e/films/README.md tells where it comes from. */
const film = readFileSync(new URL('films/ball.webm', import.meta.url))

const play = (one: Locator): Promise<void> =>
  one.evaluate((element) => (element as HTMLMediaElement).play())
const isPaused = (one: Locator): Promise<boolean> =>
  one.evaluate((element) => (element as HTMLMediaElement).paused)
const timeOf = (one: Locator): Promise<number> =>
  one.evaluate((element) => (element as HTMLMediaElement).currentTime)
const seek = (one: Locator, seconds: number): Promise<void> =>
  one.evaluate((element, to) => {
    ;(element as HTMLMediaElement).currentTime = to
  }, seconds)
/** How red the film is where its square is after five seconds. */
const rednessAfterFive = (one: Locator): Promise<number> =>
  one.evaluate((element) => {
    const context = document.createElement('canvas').getContext('2d')
    context?.drawImage(element as HTMLVideoElement, -500, -120)
    return context?.getImageData(0, 0, 1, 1).data[0] ?? 0
  })

test('a film is sent, played from memory, sought, slowed, shown on the whole screen and saved', async ({
  people,
  signedIn,
}) => {
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await ann.attach({ name: 'ball.webm', mimeType: 'video/webm', buffer: film })
  await ann.send('look at this')
  await bob.open(people.general)
  const group = bob.transcript.getByRole('group', { name: 'ball.webm' })
  const element = group.locator('video')
  const box = await group.getByRole('button', { name: 'Play' }).boundingBox()
  await group.getByRole('button', { name: 'Play' }).press('Enter')
  await expect.poll(() => timeOf(element)).toBeGreaterThan(0)
  await expect(element).toBeFocused()
  expect(await element.boundingBox()).toEqual(box)
  await element.evaluate((one) => {
    ;(one as HTMLMediaElement).pause()
  })
  await seek(element, 5)
  await expect.poll(() => rednessAfterFive(element)).toBeGreaterThan(200)

  await seek(element, 0)
  await group.getByLabel('Playback speed').selectOption('2')
  await element.press('Space')
  await expect.poll(() => timeOf(element)).toBeGreaterThan(0)
  expect(await element.evaluate((one) => (one as HTMLMediaElement).playbackRate)).toBe(2)
  await element.dblclick()
  await expect.poll(() => element.evaluate((one) => document.fullscreenElement === one)).toBe(true)
  await bob.page.keyboard.press('Escape')
  await expect.poll(() => bob.page.evaluate(() => document.fullscreenElement === null)).toBe(true)
  await expect(element).toBeFocused()

  const [saved] = await Promise.all([
    bob.page.waitForEvent('download'),
    group.getByRole('link', { name: 'Download ball.webm' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('ball.webm')
  expect(readFileSync(await saved.path())).toEqual(film)
})

/** Twenty minutes: more than a browser keeps of what it does not play. */
const longSound = sound(20 * 60)

test('where files are open to all, films show and play by their addresses, a part at a time, and one is heard', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.setSetting('FileUpload_ProtectFiles', false)
  await sendAs(sandbox, people, [
    { name: 'long.wav', type: 'audio/wav', content: longSound },
    { name: 'one.webm', type: 'video/webm', content: new Uint8Array(film) },
    { name: 'two.webm', type: 'video/webm', content: new Uint8Array(film) },
  ])
  const ann = await signedIn(people.ann)
  const parts: string[] = []
  ann.page.on('response', (response) => {
    if (!response.url().includes('/file-upload/')) return
    const { range = 'all' } = response.request().headers()
    parts.push(`${String(response.status())} ${range}`)
  })
  await ann.open(people.general)
  const [one, two] = ['one.webm', 'two.webm'].map((name) =>
    ann.transcript.getByRole('group', { name }).locator('video'),
  )
  const long = ann.transcript.getByRole('group', { name: 'long.wav' })
  if (one === undefined || two === undefined) throw new Error('there are two')
  const canShow = (element: Locator) =>
    element.evaluate((video) => (video as HTMLVideoElement).readyState >= 2)
  await expect.poll(() => canShow(one)).toBe(true)
  await play(one)
  await play(two)
  await expect.poll(() => isPaused(one)).toBe(true)
  await seek(two, 5)
  await expect.poll(() => timeOf(two)).toBeGreaterThan(5)
  await expect(long).toContainText('20:00')
  await long.getByLabel('Position').fill('1100')
  await long.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(long).toContainText(/18:[2-5]/)
  await expect.poll(() => isPaused(two)).toBe(true)
  expect(parts.filter((part) => !part.startsWith('206 bytes='))).toEqual([])
  expect(parts.some((part) => /^206 bytes=[1-9]/.test(part))).toBe(true)
  sandbox.control.setSetting('FileUpload_ProtectFiles', true)
})

const code = '```ts\nconst greeting = "hello" // for everybody\nexport default greeting\n```'

test('S1 code is coloured in place; who reacted is said to the mouse and to the keyboard', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { _id } = sandbox.control.post(people.bob, people.general, code)
  const usernames = [people.bob]
  sandbox.control.spoil('message', _id, {
    reactions: { ':tada:': { usernames, names: ['Bob Marsh'] }, ':+1:': { usernames } },
  })
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
  const unnamed = ann.transcript.getByRole('button', { name: '+1, 1 reaction: Bob Marsh' })
  await expect(unnamed).toBeVisible()
  await reaction.hover()
  const note = ann.transcript.locator('[popover]:popover-open')
  await expect(note).toContainText('Bob Marsh')
  await reaction.click()
  await expect(reaction).toHaveAccessibleName('tada, 2 reactions: You and Bob Marsh')
  await ann.page.mouse.move(5, 5)
  await expect(note).toHaveCount(0)
  await ann.page.keyboard.press('Tab')
  await reaction.focus()
  await expect(note).toContainText('You and Bob Marsh')
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
