import { mount } from '@vue/test-utils'
import { beforeAll, expect, it, vi } from 'vitest'
import { ChatError } from '../../domain'
import { testLocalization } from '../../testing/localization'
import DateDialog from './DateDialog.vue'

/** The document of these tests has no dialogs. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = () => undefined
  HTMLDialogElement.prototype.close = () => undefined
})

const now = new Date(2026, 10, 22, 9).getTime()

async function render(go: (at: number) => Promise<boolean>) {
  return mount(DateDialog, {
    props: { from: now, now, go },
    global: { plugins: [await testLocalization()] },
  })
}

it('leads to the beginning of the chosen day, and closes', async () => {
  const go = vi.fn(() => Promise.resolve(true))
  const dialog = await render(go)
  expect(dialog.get('input').element.value).toBe('2026-11-22')
  await dialog.get('input').setValue('2026-11-03')
  await dialog.get('form').trigger('submit')
  await vi.waitFor(() => {
    expect(dialog.emitted('close')).toHaveLength(1)
  })
  expect(go).toHaveBeenCalledWith(new Date(2026, 10, 3).getTime())
})

it('S5 says so when nothing was written since, and why it failed', async () => {
  const dialog = await render(() => Promise.resolve(false))
  await dialog.get('form').trigger('submit')
  await vi.waitFor(() => {
    expect(dialog.get('[role=status]').text()).toContain('Nothing was written')
  })
  const failing = await render(() => Promise.reject(new ChatError('connection', 'down')))
  await failing.get('form').trigger('submit')
  await vi.waitFor(() => {
    expect(failing.text()).toContain('The server gave no answer.')
  })
  expect(failing.emitted('close')).toBeUndefined()
})
