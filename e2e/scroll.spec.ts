import type { Message } from '../server/sandbox/world/types'
import { expect, test, type People, type Sandbox } from './fixtures'
import type { ChatPage } from './pages/chatPage'

/** Browsers place text by fractions of a pixel. */
const rounding = 0.5
const lines = 160

/** What ann has read and mostly written, longer and shorter lines. */
function write(sandbox: Sandbox, { ann, bob, general }: People): Message[] {
  return Array.from({ length: lines }, (_, index) => {
    const words = 'and so on '.repeat(index % 7 === 0 ? 40 : index % 3)
    const text = `line ${String(index)} of the history, key${String(index)} ${words}`
    return sandbox.control.post(index % 5 === 0 ? bob : ann, general, text)
  })
}

interface Place {
  readonly id: string
  readonly top: number
}

/** The message at the upper edge of the view, and how far from it. */
function placeOf(chat: ChatPage): Promise<Place> {
  return chat.transcript.evaluate((scroller) => {
    const { top } = scroller.getBoundingClientRect()
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-anchor]')]
    const row = rows.find((one) => one.getBoundingClientRect().bottom > top)
    return { id: row?.dataset['anchor'] ?? '', top: (row?.getBoundingClientRect().top ?? 0) - top }
  })
}

/** Pixels from the upper edge of the view, once the page has settled. */
function topOf(chat: ChatPage, id: string): Promise<number> {
  return chat.transcript.evaluate(async (scroller, wanted) => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame)
    const row = scroller.querySelector(`[data-anchor="${CSS.escape(wanted)}"]`)
    if (row === null) return Infinity
    return row.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  }, id)
}

function toEnd(chat: ChatPage): Promise<number> {
  return chat.transcript.evaluate(async (scroller) => {
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame)
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
  })
}

/** A table of what moved by how much, a line for each case. */
function createTable(title: string) {
  const moved: [string, number][] = []
  return {
    add(name: string, shift: number) {
      moved.push([name, shift])
    },
    check() {
      const text = moved.map(([name, shift]) => `  ${shift.toFixed(2).padStart(7)} px  ${name}`)
      console.log([title, ...text].join('\n'))
      const isStill = (shift: number) => Math.abs(Math.round(shift * 100)) <= rounding * 100
      expect(moved.filter(([, shift]) => !isStill(shift))).toEqual([])
    },
  }
}

