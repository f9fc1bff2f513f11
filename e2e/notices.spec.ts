import { expect, test } from './fixtures'

interface Told {
  readonly title: string
  readonly body: string
  isClosed: boolean
  onclick: (() => void) | null
}

declare global {
  interface Window {
    told: Told[]
  }
}

test('A6 news of other channels are told on the desktop once asked for, and a click leads there', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const room = sandbox.control.createDirect([people.ann, people.bob])
  const ann = await signedIn(people.ann)
  await ann.page.addInitScript(() => {
    window.told = []
    class FakeNotification {
      static permission = sessionStorage.getItem('allowed') ?? 'default'
      static requestPermission(): Promise<string> {
        FakeNotification.permission = 'granted'
        sessionStorage.setItem('allowed', 'granted')
        return Promise.resolve('granted')
      }
      isClosed = false
      onclick: (() => void) | null = null
      readonly body: string
      constructor(
        readonly title: string,
        options: { body: string },
      ) {
        this.body = options.body
        window.told.push(this)
      }
      close(): void {
        this.isClosed = true
      }
    }
    Object.defineProperty(window, 'Notification', { value: FakeNotification })
    Object.defineProperty(document, 'hasFocus', { value: () => !document.hidden })
  })
  await ann.page.reload()
  await ann.open(people.general)
  await ann.page.getByRole('button', { name: 'Account and settings' }).click()
  await ann.page.getByRole('menuitemcheckbox', { name: 'On the desktop' }).click()
  const told = () =>
    ann.page.evaluate(() =>
      window.told.map(({ title, body, isClosed }) => ({ title, body, isClosed })),
    )

  await ann.hide()
  sandbox.control.post(people.bob, room._id, 'lunch?')
  await expect
    .poll(told)
    .toEqual([{ title: 'Bob Marsh', body: 'Bob Marsh: lunch?', isClosed: false }])
  await ann.show()
  await ann.page.evaluate(() => window.told[0]?.onclick?.())
  await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText('Bob Marsh')
  await expect(ann.message('lunch?')).toBeVisible()

  await ann.open(people.general)
  sandbox.control.post(people.bob, room._id, 'seen on the screen')
  await expect(ann.channel('Bob Marsh')).toContainText('seen on the screen')
  expect(await told()).toHaveLength(1)
})
