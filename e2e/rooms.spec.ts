import { expect, test } from './fixtures'

test('what a channel is shows beside it, is changed by who may, and arrives at the others', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const name = `plans-${people.ann}`
  sandbox.control.createRoom({
    name,
    members: [people.ann, people.bob],
    topic: 'What comes next',
  })
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(name)
  await bob.open(name)
  await ann.page.getByRole('heading', { level: 1 }).getByRole('button').click()
  const info = ann.page.getByRole('complementary', { name: 'About this conversation' })
  await expect(info).toContainText('Public channel')
  await expect(info).toContainText('What comes next')
  await info.getByRole('button', { name: 'Edit' }).nth(1).click()
  const topic = info.getByRole('textbox', { name: 'Topic' })
  await expect(topic).toBeFocused()
  await topic.fill('Spring')
  await topic.press('Enter')
  await expect(info).toContainText('Spring')
  await expect(bob.page.locator('header').filter({ hasText: name })).toContainText('Spring')

  await bob.page.getByRole('button', { name: 'About this conversation' }).click()
  const seen = bob.page.getByRole('complementary', { name: 'About this conversation' })
  await expect(seen).toContainText('Spring')
  await expect(seen.getByRole('button', { name: 'Edit' })).toHaveCount(0)
  await expect(seen.getByRole('button', { name: 'Add people' })).toHaveCount(0)
  await bob.page.keyboard.press('Escape')
  await expect(seen).toBeHidden()
  await expect(bob.composer).toBeFocused()
})

test('members are looked through, added, made moderators and removed; owners after a question', async ({
  allowedErrors,
  people,
  sandbox,
  signedIn,
  site,
}) => {
  // The browser logs the refusal of the last owner.
  allowedErrors.push(/status of 400/)
  const [name, carol] = [`team-${people.ann}`, `carol-${people.ann}`]
  site.addUser(carol, 'Carol Diaz')
  sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  const ann = await signedIn(people.ann)
  await ann.open(name)
  await ann.page.getByRole('button', { name: 'About this conversation' }).click()
  await ann.page.getByRole('button', { name: /^Members/ }).click()
  const members = ann.page.getByRole('complementary', { name: 'Members' })
  await expect(members.getByRole('listitem')).toHaveCount(2)
  await expect(members.getByRole('listitem').first()).toContainText('Owner')

  await members.getByRole('button', { name: 'Add people' }).click()
  const invite = ann.page.getByRole('complementary', { name: 'Add people' })
  const field = invite.getByRole('combobox')
  await expect(field).toBeFocused()
  await field.fill(carol)
  await expect(invite.getByRole('option')).toHaveCount(1)
  await field.press('Enter')
  await invite.getByRole('button', { name: 'Add 1 person' }).click()
  await expect(members.getByRole('listitem')).toHaveCount(3)

  await members.getByRole('textbox', { name: 'Search members' }).fill('carol')
  await members.getByRole('button', { name: /Carol Diaz/ }).click()
  const card = ann.page.getByRole('complementary', { name: 'Profile' })
  await expect(card).toContainText(`@${carol}`)
  await card.getByRole('button', { name: 'Make moderator' }).click()
  await expect(card.getByRole('list', { name: 'Roles' })).toContainText('Moderator')
  await card.getByRole('button', { name: 'Remove from channel' }).click()
  await ann.page.getByRole('dialog').getByRole('button', { name: 'Remove from channel' }).click()
  await expect(card.getByRole('button', { name: 'Add to this channel' })).toBeVisible()
  await card.getByRole('button', { name: 'Back' }).click()
  await expect(members.getByRole('listitem')).toHaveCount(2)

  await members.getByRole('button', { name: /Ann/ }).click()
  await card.getByRole('button', { name: 'Remove as owner' }).click()
  const ask = ann.page.getByRole('dialog', { name: `Stop being an owner of ${name}?` })
  await ask.getByRole('button', { name: 'Remove as owner' }).click()
  await expect(ask.getByRole('alert')).toContainText('Make somebody an owner first')
  await ask.getByRole('button', { name: 'Cancel' }).click()
  await expect(card.getByRole('list', { name: 'Roles' })).toContainText('Owner')
  await card.getByRole('button', { name: 'Back' }).click()
  await members.getByRole('button', { name: /Bob Marsh/ }).click()
  await card.getByRole('button', { name: 'Make owner' }).click()
  await expect(card.getByRole('list', { name: 'Roles' })).toContainText('Owner')
  await card.getByRole('button', { name: 'Back' }).click()
  await members.getByRole('button', { name: /Ann/ }).click()
  await card.getByRole('button', { name: 'Remove as owner' }).click()
  await ask.getByRole('button', { name: 'Remove as owner' }).click()
  await expect(ask).toBeHidden()
  await expect(card.getByRole('list', { name: 'Roles' })).toBeHidden()
  await expect(card.getByRole('button', { name: 'Make owner' })).toBeHidden()
})

