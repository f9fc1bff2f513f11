import { InputMethod, textOf, traces } from './composition'
import { expect, test } from './fixtures'

for (const trace of traces) {
  const written = textOf(trace)

  test(`K1 a ${trace.language} composition in the composer and in an edit sends nothing and loses nothing`, async ({
    people,
    signedIn,
  }) => {
    const [ann, bob] = [await signedIn(people.ann), await signedIn(people.bob)]
    await ann.open(people.general)
    await bob.open(people.general)
    await ann.composer.focus()
    const method = await InputMethod.on(ann.page)
    await method.write(trace)
    await expect(ann.composer).toHaveValue(written)
    await ann.composer.press('Shift+Enter')
    await method.write(trace)
    await expect(ann.composer).toHaveValue(`${written}\n${written}`)
    await expect(ann.messages).toHaveCount(0)
    await ann.composer.press('Enter')
    await expect(bob.message(written)).toBeVisible()
    await expect(ann.composer).toHaveValue('')

    await expect(ann.message(written)).not.toContainText('Sending')
    await ann.composer.press('ArrowUp')
    const banner = ann.page.getByText('Editing a message')
    await expect(banner).toBeVisible()
    await ann.composer.fill('again ')
    await ann.composer.press('End')
    await method.write(trace)
    await expect(banner).toBeVisible()
    await expect(ann.composer).toHaveValue(`again ${written}`)
    await ann.composer.press('Enter')
    await expect(bob.message(`again ${written}`)).toBeVisible()
    expect(await bob.messages.count()).toBe(1)
  })

  test(`K1 a ${trace.language} composition in the filter and the switcher goes nowhere before its end`, async ({
    people,
    sandbox,
    signedIn,
  }) => {
    const name = `${written}-${people.ann}`
    sandbox.control.createRoom({ name, members: [people.ann] })
    const ann = await signedIn(people.ann)
    const title = ann.page.getByRole('heading', { level: 1 })
    await ann.open(people.general)
    const method = await InputMethod.on(ann.page)
    const filter = ann.page.getByRole('textbox', { name: 'Filter channels' })
    await filter.focus()
    await method.write(trace)
    await expect(filter).toBeFocused()
    await expect(filter).toHaveValue(written)
    await expect(title).toHaveText(people.general)
    await expect(ann.channels.getByRole('link')).toHaveText([new RegExp(written)])
    await filter.press('Escape')
    await expect(filter).toHaveValue('')

    await expect(ann.composer).toHaveAttribute('aria-autocomplete', 'list')
    await ann.page.keyboard.press('Control+k')
    const switcher = ann.page.getByRole('dialog', { name: 'Go to a channel or person' })
    await expect(switcher.getByRole('combobox')).toBeFocused()
    await method.write(trace)
    await expect(switcher.getByRole('combobox')).toHaveValue(written)
    await expect(switcher.getByRole('option', { selected: true })).toContainText(name)
    await expect(title).toHaveText(people.general)
    await ann.page.keyboard.press('Enter')
    await expect(switcher).toBeHidden()
    await expect(title).toHaveText(name)
  })
}
