import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h } from 'vue'
import { isMenuOpen, isPageBlocked, isPageCovered, usePageCover } from './pageCover'

const cover = (kind: 'dialog' | 'menu') => ({
  setup() {
    usePageCover(kind)
    return () => h('p')
  },
})

it('R3 the page is covered as long as anything lies over it', () => {
  expect([isPageCovered(), isPageBlocked()]).toEqual([false, false])
  const [one, other] = [mount(cover('dialog')), mount(cover('dialog'))]
  expect([isPageCovered(), isPageBlocked()]).toEqual([true, true])
  one.unmount()
  expect([isPageCovered(), isPageBlocked()]).toEqual([true, true])
  other.unmount()
  expect([isPageCovered(), isPageBlocked()]).toEqual([false, false])
})

it('R3 a menu has the keys, and leaves the messages in sight', () => {
  const menu = mount(cover('menu'))
  expect([isPageCovered(), isPageBlocked(), isMenuOpen()]).toEqual([true, false, true])
  menu.unmount()
  const dialog = mount(cover('dialog'))
  expect([isPageCovered(), isPageBlocked(), isMenuOpen()]).toEqual([true, true, false])
  dialog.unmount()
})
