import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { isPageCovered } from '../../composables/pageCover'
import ContextMenu from './ContextMenu.vue'

it('K3 a menu has the keys of the page for as long as it is there', () => {
  HTMLElement.prototype.showPopover = () => undefined
  const props = { label: 'general', items: [{ id: 'mute', label: 'Mute' }], anchor: { x: 0, y: 0 } }
  const menu = mount(ContextMenu, { props })
  expect(isPageCovered()).toBe(true)
  menu.unmount()
  expect(isPageCovered()).toBe(false)
})
