import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { testLocalization } from '../../testing/localization'
import MessageReactions from './MessageReactions.vue'

const listened = new Set<unknown>()

beforeEach(() => {
  vi.useFakeTimers()
  listened.clear()
  HTMLElement.prototype.showPopover = () => undefined
  HTMLElement.prototype.hidePopover = () => undefined
  vi.spyOn(document, 'addEventListener').mockImplementation((type) => void listened.add(type))
  vi.spyOn(document, 'removeEventListener').mockImplementation((type) => void listened.delete(type))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

async function render() {
  const props = { reactions: [{ emoji: 'tada', usernames: ['bob'] }], myUsername: 'ann' }
  const plugins = [await testLocalization()]
  const reactions = mount(MessageReactions, { props, global: { plugins } })
  await vi.dynamicImportSettled()
  await nextTick()
  return { reactions, note: () => reactions.get('.note') }
}

const point = async (target: Element, type: string): Promise<void> => {
  target.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' }))
  await vi.runAllTimersAsync()
}

it('tells who reacted, and listens to the page no longer than that', async () => {
  const { reactions, note } = await render()
  expect([...listened]).toEqual([])
  await point(reactions.get('.reaction').element, 'pointerover')
  expect(note().text()).toContain('bob')
  expect([...listened]).toEqual(['pointerdown', 'scroll'])
  await point(reactions.get('ul').element, 'pointerleave')
  expect(note().text()).toBe('')
  expect([...listened]).toEqual([])
})

it('listens to nothing when it goes while it is shown', async () => {
  const { reactions } = await render()
  await point(reactions.get('.reaction').element, 'pointerover')
  reactions.unmount()
  expect([...listened]).toEqual([])
})
