import { flushPromises, mount, type DOMWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Findings, UserRef } from '../../domain'
import { aUser } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import CompletionPopup from './CompletionPopup.vue'
import type { SlashCommand } from '../../ports/features'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  Element.prototype.scrollIntoView = () => undefined
})
afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

interface Sources {
  readonly find?: (query: string) => Promise<Findings>
  readonly commands?: readonly SlashCommand[]
  readonly members?: readonly UserRef[]
}

async function render({ find, commands = [], members = [] }: Sources = {}) {
  const field = document.body.appendChild(document.createElement('textarea'))
  const plugins = [await testLocalization()]
  const popup = mount(CompletionPopup, {
    props: {
      field,
      nearPeople: () => [aUser('bob', 'Bob'), aUser('ben', 'Ben')],
      members: () => Promise.resolve(members),
      entries: () => [],
      hasGroups: true,
      find: find ?? null,
      commands: () => Promise.resolve(commands),
      recentEmoji: [],
      tone: 0,
    },
    global: { plugins },
    attachTo: document.body,
  })
  field.focus()

  async function write(text: string, caret = text.length): Promise<void> {
    field.value = text
    field.setSelectionRange(caret, caret)
    field.dispatchEvent(new InputEvent('input'))
    await flushPromises()
  }

  /** Whether the popup took it. */
  async function press(key: string, init: KeyboardEventInit = {}): Promise<boolean> {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, ...init })
    field.dispatchEvent(event)
    await flushPromises()
    return event.defaultPrevented
  }

  const textOf = (row: Pick<DOMWrapper<Element>, 'findAll'>): string =>
    row
      .findAll('.completion-name, .completion-more')
      .map((part) => part.text())
      .join(' ')
  const rows = () => popup.findAll('[role=option]').map(textOf)
  const active = () => textOf(popup.get('[aria-selected=true]'))
  return { popup, field, write, press, rows, active }
}

it('K2 offers people, and Enter writes the one that is chosen', async () => {
  const { field, popup, write, press, rows, active } = await render()
  await write('hi @b')
  expect(rows()).toEqual(['Bob @bob', 'Ben @ben'])
  const list = popup.get('[role=listbox]').attributes('id') ?? ''
  expect(field.getAttribute('aria-controls')).toBe(list)
  await press('ArrowDown')
  expect(active()).toBe('Ben @ben')
  expect(field.getAttribute('aria-activedescendant')).toBe(`${list}-1`)
  await press('ArrowDown')
  expect(active()).toBe('Bob @bob')
  await press('ArrowUp')
  expect(await press('Enter')).toBe(true)
  expect(field.value).toBe('hi @ben ')
  expect(rows()).toEqual([])
  expect(field.hasAttribute('aria-activedescendant')).toBe(false)
  expect(await press('Enter')).toBe(false)
})

it('K2 Tab takes it, a click as well, and the rest of the word goes', async () => {
  const { field, popup, write, press } = await render()
  await write('@bo there', 2)
  expect(await press('Tab')).toBe(true)
  expect(field.value).toBe('@bob there')
  expect(field.selectionStart).toBe(5)
  await write('你好@be')
  await popup.get('[role=option]').trigger('click')
  expect(field.value).toBe('你好 @ben ')
})

it('K2 Escape puts it away for this word only', async () => {
  const { write, press, rows } = await render()
  await write('@b')
  expect(await press('Escape')).toBe(true)
  await write('@bo')
  expect(rows()).toEqual([])
  expect(await press('Escape')).toBe(false)
  await write('@bo @b')
  expect(rows()).toHaveLength(2)
})

it('K1 a key of a composition is left to it', async () => {
  const { write, press, rows } = await render()
  await write('@b')
  for (const key of ['Enter', 'Tab', 'Escape', 'ArrowDown']) {
    expect(await press(key, { isComposing: true })).toBe(false)
    expect(await press(key, { keyCode: 229 })).toBe(false)
  }
  expect(rows()).toHaveLength(2)
})

it('K1 keys with others held mean something else', async () => {
  const { write, press } = await render()
  await write('@b')
  expect(await press('Enter', { ctrlKey: true })).toBe(false)
  expect(await press('Enter', { shiftKey: true })).toBe(false)
  expect(await press('ArrowUp', { altKey: true })).toBe(false)
})

it('K2 goes when the caret leaves the word or the field', async () => {
  const { field, write, rows } = await render()
  await write('see @b')
  field.setSelectionRange(1, 1)
  document.dispatchEvent(new Event('selectionchange'))
  await flushPromises()
  expect(rows()).toEqual([])
  await write('see @b')
  field.blur()
  await flushPromises()
  expect(rows()).toEqual([])
})

it('K2 asks the server once typing pauses, and says nothing when it fails', async () => {
  const found: Findings = { people: [aUser('berta', 'Berta')], channels: [] }
  const find = vi.fn<(query: string) => Promise<Findings>>(() => Promise.resolve(found))
  const { write, rows } = await render({ find })
  await write('@b')
  await write('@be')
  expect(find).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(find.mock.calls).toEqual([['be', 'user']])
  expect(rows()).toEqual(['Ben @ben', 'Berta @berta'])
  find.mockRejectedValueOnce(new Error('no line'))
  await write('@ber')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rows()).toEqual(['Berta @berta'])
})

it('K2 offers who is in the channel behind who wrote in it, and before everybody', async () => {
  const { write, rows } = await render({ members: [aUser('bob', 'Bob'), aUser('zoe', 'Zoe')] })
  await write('@')
  expect(rows().slice(0, 4)).toEqual([
    'Bob @bob',
    'Ben @ben',
    'Zoe @zoe',
    '@all Everyone in this channel',
  ])
})

it('K2 offers everybody with a word of explanation', async () => {
  const { write, rows } = await render()
  await write('@he')
  expect(rows()).toEqual(['@here Everyone here who is online'])
})

it('K2 offers emoji by their codes, and writes the sign', async () => {
  const { field, popup, write, press, rows } = await render()
  await write(':tad')
  await vi.dynamicImportSettled()
  await flushPromises()
  expect(rows()[0]).toContain(':tada:')
  await press('Enter')
  expect(field.value).toBe('🎉 ')
  expect(popup.emitted('emoji')).toEqual([['tada']])
})

it('K2 offers commands at the start, and nothing where there are none', async () => {
  const commands = [{ name: 'topic', params: 'text', description: 'Sets the topic' }]
  const { field, write, press, rows } = await render({ commands })
  await write('/')
  expect(rows()).toEqual(['/topic text Set the topic'])
  await press('Enter')
  expect(field.value).toBe('/topic ')
  const none = await render()
  await none.write('/')
  expect(none.rows()).toEqual([])
  expect(await none.press('Enter')).toBe(false)
})
