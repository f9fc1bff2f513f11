import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { defineComponent, nextTick, shallowRef } from 'vue'
import { provideWorkspaceEmoji, renderEmoji } from './emoji'

const url = 'https://chat.example/ship.png'

it('the code stands for a picture that cannot be loaded, until the server is there again', async () => {
  const line = shallowRef(1)
  const Page = defineComponent(() => {
    provideWorkspaceEmoji(
      () => Promise.resolve([{ codes: ['ship-it'], url }]),
      () => line.value,
    )
    return () => renderEmoji('ship-it')
  })
  const page = mount(Page)
  await vi.waitFor(() => {
    expect(page.get('img').attributes('alt')).toBe(':ship-it:')
  })
  await page.get('img').trigger('error')
  expect(page.html()).toBe(':ship-it:')
  line.value += 1
  await nextTick()
  expect(page.get('img').attributes('src')).toBe(url)
  page.unmount()
})
