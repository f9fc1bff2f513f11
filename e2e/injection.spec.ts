import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { hostileFields, watchPage } from './hostile'
import { fewPayloads, payloadFamilies, payloads } from './payloads'
import { startSite, type Site, type Way } from './site'

/** Pictures and messages that are not there; the server's own doors do not open as pictures. */
const isMissing = /Failed to load resource: .* 40[045]/

/** Scrolls to the end of what loads as one scrolls, until so many items were shown; gives the text of each. */
function scrollThrough(list: Locator, item: string, wanted: number): Promise<string[]> {
  return list.evaluate(
    async (scroller, { selector, count }) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done))
      const texts = new Map<string, string>()
      for (let patience = 300; texts.size < count && patience > 0; patience -= 1) {
        const known = texts.size
        const items = [...scroller.querySelectorAll<HTMLElement>(selector)]
        items.forEach((one, index) => {
          const { anchor, row } = one.dataset
          texts.set(anchor ?? row ?? String(index), (one.closest('li') ?? one).textContent)
        })
        if (texts.size > known) patience = 300
        const gap = scroller.querySelector('[data-gap]')
        if (gap !== null) gap.scrollIntoView({ block: 'end' })
        else if (selector === '[data-row]') scroller.scrollTop += scroller.clientHeight
        else scroller.scrollTop = scroller.scrollHeight
        await frame()
      }
      return [...texts.values()]
    },
    { selector: item, count: wanted },
  )
}

/** Those of the texts that are nowhere shown as they are, so many times in one item. */
function missing(shown: readonly string[], wanted: readonly string[], times = 1): string[] {
  return wanted.filter((payload) => !shown.some((text) => text.split(payload).length - 1 >= times))
}

/** Goes to an address of the app without loading the page again. */
async function goTo(page: Page, address: string): Promise<void> {
  await page.evaluate((next) => {
    history.pushState(null, '', next)
    dispatchEvent(new PopStateEvent('popstate'))
  }, address)
}

const fileNames = [
  '<img src=x onerror=alert(1)>.txt',
  "'onmouseover='alert(1)'.txt",
  "{{constructor.constructor('alert(1)')()}}.txt",
  'report\u202etxt.exe',
  '__proto__',
]

/** For the test alone, with its reader. */
async function startOwnSite(way: Way, allowedErrors: RegExp[]): Promise<Site> {
  test.setTimeout(180_000)
  allowedErrors.push(isMissing)
  const site = await startSite(way)
  site.addUser('ann', 'Ann Keller')
  return site
}

function userIdOf({ sandbox }: Site, username: string): string {
  return sandbox.control.world().users.find((user) => user.username === username)?._id ?? ''
}

