import { expect, test, type People, type Sandbox } from './fixtures'
import type { ChatPage } from './pages/chatPage'

const count = 400

/** Lines of ann, who then has nothing unread. Gives the ids, oldest first. */
function write(sandbox: Sandbox, { ann, bob, general }: People, reader: 'ann' | 'bob'): string[] {
  const author = reader === 'ann' ? ann : bob
  return Array.from({ length: count }, (_, index) => {
    return sandbox.control.post(author, general, `line ${String(index)} of the history`)._id
  })
}

/** Scrolls by so many pixels and waits for what that brings; how far the reading position moved by itself. */
async function wheel(chat: ChatPage, by: number): Promise<number> {
  return chat.transcript.evaluate(async (scroller, distance) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    scroller.scrollTop += distance
    await frame()
    const { top, bottom } = scroller.getBoundingClientRect()
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-anchor]')].filter((row) => {
      const box = row.getBoundingClientRect()
      return box.top >= top && box.bottom <= bottom
    })
    const row = rows[0]
    if (row === undefined) return 0
    const before = row.getBoundingClientRect().top
    for (let index = 0; index < 10; index += 1) await frame()
    return row.isConnected ? row.getBoundingClientRect().top - before : 0
  }, by)
}

async function isAtEnd(chat: ChatPage): Promise<boolean> {
  if ((await chat.message(`line ${String(count - 1)} of`).count()) === 0) return false
  return chat.transcript.evaluate(
    (scroller) => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2,
  )
}

test('C4 R10 a channel opens where the reading stopped, far back, and joins up to the newest message', async ({
  people,
  sandbox,
  signedIn,
}) => {
  write(sandbox, people, 'bob')
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await expect(ann.message('line 0 of')).toBeInViewport()
  await expect(ann.divider).toBeVisible()
  const shifts: number[] = []
  for (let step = 0; step < 150; step += 1) {
    shifts.push(await wheel(ann, 300))
    if (await isAtEnd(ann)) break
  }
  await expect(ann.message(`line ${String(count - 1)} of`)).toBeInViewport()
  await expect(ann.page.locator('[data-gap]')).toHaveCount(0)
  expect(Math.max(...shifts.map(Math.abs))).toBeLessThan(1)
})

test('C4 a link to a message far back shows it, with a way up, down and to the end', async ({
  people,
  sandbox,
  signedIn,
  site,
}) => {
  const ids = write(sandbox, people, 'ann')
  const room = sandbox.control.world().rooms.find(({ name }) => name === people.general)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await expect(ann.message(`line ${String(count - 1)} of`)).toBeInViewport()
  await ann.page.goto(`${site.appUrl}/channel/${room?._id ?? ''}/${ids[120] ?? ''}`)
  await expect(ann.message('line 120 of')).toBeInViewport()
  await expect(ann.message('line 119 of')).toBeInViewport()
  await expect(ann.message('line 121 of')).toBeInViewport()
  const shifts: number[] = []
  for (let step = 0; step < 8; step += 1) shifts.push(await wheel(ann, -400))
  for (let step = 0; step < 8; step += 1) shifts.push(await wheel(ann, 500))
  expect(Math.max(...shifts.map(Math.abs))).toBeLessThan(1)
  await ann.page.getByRole('button', { name: 'Go to the newest message' }).click()
  await expect(ann.message(`line ${String(count - 1)} of`)).toBeInViewport()
})

test('the link of a message is copied, and leads there', async ({ people, sandbox, signedIn }) => {
  sandbox.control.post(people.bob, people.general, 'remember this one')
  const ann = await signedIn(people.ann)
  await ann.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await ann.open(people.general)
  await ann.askOf(ann.message('remember this one'), 'Copy link')
  await expect(ann.page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const link = await ann.page.evaluate(() => navigator.clipboard.readText())
  await ann.page.goto(link)
  await expect(ann.message('remember this one')).toBeInViewport()
})

test('a link to a message that is gone says so, and shows the channel', async ({
  people,
  sandbox,
  signedIn,
  site,
  allowedErrors,
}) => {
  allowedErrors.push(/400/)
  write(sandbox, people, 'ann')
  const room = sandbox.control.world().rooms.find(({ name }) => name === people.general)
  const ann = await signedIn(people.ann)
  await ann.page.goto(`${site.appUrl}/channel/${room?._id ?? ''}/nosuchmessageid1`)
  await expect(ann.page.getByText('The message of this link is not here any more.')).toBeVisible()
  await expect(ann.message(`line ${String(count - 1)} of`)).toBeInViewport()
})
