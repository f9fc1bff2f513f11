import { signIn, sendFile } from '../server/sandbox/testing/clients'
import { drawPicture } from '../server/sandbox/seed/picture'
import { expect, test } from './fixtures'

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
