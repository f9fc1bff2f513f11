import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { h } from 'vue'
import { isPageCovered, usePageCover } from './pageCover'

it('R3 the page is covered as long as anything lies over it', () => {
  const cover = {
    setup() {
      usePageCover()
      return () => h('p')
    },
  }
  expect(isPageCovered()).toBe(false)
  const [one, other] = [mount(cover), mount(cover)]
  expect(isPageCovered()).toBe(true)
  one.unmount()
  expect(isPageCovered()).toBe(true)
  other.unmount()
  expect(isPageCovered()).toBe(false)
})