test('S6 whatever a message, its author, files, cards, links, reactions and replies say is shown as text', async ({
  way,
  signedIn,
  allowedErrors,
}) => {
  const site = await startOwnSite(way, allowedErrors)
  const { control } = site.sandbox
  site.addUser('bob', 'Bob Marsh')
  const many = control.createRoom({ name: 'many', members: ['ann', 'bob'] })
  const few = control.createRoom({ name: 'few', members: ['ann', 'bob'] })
  const reader = userIdOf(site, 'ann')
  const write = (rid: string, payload: string, marks: object, root?: string): string => {
    const message = control.post('bob', rid, payload, { tmid: root })
    control.spoil('message', message._id, hostileFields(message, payload, reader, marks))
    return message._id
  }
  for (const payload of payloads) write(many._id, payload, {})
  const marks = { starred: [{ _id: reader }], pinned: true, tcount: 1, tlm: new Date() }
  const [root = ''] = fewPayloads.map((payload) => write(few._id, payload, marks))
  for (const payload of fewPayloads) write(few._id, payload, {}, root)
  for (const payload of fewPayloads) {
    const line = control.post('bob', few._id, payload)
    const t = payload.length % 2 === 0 ? 'subscription-role-added' : 'room_changed_topic'
    control.spoil('message', line._id, { t, role: payload, u: { _id: payload, name: payload } })
  }

  const ann = await signedIn('ann', { baseURL: site.appUrl })
  const { page } = ann
  const seen = await watchPage(page)
  await page.reload()
  await ann.open('many')
  const shown = await scrollThrough(ann.transcript, '[data-anchor]', payloads.length)
  expect(missing(shown, payloads, 12)).toEqual([])

  await ann.open('few')
  await expect(ann.messages.nth(20)).toBeAttached()
  const panel = page.getByRole('complementary')
  const callsAlert = fewPayloads.filter((payload) => /\balert/.test(payload))
  for (const [kind, wanted] of [
    ['pinned', fewPayloads],
    ['starred', fewPayloads],
    ['threads', fewPayloads],
    ['search', callsAlert],
  ] as const) {
    await goTo(page, `/channel/${few._id}?panel=${kind}`)
    if (kind === 'search') await panel.getByRole('textbox').fill('alert')
    await expect(panel.getByRole('listitem').first()).toBeVisible()
    const list = panel.locator('.paged')
    const found = await scrollThrough(list, '.paged-list > li', wanted.length)
    expect(missing(found, wanted)).toEqual([])
  }
  await goTo(page, `/channel/${few._id}?panel=thread:${root}`)
  const replies = panel.locator('.history-scroller')
  await expect(replies.locator('[data-anchor]').nth(1)).toBeVisible()
  const replied = await scrollThrough(replies, '[data-anchor]', fewPayloads.length + 1)
  expect(missing(replied, fewPayloads, 12)).toEqual([])

  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  const live = control.post('bob', few._id, 'arrives while one looks')
  for (const payload of fewPayloads) {
    control.spoil('message', live._id, hostileFields(live, payload, reader))
  }
  const row = ann.transcript.locator(`[data-anchor="${live._id}"]`)
  await expect(row).toContainText(fewPayloads.at(-1) ?? '')
  await goTo(page, `/channel/${few._id}?panel=files`)
  const buffer = Buffer.from('x')
  await ann.attach(...fileNames.map((name) => ({ name, mimeType: 'text/plain', buffer })))
  await expect(ann.chosenFiles.getByRole('listitem')).toHaveCount(fileNames.length)
  await ann.composer.press('Enter')
  for (const name of fileNames) await expect(ann.transcript).toContainText(name)
  const { wrong, elements } = await seen()
  expect(wrong).toEqual([])
  expect(elements).toBeGreaterThan(payloads.length * 50)

  await expect
    .poll(() => control.world().messages.filter(({ file }) => file?.size === 1))
    .toHaveLength(fileNames.length)
  await page.reload()
  await expect(panel.getByRole('listitem')).toHaveCount(fileNames.length)
  for (const name of fileNames) await expect(panel).toContainText(name)
  expect((await seen()).wrong).toEqual([])
  await site.stop()
})

interface Told {
  readonly title: string
  readonly body: string
}