test('the name of an author leads to their card, and from there to a conversation of two', async ({
  people,
  sandbox,
  signedIn,
}) => {
  sandbox.control.post(people.bob, people.general, `hello @${people.ann}`)
  const ann = await signedIn(people.ann)
  await ann.open(people.general)
  await ann.transcript.getByText('Bob Marsh').first().click()
  const card = ann.page.getByRole('complementary', { name: 'Profile' })
  await expect(card).toContainText(`@${people.bob}`)
  await ann.transcript.getByText(`@${people.ann}`).click()
  await expect(card).toContainText(`@${people.ann}`)
  await expect(card.getByRole('button', { name: 'Message' })).toHaveCount(0)
  await card.getByRole('button', { name: 'Back' }).click()
  await card.getByRole('button', { name: 'Message' }).click()
  await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText('Bob Marsh')
  await ann.send('just us')
  await expect(ann.message('just us')).toBeVisible()
})

test('a channel is left after a question, and is gone from the list', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const name = `party-${people.ann}`
  sandbox.control.createRoom({ name, members: [people.bob, people.ann] })
  const ann = await signedIn(people.ann)
  await ann.open(name)
  await ann.page.getByRole('button', { name: 'About this conversation' }).click()
  const info = ann.page.getByRole('complementary', { name: 'About this conversation' })
  await info.getByRole('button', { name: 'Leave channel' }).click()
  const ask = ann.page.getByRole('dialog', { name: `Leave ${name}?` })
  await ask.getByRole('button', { name: 'Cancel' }).click()
  await expect(ann.channel(name)).toBeVisible()
  await info.getByRole('button', { name: 'Leave channel' }).click()
  await ask.getByRole('button', { name: 'Leave channel' }).click()
  await expect(ann.channel(name)).toHaveCount(0)
  await expect(ann.page.getByRole('heading', { name: 'Welcome' })).toBeVisible()
})

