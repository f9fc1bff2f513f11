import { signIn, sendFile } from '../server/sandbox/testing/clients'
import { drawPicture } from '../server/sandbox/seed/picture'
import { expect, test, type People, type Sandbox } from './fixtures'

test('protected pictures and files show and are saved, and no address holds a token', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const bob = await signIn(sandbox.url, people.bob)
  const room = sandbox.control.world().rooms.find(({ name }) => name === people.general)
  const rid = room?._id ?? ''
  const picture = { name: 'board.png', type: 'image/png', content: new Uint8Array(drawPicture()) }
  const content = new TextEncoder().encode('<script>alert(1)</script>')
  await sendFile(sandbox.url, bob, rid, picture)
  await sendFile(sandbox.url, bob, rid, { name: 'notes.html', type: 'text/html', content })

  const ann = await signedIn(people.ann)
  const addresses: string[] = []
  ann.page.on('request', (request) => addresses.push(request.url()))
  await ann.open(people.general)
  const image = ann.transcript.getByRole('img', { name: 'Image: board.png' })
  await expect(image).toBeVisible()
  await expect
    .poll(() => image.evaluate((one) => (one instanceof HTMLImageElement ? one.naturalWidth : 0)))
    .toBe(480)
  const [saved] = await Promise.all([
    ann.page.waitForEvent('download'),
    ann.transcript.getByRole('link', { name: 'Download notes.html' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('notes.html')
  expect(addresses.filter((one) => /rc_token|authtoken/i.test(one))).toEqual([])
})

const picture = { name: 'board.png', mimeType: 'image/png', buffer: Buffer.from(drawPicture()) }
const note = { name: '笔记.txt', mimeType: 'text/plain', buffer: Buffer.from('milk, bread') }

/** What a page may say on its console while the line is down, or an answer is lost. */
const lineErrors = /ERR_|WebSocket|Failed to load resource/

/** Messages with a file, as the server has them. */
function filesOn(sandbox: Sandbox, people: People): readonly string[] {
  const { rooms, messages } = sandbox.control.world()
  const rid = rooms.find(({ name }) => name === people.general)?._id
  return messages
    .flatMap((one) => (one.rid === rid ? (one.files ?? []) : []))
    .map((one) => one.name ?? '')
}

test('a picture and a text file go with a text, in their order', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(people.general)
  await bob.open(people.general)
  await ann.attach(picture, note)
  await expect(ann.chosenFiles.getByRole('listitem')).toHaveCount(2)
  await ann.send('the plan and the list')
  await expect(ann.chosenFiles).toBeHidden()
  for (const reader of [ann, bob]) {
    const image = reader.transcript.getByRole('img', { name: 'Image: board.png' })
    await expect(image).toBeVisible()
    await expect(reader.transcript.getByRole('link', { name: 'Download 笔记.txt' })).toBeVisible()
    await expect(reader.message('the plan and the list')).toHaveCount(1)
  }
  expect(filesOn(sandbox, people)).toEqual(['board.png', '笔记.txt'])
})

test('C8 a file that waits for the line survives a reload and is sent once', async ({
  people,
  sandbox,
  signedIn,
  site,
  allowedErrors,
}) => {
  allowedErrors.push(lineErrors)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await site.cutLine()
  await ann.attach(note)
  await ann.send('for later')
  await expect(ann.message('笔记.txt')).toContainText('Waiting to be sent')
  await ann.page.reload()
  await site.mendLine()
  const link = ann.transcript.getByRole('link', { name: 'Download 笔记.txt' })
  await expect(link).toBeVisible({ timeout: 40_000 })
  expect(filesOn(sandbox, people)).toEqual(['笔记.txt'])
  await expect(ann.message('for later')).toHaveCount(1)
})

test('C8 a lost answer makes no second message', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(lineErrors)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  sandbox.control.loseNextResult('rooms.mediaConfirm')
  await ann.attach(note)
  await ann.composer.press('Enter')
  await expect(ann.transcript.getByRole('link', { name: 'Download 笔记.txt' })).toBeVisible()
  await ann.send('and on it goes')
  await expect(ann.message('and on it goes')).not.toContainText('Waiting')
  expect(filesOn(sandbox, people)).toEqual(['笔记.txt'])
})

test('C8, A5 a reload in the middle of the bytes, and files that are given up', async ({
  people,
  sandbox,
  signedIn,
  allowedErrors,
}) => {
  allowedErrors.push(lineErrors)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  sandbox.control.freeze()
  await ann.attach(note)
  await ann.composer.press('Enter')
  await expect(ann.message('笔记.txt').getByRole('progressbar')).toBeVisible()
  await ann.page.reload()
  sandbox.control.thaw()
  await expect(ann.transcript.getByRole('link', { name: 'Download 笔记.txt' })).toBeVisible()
  expect(filesOn(sandbox, people)).toEqual(['笔记.txt'])

  sandbox.control.freeze()
  await ann.attach(picture)
  await ann.composer.press('Enter')
  await ann.message('board.png').getByRole('button', { name: 'Cancel: board.png' }).click()
  await expect(ann.message('board.png')).toHaveCount(0)
  // A5: what is given up comes back to where it was chosen.
  await ann.page.getByRole('button', { name: 'Remove board.png' }).click()
  sandbox.control.thaw()
  await ann.send('never mind')
  await expect(ann.message('never mind')).not.toContainText('Waiting')
  expect(filesOn(sandbox, people)).toEqual(['笔记.txt'])

  sandbox.control.failNext(2, 413, 'rooms.media')
  await ann.attach(picture)
  await ann.send('the plan')
  await ann.composer.fill('and a line')
  await ann.message('the plan').getByRole('button', { name: 'Delete' }).click()
  await expect(ann.chosenFiles.getByRole('listitem')).toHaveText([/board\.png/])
  await expect(ann.composer).toHaveValue('the plan\nand a line')
  sandbox.control.clearFaults()
  await ann.composer.press('Enter')
  await expect(ann.message('and a line').getByRole('img', { name: /board\.png/ })).toBeVisible()
  await expect.poll(() => filesOn(sandbox, people)).toEqual(['笔记.txt', 'board.png'])
})

test('files are pasted, dropped and taken out again; what is refused says why', async ({
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.bring('drop', { name: 'logo.svg', type: 'image/svg+xml' })
  await expect(ann.page.getByRole('alert')).toContainText('logo.svg')
  await ann.bring('paste', { name: 'shot.txt', type: 'text/plain' })
  await ann.bring('drop', { name: 'draft.txt', type: 'text/plain' })
  await expect(ann.chosenFiles.getByRole('listitem')).toHaveText([/shot\.txt/, /draft\.txt/])
  await ann.bring('drop', { name: 'logo.svg', type: 'image/svg+xml' })
  await expect(ann.page.getByRole('alert')).toContainText(
    'logo.svg: Files of this type are not accepted.',
  )
  await ann.page.getByRole('button', { name: 'Remove shot.txt' }).click()
  await expect(ann.chosenFiles.getByRole('listitem')).toHaveText([/draft\.txt/])
  await expect(ann.composer).toBeFocused()
})
