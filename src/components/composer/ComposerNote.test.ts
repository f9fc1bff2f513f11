import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { testLocalization } from '../../testing/localization'
import ComposerNote from './ComposerNote.vue'

async function render(props: Partial<InstanceType<typeof ComposerNote>['$props']>) {
  return mount(ComposerNote, {
    props: { textLength: 0, maxLength: 100, ...props },
    global: { plugins: [await testLocalization()] },
  })
}

it('K2 counts what is left near the limit, and what is too much', async () => {
  const note = await render({ textLength: 95 })
  expect(note.text()).toBe('5 characters left')
  await note.setProps({ textLength: 101 })
  expect(note.text()).toBe('1 character too many')
})

it('says nothing of a limit that is far away, and always why a text was not taken', async () => {
  const note = await render({ textLength: 5 })
  expect(note.get('[role=status]').text()).toBe('')
  await note.setProps({ problem: 'It is full.' })
  expect(note.get('[role=status]').text()).toBe('It is full.')
})

it('K2 says that a message is being edited, and how to stop', async () => {
  const note = await render({ isEditing: true })
  expect(note.text()).toContain('Editing a message')
  await note.get('button').trigger('click')
  expect(note.emitted('cancelEdit')).toHaveLength(1)
})
