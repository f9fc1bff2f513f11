import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { h, nextTick, shallowRef } from 'vue'
import { useMessageFocus } from './messageFocus'

const hasButton = shallowRef(true)
/** Whether the message is there, and which time it is made. */
const message = shallowRef<string | null>('first')
let list: VueWrapper

const Transcript = {
  setup() {
    useMessageFocus()
    const body = () => [
      h('p', { 'data-anchor': 'm1' }, 'words'),
      hasButton.value ? h('button', 'Undo') : null,
    ]
    const row = (id: string) => h('li', { key: id, id, 'data-roving': '', tabindex: -1 }, body())
    return () =>
      h('div', { id: 'transcript', 'data-region-start': '', tabindex: -1 }, [
        message.value === null ? null : row(message.value),
      ])
  },
}

beforeEach(() => {
  hasButton.value = true
  message.value = 'first'
  list = mount(Transcript, { attachTo: document.body })
  list.find('button').element.focus()
})
afterEach(() => {
  list.unmount()
})

const focusedId = async (): Promise<string> => {
  await nextTick()
  await nextTick()
  return document.activeElement?.id ?? ''
}

describe('A1 the focus of a message', () => {
  it('goes from a control that is gone to its message', async () => {
    hasButton.value = false
    expect(await focusedId()).toBe('first')
  })

  it('goes to the message that took its place', async () => {
    message.value = 'second'
    expect(await focusedId()).toBe('second')
  })

  it('goes to the transcript when the message is gone', async () => {
    message.value = null
    expect(await focusedId()).toBe('transcript')
  })

  it('stays where somebody has put it', async () => {
    const field = document.createElement('input')
    field.id = 'field'
    document.body.append(field)
    field.focus()
    message.value = null
    expect(await focusedId()).toBe('field')
    field.remove()
  })
})
