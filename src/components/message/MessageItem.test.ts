import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { aMessage, ann } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import MessageItem from './MessageItem.vue'

afterEach(() => {
  document.body.replaceChildren()
})

async function render() {
  return mount(MessageItem, {
    props: { message: aMessage(), me: ann, isGroupStart: true, isOwn: false },
    global: { plugins: [await testLocalization()] },
    attachTo: document.body,
  })
}

const rest = { movementX: 0, movementY: 0 }

it('A1 what slides under a resting mouse leaves what can be done to the message with the focus', async () => {
  const [focused, other] = [await render(), await render()]
  focused.get<HTMLElement>('[data-roving]').element.focus()
  await other.trigger('mouseenter', rest)
  expect(other.emitted('activate')).toBeUndefined()
  await other.trigger('mouseenter', { movementX: 2, movementY: 0 })
  expect(other.emitted('activate')).toHaveLength(1)
})

it('what slides under a resting mouse is pointed at while no message has the focus', async () => {
  const item = await render()
  await item.trigger('mouseenter', rest)
  expect(item.emitted('activate')).toHaveLength(1)
})
