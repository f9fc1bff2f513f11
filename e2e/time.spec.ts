import { expect, test, textsOf, type People, type Sandbox } from './fixtures'
import type { ChatPage } from './pages/chatPage'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const isAway = /ERR_|WebSocket|Failed to load resource/

test.afterEach(({ sandbox }) => {
  sandbox.control.setClock(0)
})

/** Both write; everything is there once, in the server's order, and is read. */
async function converse(ann: ChatPage, sandbox: Sandbox, { bob, general }: People): Promise<void> {
  const before = await ann.texts()
  const [asked, said, asks] = ['ask', 'say', 'ask again'].map(
    (word) => `${word} ${String(before.length)}.`,
  ) as [string, string, string]
  sandbox.control.post(bob, general, asked)
  await expect(ann.message(asked)).toBeVisible()
  await ann.send(said)
  await expect(ann.message(said)).toBeVisible()
  sandbox.control.post(bob, general, asks)
  await expect(ann.message(asks)).toBeVisible()
  await expect(ann.page.getByText('Waiting to be sent')).toHaveCount(0)
  await expect.poll(() => textsOf(sandbox, general)).toHaveLength(before.length + 3)
  await expect.poll(() => ann.texts()).toEqual(textsOf(sandbox, general))
}

/** What the list says of the open channel. */
const badge = (ann: ChatPage, { general }: People) =>
  ann.channel(general).getByText(/unread|mention|New activity/)

for (const [name, ms] of [
  ['ahead', hour],
  ['back', -hour],
] as const) {
  test(`C5 R4 a machine whose clock is set an hour ${name} sends, receives and reads as before`, async ({
    people,
    sandbox,
    signedIn,
  }) => {
    const ann = await signedIn(people.ann, { hasOwnClock: true })
    await ann.open(people.general)
    await converse(ann, sandbox, people)
    await ann.page.clock.setSystemTime(Date.now() + ms)
    await converse(ann, sandbox, people)
    await expect(badge(ann, people)).toHaveCount(0)
    sandbox.control.cutSockets()
    await converse(ann, sandbox, people)
    await expect(badge(ann, people)).toHaveCount(0)
  })

  test(`C3 R2 a server whose clock is set an hour ${name} loses and doubles nothing`, async ({
    people,
    sandbox,
    signedIn,
  }) => {
    const ann = await signedIn(people.ann)
    await ann.open(people.general)
    await converse(ann, sandbox, people)
    sandbox.control.setClock(ms)
    await converse(ann, sandbox, people)
    sandbox.control.cutSockets()
    await converse(ann, sandbox, people)
    await expect(badge(ann, people)).toHaveCount(0)
    const texts = await ann.texts()
    await ann.page.reload()
    await expect.poll(() => ann.texts()).toEqual(texts)
  })
}

for (const [name, ms] of [
  ['ten minutes', 10 * minute],
  ['three days', 3 * day],
] as const) {
  test(`C4 C5 a laptop that slept for ${name} shows what came meanwhile, without a hole`, async ({
    people,
    sandbox,
    site,
    signedIn,
    allowedErrors,
  }) => {
    allowedErrors.push(isAway)
    const ann = await signedIn(people.ann, { hasOwnClock: true, staysSignedIn: true })
    await ann.open(people.general)
    await converse(ann, sandbox, people)
    await ann.page.clock.pauseAt(Date.now() + 1_000)
    await site.cutLine()
    sandbox.control.setClock(ms)
    site.passTime(ms)
    const missed = Array.from({ length: 12 }, (_, index) => `missed ${String(index)}`)
    for (const text of missed) sandbox.control.post(people.bob, people.general, text)
    await site.mendLine()
    await ann.page.clock.fastForward(ms)
    await ann.page.clock.resume()
    await expect
      .poll(async () => (await ann.texts()).slice(-missed.length), { timeout: 30_000 })
      .toEqual(missed)
    await ann.send('good morning')
    await expect.poll(async () => (await ann.texts()).slice(-1)).toEqual(['good morning'])
    await expect(ann.divider).toHaveCount(0)
    await expect(badge(ann, people)).toHaveCount(0)
  })
}
