import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { useRowMenus, type RowMenus } from './rowMenu'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function page() {
  let menus: RowMenus | null = null
  const clicked = vi.fn()
  const wrapper = mount(
    defineComponent(() => {
      menus = useRowMenus()
      return () =>
        h('ul', [
          h('li', [h('a', { 'data-row': 'c1', href: '#c1', onClick: clicked }, [h('b', 'name')])]),
        ])
    }),
    { attachTo: document.body },
  )
  const touch = (type: string, clientX = 5): void => {
    const init = { bubbles: true, cancelable: true, pointerType: 'touch', clientX }
    wrapper.get('b').element.dispatchEvent(new PointerEvent(type, init))
  }
  return { wrapper, touch, clicked, wanted: () => menus?.wanted.value ?? null, menus: () => menus }
}

it('A4 a long press asks for the menu, and the finger that is lifted then opens nothing', async () => {
  const { wrapper, touch, clicked, wanted } = page()
  touch('pointerdown')
  vi.advanceTimersByTime(600)
  expect(wanted()?.id).toBe('c1')
  touch('pointerup')
  await wrapper.get('a').trigger('click')
  expect(clicked).not.toHaveBeenCalled()
  await wrapper.get('a').trigger('click')
  expect(clicked).toHaveBeenCalledOnce()
  wrapper.unmount()
})

it('A4 a tap and a finger that scrolls ask for nothing', () => {
  const { wrapper, touch, wanted } = page()
  touch('pointerdown')
  touch('pointerup')
  vi.advanceTimersByTime(600)
  touch('pointerdown')
  touch('pointermove', 30)
  vi.advanceTimersByTime(600)
  expect(wanted()).toBeNull()
  wrapper.unmount()
})

it('K3 the keys for menus ask for it beside the row, and only there', async () => {
  const { wrapper, wanted, menus } = page()
  await wrapper.get('a').trigger('keydown', { key: 'F10' })
  expect(wanted()).toBeNull()
  await wrapper.get('a').trigger('keydown', { key: 'F10', shiftKey: true })
  expect(wanted()?.anchor).toHaveProperty('bottom')
  const open = menus()
  if (open !== null) open.wanted.value = null
  await wrapper.get('ul').trigger('keydown', { key: 'ContextMenu' })
  expect(wanted()).toBeNull()
  wrapper.unmount()
})

it('A1 the focus points at a row only where it is seen: not after a click, and not when the page gave it', async () => {
  const { wrapper, menus } = page()
  const link = wrapper.get('a').element
  const matches = vi.spyOn(link, 'matches').mockReturnValue(true)
  link.focus()
  expect(menus()?.pointed.value).toBeNull()
  await wrapper.get('b').trigger('pointerover')
  expect(menus()?.pointed.value).not.toBeNull()
  document.body.dispatchEvent(new Event('pointerover', { bubbles: true }))
  expect(menus()?.pointed.value).toBeNull()
  matches.mockReturnValue(false)
  await wrapper.get('a').trigger('focusin')
  expect(menus()?.pointed.value).toBe(wrapper.get('li').element)
  document.body.dispatchEvent(new Event('pointerover', { bubbles: true }))
  expect(menus()?.pointed.value).toBe(wrapper.get('li').element)
  wrapper.unmount()
})

it('follows the row that is pointed at, and stops with its component', async () => {
  const { wrapper, menus } = page()
  await wrapper.get('b').trigger('pointerover')
  expect(menus()?.pointed.value).toBe(wrapper.get('li').element)
  document.body.dispatchEvent(new Event('pointerover', { bubbles: true }))
  expect(menus()?.pointed.value).toBeNull()
  const link = wrapper.get('a').element
  wrapper.unmount()
  link.dispatchEvent(new Event('pointerover', { bubbles: true }))
  expect(menus()?.pointed.value).toBeNull()
})
