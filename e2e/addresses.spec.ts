import { expect, test } from './fixtures'
import { SignInPage } from './pages/signInPage'

const channelPath = /^\/channel\/[^/]+$/

test('a link leads to its channel over the sign-in page, and no further', async ({
  page,
  people,
  signedIn,
}) => {
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  const { pathname, origin } = new URL(ann.page.url())
  expect(pathname).toMatch(channelPath)

  await page.goto(`${pathname}?host=intranet`)
  const signIn = new SignInPage(page)
  await expect(signIn.user).toBeVisible()
  await signIn.signIn(people.bob, people.bob)
  await expect(page).toHaveURL(`${origin}${pathname}?host=intranet`)
  await expect(page.getByRole('region', { name: `Messages in ${people.general}` })).toBeVisible()

  for (const address of ['/nowhere', '/sign-in?redirect=//evil.example']) {
    await page.goto(address)
    await expect(page.getByRole('navigation', { name: 'Channels' })).toBeVisible()
    await expect(page).toHaveURL(`${origin}/`)
  }
})

test('a redirect to elsewhere leads home', async ({ page, people, baseURL }) => {
  await page.goto('/sign-in?redirect=//evil.example/channel/x')
  await new SignInPage(page).signIn(people.ann, people.ann)
  await expect(page).toHaveURL(`${baseURL ?? ''}/`)
})

test('back and forward lead through the channels', async ({ people, sandbox, signedIn }) => {
  const other = people.general.replace('general', 'second')
  sandbox.control.createRoom({ name: other, members: [people.ann] })
  const ann = await signedIn(people.ann)
  const { page } = ann
  await ann.open(people.general)
  await ann.open(other)
  await page.goBack()
  await expect(page.getByRole('region', { name: `Messages in ${people.general}` })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible()
  await page.goForward()
  await page.goForward()
  await expect(page.getByRole('region', { name: `Messages in ${other}` })).toBeVisible()
})

test('a channel opened elsewhere belongs to the same profile', async ({ page, people }) => {
  await page.goto('/?profile=left')
  const chat = await new SignInPage(page).signIn(people.ann, people.ann)
  const link = chat.channel(people.general)
  await expect(link).toHaveAttribute('href', /^\/channel\/[^/]+\?profile=left$/)
  await link.click({ modifiers: ['ControlOrMeta'] })
  await expect(page).toHaveURL(/\/\?profile=left$/)
})

test('a screen that cannot be loaded is told on the page', async ({ page, people }) => {
  await page.route(/SignInView.*\.js$/, (route) => route.abort())
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText('Parley could not start')
  await page.unrouteAll()
  await page.route(/ChatView.*\.js$/, (route) => route.abort())
  await page.reload()
  const signIn = new SignInPage(page)
  await signIn.fill(people.ann, people.ann)
  await expect(page.getByRole('alert')).toContainText('Load the page again')
})
