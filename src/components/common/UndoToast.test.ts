import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { testLocalization } from '../../testing/localization'
import UndoToast from './UndoToast.vue'

async function render() {
  return mount(UndoToast, {
    props: { label: 'Marked general as read' },
    attachTo: document.body,
    global: { plugins: [await testLocalization()] },
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('R7 the way back is there for six seconds', async () => {
  const toast = await render()
  vi.advanceTimersByTime(5_999)
  expect(toast.emitted('over')).toBeUndefined()
  vi.advanceTimersByTime(1)
  expect(toast.emitted('over')).toHaveLength(1)
  toast.unmount()
})

it('R7 whoever reached the button by keyboard has all the time they need', async () => {
  const toast = await render()
  const button = toast.get('button')
  button.element.focus()
  vi.advanceTimersByTime(60_000)
  expect(toast.emitted('over')).toBeUndefined()
  await button.trigger('click')
  expect(toast.emitted('undo')).toEqual([[true]])
  button.element.blur()
  vi.advanceTimersByTime(6_000)
  expect(toast.emitted('over')).toHaveLength(1)
  toast.unmount()
})

it('says politely what was done, after the region is there', async () => {
  const toast = await render()
  expect(toast.get('[role=status]').text()).toBe('')
  vi.advanceTimersByTime(50)
  await vi.waitFor(() => {
    expect(toast.get('[role=status]').text()).toBe('Marked general as read')
  })
  toast.unmount()
})
