import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { nextTick } from 'vue'
import { testLocalization } from '../../testing/localization'
import MessageComposer from './MessageComposer.vue'

async function render(draft = '', maxLength = 100) {
  const plugins = [await testLocalization()]
  const composer = mount(MessageComposer, {
    props: {
      modelValue: draft,
      'onUpdate:modelValue': (value: string) => void composer.setProps({ modelValue: value }),
      channelName: '#general',
      maxLength,
      onSend: () => void composer.setProps({ modelValue: '' }),
    },
    global: { plugins },
    attachTo: document.body,
  })
  const field = composer.get('textarea')
  return { composer, field, text: () => field.element.value }
}

it('K1 sends with Enter and empties the field', async () => {
  const { composer, field, text } = await render('  hello ')
  await field.trigger('keydown', { key: 'Enter' })
  await nextTick()
  expect(composer.emitted('send')).toEqual([['hello']])
  expect(text()).toBe('')
})

it('K1 does not send while composing', async () => {
  const { composer, field, text } = await render('ni')
  await field.trigger('keydown', { key: 'Enter', isComposing: true })
  await field.trigger('keydown', { key: 'Enter', keyCode: 229 })
  expect(composer.emitted('send')).toBeUndefined()
  expect(text()).toBe('ni')
})

it('K2, K3 edits the last message with ArrowUp alone in the empty field', async () => {
  const { composer, field } = await render()
  await field.trigger('keydown', { key: 'ArrowUp', altKey: true })
  await field.trigger('keydown', { key: 'ArrowUp', shiftKey: true })
  expect(composer.emitted('editLast')).toBeUndefined()
  await field.trigger('keydown', { key: 'ArrowUp' })
  expect(composer.emitted('editLast')).toHaveLength(1)
})

it('does not send nothing', async () => {
  const { composer, field } = await render(' \n ')
  await field.trigger('keydown', { key: 'Enter' })
  await composer.get('form').trigger('submit')
  expect(composer.emitted('send')).toBeUndefined()
})

it('K2 keeps a text that is too long', async () => {
  const { composer, field, text } = await render('x'.repeat(95))
  await field.setValue('x'.repeat(101))
  await nextTick()
  await field.trigger('keydown', { key: 'Enter' })
  expect(composer.emitted('send')).toBeUndefined()
  expect(text()).toHaveLength(101)
})

it('K2 leaves a key to what helps with writing', async () => {
  const { composer, field, text } = await render('@an')
  field.element.addEventListener('keydown', (event) => event.preventDefault(), { capture: true })
  await field.trigger('keydown', { key: 'Enter' })
  expect(composer.emitted('send')).toBeUndefined()
  expect(text()).toBe('@an')
})

it('tells of typing, and of its end', async () => {
  const { composer, field } = await render()
  await field.setValue('h')
  await nextTick()
  await field.trigger('blur')
  expect(composer.emitted('typing')).toEqual([[true], [false]])
})
