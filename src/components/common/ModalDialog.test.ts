import { mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import ModalDialog from './ModalDialog.vue'

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
})

it('A1 Escape in a dialog is not for what the dialog stands in, which would keep it open', () => {
  const around = document.createElement('div')
  document.body.append(around)
  const heard = vi.fn()
  around.addEventListener('keydown', heard)
  const dialog = mount(ModalDialog, { props: { label: 'Report' }, attachTo: around })
  const press = (key: string): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    around.querySelector('dialog')?.dispatchEvent(event)
    return event
  }
  expect(press('Escape').defaultPrevented).toBe(false)
  expect(heard).not.toHaveBeenCalled()
  press('k')
  expect(heard).toHaveBeenCalledTimes(1)
  dialog.unmount()
  around.remove()
})
