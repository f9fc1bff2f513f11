import { expect, test } from './fixtures'

test('S5 whoever is in no channel is told how to begin, and joins one', async ({
  people,
  site,
  signedIn,
}) => {
  const eve = `eve-of-${people.general}`
  site.addUser(eve, 'Eve Novak')
  const chat = await signedIn(eve)
  const { page } = chat
  await expect(page.getByRole('heading', { name: 'Welcome, Eve Novak' })).toBeVisible()
  await expect(chat.channels.getByText('No channels yet')).toBeVisible()
  await page.getByRole('button', { name: 'Begin a conversation' }).click()
  await expect(page.getByRole('dialog', { name: 'New conversation' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Look around' }).click()
  const directory = page.getByRole('dialog', { name: 'Browse channels and people' })
  await directory.getByRole('textbox').fill(people.general)
  await directory.getByRole('button', { name: `Join ${people.general}` }).click()
  await expect(chat.composer).toBeVisible()
  await expect(chat.channel(people.general)).toBeVisible()
  await page.getByPlaceholder('Filter channels').fill('zzzz')
  await expect(chat.channels.getByText('Nothing found for “zzzz”')).toBeVisible()
  await chat.channels.getByRole('button', { name: 'Browse channels and people' }).click()
  await expect(directory).toBeVisible()
})
