import { mount } from '@vue/test-utils'
import { beforeAll, expect, it, vi } from 'vitest'
import { h, nextTick } from 'vue'
import { usePageCover } from '../../composables/pageCover'
import { emptyTimeline, messageId, putMessage, type Timeline } from '../../domain'
import { aMessage, ann, aPendingMessage } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import MessageList from './MessageList.vue'

/** What loads when it is needed is there already: how long that takes is the machine's. */
beforeAll(() => import('../laterParts'), 60_000)

async function render(
  timeline: Timeline,
  pending: InstanceType<typeof MessageList>['pending'] = [],
) {
  const list = mount(MessageList, {
    props: { timeline, pending, divider: null, me: ann, channelName: 'general', now: 0 },
    global: { plugins: [await testLocalization()] },
  })
  await vi.dynamicImportSettled()
  await nextTick()
  await nextTick()
  return list
}

function timelineOf(count: number, more: Partial<Timeline> = {}): Timeline {
  let { sequence } = emptyTimeline
  for (let at = 1; at <= count; at += 1)
    sequence = putMessage(sequence, aMessage({ createdAt: at }))
  return { ...emptyTimeline, sequence, isLoaded: true, ...more }
}

it('S5 shows a skeleton while the first page loads', async () => {
  const list = await render({ ...emptyTimeline, fetch: { status: 'loading', gap: null } })
  expect(list.get('[role=status]').text()).toBe('Loading messages…')
})

it('S5 tells why the first page failed and offers to try again', async () => {
  const fetch = { status: 'failed', gap: null, kind: 'connection', details: 'timeout' } as const
  const list = await render({ ...emptyTimeline, fetch })
  expect(list.text()).toContain('The server gave no answer.')
  await list.get('.notice-action').trigger('click')
  expect(list.emitted('reload')).toHaveLength(1)
})

it.each<Timeline['fetch']>([
  { status: 'loading', gap: null },
  { status: 'failed', gap: null, kind: 'connection', details: 'timeout' },
])('C8 shows what waits while the history is $status', async (fetch) => {
  const waiting = aPendingMessage({ text: 'for later' })
  const list = await render({ ...emptyTimeline, fetch }, [waiting])
  expect(list.get('[data-anchor]').text()).toContain('for later')
  expect(list.text()).toMatch(/Loading messages|gave no answer/)
})

it('S5 says what to do in an empty channel', async () => {
  const list = await render(timelineOf(0, { isStartReached: true }))
  expect(list.text()).toContain('No messages yet')
})

it('S5 shows where the history begins', async () => {
  const list = await render(timelineOf(3, { isStartReached: true }))
  expect(list.text()).toContain('This is where general begins.')
})

it('S3 keeps the number of rows bounded', async () => {
  const list = await render(timelineOf(2_000))
  expect(list.findAll('[data-roving]')).toHaveLength(100)
})

it('R4 reports the newest rendered message while the end is in view', async () => {
  const list = await render(timelineOf(3))
  expect(list.emitted('bottom')?.at(-1)).toEqual([{ id: 'm3', createdAt: 3 }])
})

it('C4 shows a gap, loads it on demand, and says when that failed', async () => {
  const gap = { id: messageId('m3'), createdAt: 3 }
  const ranges = [
    { from: null, to: { id: messageId('m2'), createdAt: 2 } },
    { from: gap, to: null },
  ]
  const list = await render(timelineOf(5, { ranges, fetch: { status: 'loading', gap: null } }))
  expect(list.get('[data-gap]').text()).toContain('More messages in between')
  await list.get('[data-gap] button').trigger('click')
  expect(list.emitted('fillGap')).toEqual([[gap, 'newer']])
  const failed = { status: 'failed', gap, kind: 'connection', details: '' } as const
  await list.setProps({ timeline: timelineOf(5, { ranges, fetch: failed }) })
  expect(list.get('[data-gap] [role=alert]').text()).toContain('could not be loaded')
})

it('K3 what can be done with a message stays while a menu is open, wherever the pointer goes', async () => {
  const list = await render(timelineOf(2))
  const [first, second] = list.findAll('li[data-roving]')
  const isActive = (row = first) => row?.find('[role=toolbar]').exists() === true
  await list.setProps({ rightsOf: () => ({ mayReact: true }) as never })
  await first?.trigger('mouseenter')
  await vi.dynamicImportSettled()
  await nextTick()
  expect([isActive(first), isActive(second)]).toEqual([true, false])
  const cover = (kind: 'dialog' | 'menu') => ({
    setup() {
      usePageCover(kind)
      return () => h('p')
    },
  })
  const menu = mount(cover('menu'))
  await second?.trigger('mouseenter')
  expect([isActive(first), isActive(second)]).toEqual([true, false])
  menu.unmount()
  await second?.trigger('mouseenter')
  expect([isActive(first), isActive(second)]).toEqual([false, true])
  const dialog = mount(cover('dialog'))
  await list.get('[role=region]').trigger('mouseleave')
  expect([isActive(first), isActive(second)]).toEqual([false, false])
  dialog.unmount()
})
