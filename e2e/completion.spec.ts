import { expect, test } from './fixtures'
import type { ChatPage } from './pages/chatPage'
import { InputMethod, textOf, traces } from './composition'

/** What helps with writing comes right after the first screen. */
async function openWhole(chat: ChatPage, name: string): Promise<void> {
  await chat.open(name)
  await expect(chat.composer).toHaveAttribute('aria-autocomplete', 'list')
  await chat.composer.focus()
}

test('K2 a person is found in the channel and on the server, written by Enter, and taken back by Ctrl+Z', async ({
  people,
  sandbox,
  site,
  signedIn,
}) => {
  const stranger = `carla-${people.ann}`
  site.addUser(stranger, 'Carla Storm')
  sandbox.control.post(people.bob, people.general, 'hello')
  const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
  await openWhole(ann, people.general)
  await bob.open(people.general)
  const popup = ann.page.getByRole('listbox', { name: 'People' })

  await ann.page.keyboard.type('hello @')
  await expect(popup.getByRole('option')).toContainText([/Bob Marsh/, /@all/, /@here/])
  await ann.page.keyboard.type('bo')
  await expect(popup.getByRole('option', { selected: true })).toContainText(`@${people.bob}`)
  await ann.page.keyboard.press('Enter')
  await expect(popup).toBeHidden()
  await expect(ann.composer).toHaveValue(`hello @${people.bob} `)
  await ann.page.keyboard.press('Control+z')
  await expect(ann.composer).toHaveValue('hello @bo')
  await ann.page.keyboard.press('Control+Shift+z')
  await expect(ann.composer).toHaveValue(`hello @${people.bob} `)

  await ann.page.keyboard.type('and @carl')
  await popup
    .getByRole('option')
    .filter({ hasText: `@${stranger}` })
    .click()
  await expect(ann.composer).toBeFocused()
  await ann.page.keyboard.press('Enter')
  await expect(bob.message(`hello @${people.bob} and @${stranger}`)).toBeVisible()
})

test('K2 channels and emoji are completed, and a message that is edited as well', async ({
  people,
  sandbox,
  signedIn,
}) => {
  const ops = `ops-${people.ann}`
  sandbox.control.createRoom({ name: ops, members: [people.ann] })
  const ann = await signedIn(people.ann)
  await openWhole(ann, people.general)
  await ann.page.keyboard.type('see #ops-')
  const channels = ann.page.getByRole('listbox', { name: 'Channels' })
  await expect(channels.getByRole('option')).toContainText(ops)
  await ann.page.keyboard.press('Tab')
  await ann.page.keyboard.type(':tad')
  const emoji = ann.page.getByRole('listbox', { name: 'Emoji' })
  await expect(emoji.getByRole('option', { selected: true })).toContainText(':tada:')
  await ann.page.keyboard.press('Enter')
  await expect(ann.composer).toHaveValue(`see #${ops} 🎉 `)
  await ann.page.keyboard.press('Enter')
  await expect(ann.message(`see #${ops} 🎉`)).toBeVisible()

  await expect(ann.message(`see #${ops}`)).not.toContainText('Sending')
  await ann.page.keyboard.press('ArrowUp')
  await expect(ann.page.getByText('Editing a message')).toBeVisible()
  await ann.composer.press('End')
  await ann.page.keyboard.type(' :roc')
  await expect(emoji).toBeVisible()
  await ann.page.keyboard.press('Escape')
  await expect(emoji).toBeHidden()
  await expect(ann.page.getByText('Editing a message')).toBeVisible()
  await ann.page.keyboard.type('ke')
  await expect(emoji).toBeHidden()
  await ann.page.keyboard.type(' :rocke')
  await expect(emoji.getByRole('option', { selected: true })).toContainText(':rocket:')
  await ann.page.keyboard.press('Enter')
  await ann.page.keyboard.press('Enter')
  await expect(ann.message('🚀')).toContainText(':rocke')
})

test('K2 who is in the channel and has written nothing is offered too', async ({
  people,
  sandbox,
  site,
  signedIn,
}) => {
  const quiet = `quiet-${people.ann}`
  const quietRoom = `calm-${people.ann}`
  site.addUser(quiet, 'Quentin Still')
  sandbox.control.createRoom({ name: quietRoom, members: [people.ann, quiet] })
  const ann = await signedIn(people.ann)
  await openWhole(ann, quietRoom)
  await ann.page.keyboard.type('@')
  const popup = ann.page.getByRole('listbox', { name: 'People' })
  await expect(popup.getByRole('option')).toContainText([/Quentin Still/, /@all/, /@here/])
})

for (const trace of traces) {
  test(`K1 a ${trace.language} composition never chooses from the popup, sends or loses a letter`, async ({
    people,
    sandbox,
    site,
    signedIn,
  }) => {
    const written = textOf(trace)
    const named = `yu-${people.ann}`
    site.addUser(named, `${written} Yu`)
    sandbox.control.post(people.bob, people.general, 'hello')
    const ann = await signedIn(people.ann)
    await openWhole(ann, people.general)
    const popup = ann.page.getByRole('listbox', { name: 'People' })
    await ann.page.keyboard.type('@')
    await expect(popup).toBeVisible()
    const method = await InputMethod.on(ann.page)
    await method.write(trace)
    await expect(ann.composer).toHaveValue(`@${written}`)
    await expect(popup.getByRole('option', { selected: true })).toContainText(`@${named}`)
    await ann.page.keyboard.press('Enter')
    await expect(ann.composer).toHaveValue(`@${named} `)
    await method.write(trace)
    await expect(ann.composer).toHaveValue(`@${named} ${written}`)
    await expect(ann.composer).toBeFocused()
    expect(await ann.texts()).toEqual(['hello'])
    await ann.page.keyboard.press('Enter')
    await expect(ann.message(written)).toContainText(`@${named} ${written}`)
  })
}
