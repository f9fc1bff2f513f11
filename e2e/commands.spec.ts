import { expect, test, textsOf } from './fixtures'

test('K2 a slash command is found, carried out, and answered to its user alone', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const bob = await signedIn(people.bob)
  const ann = await signedIn(people.ann)
  await bob.open(people.general)
  await ann.open(people.general)

  await ann.composer.pressSequentially('/top')
  await expect(ann.page.getByRole('option', { name: '/topic' })).toContainText('Set the topic')
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('/topic ')
  await ann.composer.pressSequentially('What is for lunch')
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue('')
  await expect(bob.page.getByText('What is for lunch').first()).toBeVisible()

  await ann.send('/invite @nobody-at-all')
  const whisper = ann.page.getByText('No user exists by the name of @nobody-at-all.')
  await expect(whisper).toBeVisible()
  await expect(ann.composer).toHaveValue('')
  await ann.page.getByRole('button', { name: 'Dismiss' }).click()
  await expect(whisper).toHaveCount(0)

  await ann.send('/tpoic a slip')
  await expect(ann.page.getByText('There is no command /tpoic.')).toBeVisible()
  await expect(ann.composer).toHaveValue('/tpoic a slip')
  await ann.send('/etc/hosts is a path')
  await expect(bob.message('/etc/hosts is a path')).toBeVisible()
  await ann.send('/tpoic again')
  await expect(ann.page.getByText('There is no command /tpoic.')).toBeVisible()
  await ann.composer.press('Enter')
  await expect(bob.message('/tpoic again')).toBeVisible()
  await expect(bob.page.getByText('No user exists')).toHaveCount(0)
  expect(textsOf(sandbox, people.general)).toEqual(['/etc/hosts is a path', '/tpoic again'])
})