test('S1 S2 nothing that comes or changes moves what is being read, and the end stays the end', async ({
  people,
  sandbox,
  signedIn,
}) => {
  test.setTimeout(120_000)
  const { control } = sandbox
  const messages = write(sandbox, people)
  const ann = await signedIn(people.ann, { viewport: { width: 1280, height: 800 } })
  const { page } = ann
  let showPicture = (): void => undefined
  const waiting = new Promise<void>((resolve) => (showPicture = resolve))
  // At the chat's own server: what lies elsewhere is requested when the reader asks.
  await page.route('**/pictures/*.svg', async (route) => {
    await waiting
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="700"/>'
    await route.fulfill({ contentType: 'image/svg+xml', body: svg })
  })
  const idOf = (index: number): string => messages.at(index)?._id ?? ''
  const spoil = (index: number, fields: object): void =>
    control.spoil('message', idOf(index), { ...fields, _updatedAt: new Date() })
  const picture = (name: string) => ({
    attachments: [{ title: name, image_url: `/pictures/${name}` }],
  })
  const isThere = (index: number, selector: string): Promise<void> =>
    expect(page.locator(`[data-anchor="${idOf(index)}"] ${selector}`)).toBeAttached()
  await ann.open(people.general)
  await expect(ann.message(`line ${String(lines - 1)} of`)).toBeInViewport()
  const resize = (width: number, height: number) => page.setViewportSize({ width, height })
  const type = (text: string) => ann.composer.fill(text)
  const typing = (name: string, isTyping: boolean): void => {
    const rid = messages[0]?.rid ?? ''
    const args = [name, isTyping ? ['user-typing'] : [], {}]
    const fields = { eventName: `${rid}/user-activity`, args }
    const frame = { msg: 'changed', collection: 'stream-notify-room', id: 'id', fields }
    control.sendRaw(people.ann, JSON.stringify(frame))
  }

  /** What happens, without messages of which the place would matter. */
  const changes: [string, () => Promise<unknown>][] = [
    ['the composer grows by ten lines', () => type('a line\n'.repeat(10))],
    ['the composer becomes small again', () => type('')],
    ['the window becomes narrower', () => resize(1000, 800)],
    ['the window becomes wider', () => resize(1280, 800)],
    ['the window becomes lower', () => resize(1280, 560)],
    ['the window becomes higher', () => resize(1280, 800)],
    [
      'a panel opens beside',
      async () => {
        await page.getByRole('button', { name: 'Search messages' }).click()
        await expect(page.getByRole('complementary')).toBeVisible()
      },
    ],
    [
      'the panel closes',
      async () => {
        await page.getByRole('button', { name: 'Search messages' }).click()
        await expect(page.getByRole('complementary')).toHaveCount(0)
      },
    ],
    [
      'the text becomes larger',
      () => page.addStyleTag({ content: ':root { --size-14: 18px; --message-line: 28px }' }),
    ],
    [
      'the text becomes smaller',
      () => page.addStyleTag({ content: ':root { --size-14: 14px; --message-line: 22px }' }),
    ],
    [
      'somebody types',
      async () => {
        typing('somebody', true)
        await expect(page.getByText(/somebody is typing/).first()).toBeVisible()
      },
    ],
    [
      'nobody types any more',
      async () => {
        typing('somebody', false)
        await expect(page.getByText(/somebody is typing/)).toHaveCount(0)
      },
    ],
  ]

  const end = createTable('At the end, what the end moved away from the view:')
  for (const [name, act] of changes) {
    await act()
    end.add(name, await toEnd(ann))
  }
  spoil(-3, picture('end.svg'))
  await isThere(-3, '.media-box')
  end.add('a picture comes into view', await toEnd(ann))
  spoil(-4, { reactions: { ':tada:': { usernames: [people.bob] } } })
  await isThere(-4, '.reactions')
  end.add('a reaction comes into view', await toEnd(ann))
  control.post(people.bob, people.general, 'one more')
  await expect(ann.message('one more')).toBeInViewport()
  end.add('a message comes', await toEnd(ann))

  await ann.transcript.evaluate((scroller) => (scroller.scrollTop -= 1_300))
  await expect.poll(() => toEnd(ann)).toBeGreaterThan(1_000)
  const read = createTable('Further up, what the message at the upper edge moved:')
  const measure = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    const { id, top } = await placeOf(ann)
    await act()
    read.add(name, (await topOf(ann, id)) - top)
  }
  for (const [name, act] of changes) await measure(name, act)
  const first = (await placeOf(ann)).id
  const here = messages.findIndex(({ _id }) => _id === first)
  const [above, below] = [here - 4, here + 3]
  await measure('a picture comes above', async () => {
    spoil(above, picture('above.svg'))
    await isThere(above, '.media-box')
  })
  await measure('a picture comes into view', async () => {
    spoil(below, picture('below.svg'))
    await isThere(below, '.media-box')
  })
  await measure('pictures above and in view have loaded', async () => {
    showPicture()
    for (const index of [above, below]) await isThere(index, 'img')
    await page.waitForFunction(() =>
      [...document.images].every((one) => one.complete || one.loading === 'lazy'),
    )
  })
  await measure('reactions come above', async () => {
    spoil(here - 2, { reactions: { ':tada:': { usernames: [people.bob] } } })
    await isThere(here - 2, '.reactions')
  })
  await measure('a message above is edited, and longer', async () => {
    spoil(here - 3, { msg: 'edited '.repeat(300), md: undefined, editedAt: new Date() })
    await isThere(here - 3, '.content-mark')
  })
  await measure('a link preview comes above', async () => {
    const meta = { ogTitle: 'A page', ogDescription: 'What it says '.repeat(20) }
    spoil(here - 5, { urls: [{ url: 'https://good.example/', meta }] })
    await isThere(here - 5, 'blockquote')
  })
  await measure('the line of the unread comes above', async () => {
    const his = messages.findIndex((one, index) => index > here && one.u.username === people.bob)
    await ann.askOf(page.locator(`[data-anchor="${idOf(his)}"]`), 'Mark unread from here')
    await expect(ann.divider).toHaveCount(1)
  })
  await measure('messages come below', async () => {
    for (let index = 0; index < 60; index += 1) {
      control.post(people.bob, people.general, `arrival ${String(index)}`)
    }
    await expect(page.getByRole('button', { name: /newest/i })).toBeVisible()
    await expect(ann.channel(people.general)).toContainText('arrival 59')
  })
  const firstId = () => ann.messages.first().getAttribute('data-anchor')
  for (const turn of ['older messages come', 'still older messages come']) {
    const before = await firstId()
    let open = (): void => undefined
    const opened = new Promise<void>((resolve) => (open = resolve))
    await page.route(/channels\.history/, async (route) => {
      await opened
      await route.continue()
    })
    await ann.transcript.evaluate((scroller) => (scroller.scrollTop = 120))
    await measure(turn, async () => {
      open()
      await expect.poll(firstId).not.toBe(before)
    })
    await page.unroute(/channels\.history/)
  }
  end.check()
  read.check()
})

test('S1 R10 links, what was found, the first unread and the newest message are shown where they belong', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const { control } = sandbox
  const messages = write(sandbox, people)
  for (let index = 0; index < 40; index += 1) {
    control.post(people.bob, people.general, `news ${String(index)} ${'and so on '.repeat(index)}`)
  }
  const ann = await signedIn(people.ann)
  const { page } = ann
  await ann.open(people.general)
  const table = createTable('From where it belongs, what was jumped to stands so far away:')
  const third = () => ann.transcript.evaluate(({ clientHeight }) => clientHeight / 3)
  const dividerTop = () =>
    ann.divider.evaluate(
      (line) =>
        line.getBoundingClientRect().top -
        (line.closest('[role=region]')?.getBoundingClientRect().top ?? 0),
    )
  await expect(ann.divider).toBeInViewport()
  table.add('the first unread, at a third', (await dividerTop()) - (await third()))
  const target = messages[40]
  const rid = target?.rid ?? ''
  for (const [name, address] of [
    ['a link to a message far back, at a third', `/channel/${rid}/${target?._id ?? ''}`],
    ['the same with a panel, at a third', `/channel/${rid}/${target?._id ?? ''}?panel=search`],
  ] as const) {
    await page.goto(address)
    await expect(ann.message('line 40 of')).toBeInViewport()
    table.add(name, (await topOf(ann, target?._id ?? '')) - (await third()))
  }
  await page.getByRole('complementary').getByRole('textbox').fill('key77')
  const found = page.getByRole('complementary').getByRole('listitem')
  await found.filter({ hasText: 'line 77 of' }).getByRole('button').click()
  await expect(ann.message('line 77 of')).toBeInViewport()
  table.add(
    'what was found, at a third',
    (await topOf(ann, messages[77]?._id ?? '')) - (await third()),
  )
  await page.getByRole('button', { name: 'Go to the newest message' }).click()
  await expect(ann.message('news 39')).toBeInViewport()
  table.add('the newest message, at the end', await toEnd(ann))
  table.check()
})