test('S6 whatever people and channels are called, and say of themselves, is shown as text', async ({
  way,
  signedIn,
  allowedErrors,
}) => {
  const site = await startOwnSite(way, allowedErrors)
  const { control } = site.sandbox
  payloads.forEach((payload, index) => {
    const username = `user-${String(index)}`
    const { _id } = control.addUser({ username, name: username, password: username })
    const said = { statusText: payload, nickname: payload, bio: payload, roles: [payload] }
    control.spoil('user', _id, { username: payload, name: payload, ...said })
    control.createRoom({ name: payload, topic: payload, members: ['ann'] })
  })
  const members = control.world().users.filter(({ bio }) => bio !== undefined)
  const hall = control.createRoom({ name: 'hall', members: ['ann'] })
  for (const { username } of members) control.addMember(hall._id, username)

  const [tag = ''] = payloadFamilies['foreign'] ?? []
  const far = control.createDirect(['ann', tag])

  const ann = await signedIn('ann', { baseURL: site.appUrl })
  const { page } = ann
  const seen = await watchPage(page)
  await page.addInitScript(() => {
    const told: Told[] = []
    class FakeNotification {
      static permission = 'granted'
      static requestPermission = () => Promise.resolve('granted')
      constructor(title: string, { body }: { body: string }) {
        told.push({ title, body })
      }
      close(): void {
        told.length = 0
      }
    }
    Object.assign(window, { told })
    Object.defineProperty(window, 'Notification', { value: FakeNotification })
    Object.defineProperty(document, 'hasFocus', { value: () => !document.hidden })
  })
  await page.reload()
  await ann.open('hall')
  const rows = await scrollThrough(ann.channels.locator('.list'), '[data-row]', payloads.length + 3)
  expect(missing(rows, payloads)).toEqual([])

  const panel = page.getByRole('complementary')
  await goTo(page, `/channel/${hall._id}?panel=members`)
  await expect(panel.getByRole('listitem').first()).toBeVisible()
  const people = await scrollThrough(
    panel.locator('.paged'),
    '.paged-list > li',
    payloads.length + 1,
  )
  expect(missing(people, payloads, 2)).toEqual([])
  for (const payload of fewPayloads) {
    await goTo(page, `/channel/${hall._id}?panel=${encodeURIComponent(`person:${payload}`)}`)
    await expect(panel.getByRole('heading', { level: 3 }).first()).toBeVisible()
  }

  await goTo(page, `/channel/${hall._id}?panel=info`)
  const own = control.world().subscriptions.find(({ rid }) => rid === hall._id)
  for (const payload of fewPayloads) {
    control.spoil('room', hall._id, { topic: payload, announcement: payload, description: payload })
    control.spoil('subscription', own?._id ?? '', { name: payload, fname: payload })
    await page.waitForFunction(
      (text) =>
        document.querySelector('.header-topic')?.textContent === text &&
        document.querySelector('h1')?.textContent === text,
      payload,
    )
  }
  await goTo(page, '/')
  await goTo(page, `/channel/${hall._id}?panel=info`)
  await expect(panel).toContainText(fewPayloads.at(-1) ?? '')

  const filter = page.getByRole('textbox', { name: 'Filter channels' })
  for (const payload of fewPayloads) await filter.fill(`${payload} nowhere`)
  await filter.fill('')
  for (const sign of ['@', '#', ':', '/', ...fewPayloads]) await ann.composer.fill(sign)
  await ann.composer.fill('')
  await page.keyboard.press('Control+k')
  const switcher = page.getByRole('combobox', { name: 'Go to a channel or person' })
  await switcher.fill('alert')
  await expect(page.getByRole('dialog').getByRole('option').nth(3)).toBeVisible()
  for (const payload of fewPayloads.slice(0, 6)) await switcher.fill(payload)
  await page.getByRole('button', { name: 'Browse channels and people' }).click()
  const directory = page.getByRole('dialog', { name: 'Browse channels and people' })
  for (const kind of ['Channels', 'People']) {
    await directory.getByRole('button', { name: kind, exact: true }).click()
    await expect(directory.getByRole('listitem').first()).toBeVisible()
    const found = await scrollThrough(
      directory.locator('.paged'),
      '.paged-list > li',
      payloads.length + 1,
    )
    expect(missing(found, payloads)).toEqual([])
  }
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Account and settings' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'On the desktop' }).click()
  await ann.hide()
  control.post(tag, far._id, tag)
  const told = () => page.evaluate(() => (window as unknown as { told: Told[] }).told)
  await expect.poll(told).toEqual([{ title: tag, body: `${tag}: ${tag}` }])
  await ann.show()

  for (const payload of fewPayloads) {
    const part = encodeURIComponent(payload.replace(/\p{Surrogate}/gu, ''))
    await goTo(page, `/channel/${part}/${part}?panel=${part}&profile=${part}#${part}`)
    await goTo(page, `/channel/${hall._id}/${part}?panel=thread:${part}`)
  }
  await expect(ann.channels).toBeVisible()
  const { wrong, elements } = await seen()
  expect(wrong).toEqual([])
  expect(elements).toBeGreaterThan(payloads.length * 20)
  await site.stop()
})
