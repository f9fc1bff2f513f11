import { mount } from '@vue/test-utils'
import { beforeAll, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { emptyTimeline, putMessage, removeMessage, messageId, type Message } from '../../domain'
import { aMessage } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import PictureGallery from './PictureGallery.vue'

/** The document of these tests has no dialogs. */
beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})

function withPicture(createdAt: number): Message {
  const name = `p${String(createdAt)}.png`
  const unknown = { sizeBytes: null, width: 40, height: 30, fileId: null, description: '' }
  const url = `https://chat.example/${name}`
  return aMessage({ createdAt, attachments: [{ type: 'image', name, url, ...unknown }] })
}

const messages = [1, 2, 3].map(withPicture)
const sequence = messages.reduce(putMessage, emptyTimeline.sequence)
const timeline = { ...emptyTimeline, sequence, isLoaded: true }

async function render() {
  const media = messages[1]?.attachments[0]
  if (media?.type !== 'image') throw new Error('no picture')
  const gallery = mount(PictureGallery, {
    props: { timeline, media },
    global: { plugins: [await testLocalization()] },
  })
  await nextTick()
  return gallery
}

it('shows the picture it was opened with, whose it is and where it stands', async () => {
  const gallery = await render()
  expect(gallery.get('[role=status]').text()).toContain('p2.png')
  expect(gallery.get('[role=status]').text()).toContain('2 of 3')
  expect(gallery.findAll('img')).toHaveLength(3)
  expect(gallery.get('[data-shown]').attributes('alt')).toBe('Image: p2.png')
  expect(gallery.findAll('[inert]')).toHaveLength(2)
})

it('K3 turns by keys and stops at the ends, where the buttons stay for the focus', async () => {
  const gallery = await render()
  await gallery.get('dialog').trigger('keydown', { key: 'End' })
  expect(gallery.get('[role=status]').text()).toContain('3 of 3')
  await gallery.get('dialog').trigger('keydown', { key: 'ArrowRight' })
  expect(gallery.get('[role=status]').text()).toContain('3 of 3')
  expect(gallery.get('[aria-label="Next picture"]').attributes('aria-disabled')).toBe('true')
})

it('keeps its key presses from the page below', async () => {
  const gallery = await render()
  const heard: Event[] = []
  const element = gallery.element as HTMLElement
  element.parentElement?.addEventListener('keydown', (event) => heard.push(event))
  await gallery.get('dialog').trigger('keydown', { key: 'Escape' })
  expect(gallery.emitted('close')).toHaveLength(1)
  expect(heard).toEqual([])
})

it('shows the next one when the one that is shown is deleted', async () => {
  const gallery = await render()
  await gallery.setProps({
    timeline: { ...timeline, sequence: removeMessage(sequence, messageId('m2')) },
  })
  expect(gallery.get('[role=status]').text()).toContain('p3.png')
  expect(gallery.get('[role=status]').text()).toContain('2 of 2')
})