test('a channel is made with its people, and a conversation of three is found again', async ({
  people,
  signedIn,
  allowedErrors,
  site,
}) => {
  // The browser logs the refusal of a name that is taken.
  allowedErrors.push(/status of 400/)
  const [name, carol] = [`launch-${people.ann}`, `carol-${people.ann}`]
  site.addUser(carol, 'Carol Diaz')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  const find = ann.page.getByRole('button', { name: 'Find or start a conversation' })
  const dialog = ann.page.getByRole('dialog', { name: 'New conversation' })
  const picker = dialog.getByRole('combobox')
  const pick = async (username: string): Promise<void> => {
    await picker.fill(username)
    await expect(dialog.getByRole('option')).toHaveCount(1)
    await picker.press('Enter')
  }
  await find.click()
  await ann.page.getByRole('button', { name: 'New conversation' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(people.general)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog.getByRole('alert')).toContainText('There is a channel with this name')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await pick(people.bob)
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(ann.page.getByRole('heading', { level: 1 })).toHaveText(name)
  await expect(bob.channel(name)).toBeVisible()

  await find.click()
  await ann.page.getByRole('button', { name: 'New conversation' }).click()
  await dialog.getByText('Direct', { exact: true }).click()
  await pick(people.bob)
  await pick(carol)
  await dialog.getByRole('button', { name: 'Start' }).click()
  await expect(ann.page.getByRole('heading', { level: 1 })).toContainText('Carol')
  await ann.send('we three')
  await expect(bob.channel('we three')).toBeVisible()
})

test('the directory lists channels and people, by name and by size, and leads into them', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const name = `open-house-${people.bob}`
  sandbox.control.createRoom({ name, members: [people.bob] })
  const ann = await signedIn(people.ann)
  await ann.page.keyboard.press('Control+k')
  await ann.page.getByRole('button', { name: 'Browse channels and people' }).click()
  const directory = ann.page.getByRole('dialog', { name: 'Browse channels and people' })
  await directory.getByRole('textbox').fill(name)
  await expect(directory.getByRole('listitem')).toHaveCount(1)
  await directory.getByRole('combobox', { name: 'Order' }).selectOption('name')
  await directory.getByRole('button', { name: `Join ${name}` }).click()
  await expect(directory).toHaveCount(0)
  await expect(ann.page.getByRole('heading', { level: 1 })).toContainText(name)

  await ann.page.keyboard.press('Control+k')
  await ann.page.getByRole('button', { name: 'Browse channels and people' }).click()
  await directory.getByRole('button', { name: 'People' }).click()
  await directory.getByRole('textbox').fill(people.bob)
  await directory.getByRole('listitem').getByRole('button').first().click()
  await expect(ann.composer).toBeFocused()
  await expect(ann.page).toHaveURL(/\/channel\//)
})

test('my status and what I say of myself are seen by others', async ({ people, signedIn }) => {
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.page.getByRole('button', { name: 'Account and settings' }).click()
  await ann.page.getByRole('menuitem', { name: 'Status and profile…' }).click()
  const dialog = ann.page.getByRole('dialog', { name: 'Status and profile' })
  await dialog.getByText('Busy', { exact: true }).click()
  await dialog.getByRole('textbox', { name: 'What are you doing?' }).fill('Writing the offer')
  await dialog.getByRole('textbox', { name: 'About you' }).fill('Sales, second floor')
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Annabel Keller')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(ann.page.getByText('Annabel Keller', { exact: true })).toBeVisible()
  await ann.page.getByRole('button', { name: 'Account and settings' }).click()
  await ann.page.getByRole('menuitem', { name: 'Status and profile…' }).click()
  await expect(dialog.getByRole('radio', { name: 'Busy' })).toBeChecked()
  await ann.page.keyboard.press('Escape')

  await bob.open(people.general)
  await bob.page.getByRole('button', { name: 'About this conversation' }).click()
  await bob.page.getByRole('button', { name: /^Members/ }).click()
  const members = bob.page.getByRole('complementary', { name: 'Members' })
  await expect(members).toContainText('Writing the offer')
})

test('a channel is renamed, closed for writing, put away in the archive, and says so to its members', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const [name, next] = [`draft-${people.ann}`, `final-${people.ann}`]
  sandbox.control.createRoom({ name, members: [people.ann, people.bob] })
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await ann.open(name)
  await bob.open(name)
  const paper = { name: 'paper.txt', mimeType: 'text/plain', buffer: Buffer.from('words') }
  await bob.attach(paper)
  await bob.send('the paper')
  await expect(ann.message('paper.txt')).toBeVisible()

  await ann.page.getByRole('button', { name: 'About this conversation' }).click()
  const info = ann.page.getByRole('complementary', { name: 'About this conversation' })
  await info.getByRole('button', { name: 'Edit' }).first().click()
  const field = info.getByRole('textbox', { name: 'Name' })
  await field.fill(next)
  await field.press('Enter')
  await expect(bob.channel(next)).toBeVisible()
  await expect(bob.message('the paper')).toBeVisible()

  const notify = info.getByRole('combobox', { name: 'Notify me about' })
  await notify.selectOption('Mentions')
  await expect(notify).toBeEnabled()
  await info.getByText('Read-only').click()
  await expect(bob.page.getByText('This channel is read-only.')).toBeVisible()
  await expect(ann.composer).toBeVisible()
  await info.getByText('Read-only').click()
  await expect(bob.composer).toBeVisible()

  await info.getByRole('button', { name: 'Files', exact: true }).click()
  const files = ann.page.getByRole('complementary', { name: 'Files' })
  await expect(files).toContainText('paper.txt')
  await ann.page.goBack()
  await expect(notify).toHaveValue('mentions')

  await info.getByRole('button', { name: 'Archive channel' }).click()
  const ask = ann.page.getByRole('dialog', { name: `Archive ${next}?` })
  await ask.getByRole('button', { name: 'Archive channel' }).click()
  await expect(bob.composer).toHaveCount(0)
  await expect(bob.message('the paper')).toBeVisible()
  // As by default, only administrators bring it back.
  await expect(info.getByRole('button', { name: /archive/ })).toHaveCount(0)
})
