import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { fileSourceKey } from '../../composables/fileSource'
import { clockText } from '../../composables/player'
import type { MediaAttachment } from '../../domain'
import { testLocalization } from '../../testing/localization'
import MediaPlayer from './MediaPlayer.vue'

const media: MediaAttachment = {
  type: 'audio',
  name: 'call.mp3',
  url: 'https://chat.example/file-upload/a/call.mp3',
  sizeBytes: 2_048,
  width: null,
  height: null,
  description: '',
  fileId: 'a',
}

/** The document of these tests plays nothing: this is what an element tells when it does. */
beforeEach(() => {
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(function (
    this: HTMLMediaElement,
  ) {
    Object.defineProperty(this, 'paused', { value: false, configurable: true })
    this.dispatchEvent(new Event('play'))
    return Promise.resolve()
  })
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(function (
    this: HTMLMediaElement,
  ) {
    Object.defineProperty(this, 'paused', { value: true, configurable: true })
    this.dispatchEvent(new Event('pause'))
  })
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: () => undefined }),
  )
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function render(isProtected: boolean, more: Partial<MediaAttachment> = {}) {
  const fetch = vi.fn(() => Promise.resolve(new Blob(['x'])))
  const source = {
    isOwn: () => true,
    isForeign: () => false,
    isProtected: () => isProtected,
    line: () => 0,
    fetch,
  }
  const player = mount(MediaPlayer, {
    props: { media: { ...media, ...more } },
    global: {
      plugins: [await testLocalization()],
      provide: { [fileSourceKey as symbol]: source },
    },
  })
  await nextTick()
  return { player, fetch }
}

it('fetches a protected sound when it is to play, and then plays it from memory', async () => {
  const { player, fetch } = await render(true)
  expect(player.find('audio').exists()).toBe(false)
  expect(player.text()).toContain('2 kB')
  await player.get('[aria-label=Play]').trigger('click')
  await vi.waitFor(() => {
    expect(player.find('[aria-label=Pause]').exists()).toBe(true)
  })
  expect(player.get('audio').attributes('src')).toBe('blob:1')
  expect(fetch).toHaveBeenCalledTimes(1)
  player.unmount()
})

it('of a sound that an address opens nothing is loaded before but what it is', async () => {
  const { player, fetch } = await render(false)
  expect(player.get('audio').attributes()).toMatchObject({ src: media.url, preload: 'metadata' })
  expect(fetch).not.toHaveBeenCalled()
})

it('one plays at a time, and none after its place is gone', async () => {
  const [first, second] = [(await render(false)).player, (await render(false)).player]
  await first.get('[aria-label=Play]').trigger('click')
  await second.get('[aria-label=Play]').trigger('click')
  expect(first.find('[aria-label=Play]').exists()).toBe(true)
  expect(second.find('[aria-label=Pause]').exists()).toBe(true)
  const { element } = second.get('audio')
  second.unmount()
  expect(element.paused).toBe(true)
})

it('plays at the speed that was chosen before', async () => {
  const { player } = await render(false)
  await player.get('select').setValue('1.5')
  await player.get('[aria-label=Play]').trigger('click')
  expect(player.get('audio').element.playbackRate).toBe(1.5)
})

it('S3 a film has its room before anything of it has come', async () => {
  const { player } = await render(true, { type: 'video', name: 'talk.mp4' })
  expect(player.get('.player-film').attributes('style')).toContain('aspect-ratio: 480 / 270')
})

it('A1 the focus goes from the button to the film that takes its place', async () => {
  const { player } = await render(true, { type: 'video', name: 'talk.mp4' })
  document.body.append(player.get('figure').element)
  player.get<HTMLButtonElement>('[aria-label=Play]').element.focus()
  await player.get('[aria-label=Play]').trigger('click')
  await vi.waitFor(() => {
    expect(document.activeElement).toBe(player.get('video').element)
  })
  player.unmount()
})

it.each([
  [0, '0:00'],
  [65.9, '1:05'],
  [3_723, '1:02:03'],
])('tells %d seconds as %s', (seconds, told) => {
  expect(clockText(seconds)).toBe(told)
})
