import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { NoticeOptions, ShownNotice } from '../../composables/desktopNotices'
import {
  channelId,
  emptyState,
  reduce,
  toLastMessage,
  type ChannelId,
  type ChatState,
} from '../../domain'
import { aChannel, aMembership, aMessage } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import DesktopNotifier from './DesktopNotifier.vue'

interface Told extends ShownNotice {
  readonly title: string
  readonly options: NoticeOptions
  isClosed: boolean
}

const told: Told[] = []
const open = () => told.filter(({ isClosed }) => !isClosed)
let permission = 'granted'
let time = 0

function withUnread(from: ChatState, counts: Readonly<Record<string, number>>): ChatState {
  return Object.entries(counts).reduce((state, [name, unread]) => {
    const id = channelId(name)
    const next = reduce(state, { type: 'channelUpserted', channel: aChannel({ id, name }) })
    const membership = aMembership({ channelId: id, name, unread, updatedAt: (time += 1) })
    return reduce(next, { type: 'membershipUpserted', membership })
  }, from)
}

const first = withUnread(emptyState, { general: 0, random: 0, news: 0, help: 0 })

async function render(
  props: { isOn?: boolean; isNotifier?: boolean; attendedId?: ChannelId } = {},
) {
  let state = first
  const notifier = mount(DesktopNotifier, {
    props: {
      channels: first.channels,
      attendedId: null,
      myUsername: 'ann',
      previewOf: ({ id }) => `last of ${id}`,
      isNotifier: true,
      isOn: true,
      hasSound: false,
      ...props,
    },
    global: { plugins: [await testLocalization()] },
  })
  const become = async (counts: Readonly<Record<string, number>>): Promise<void> => {
    state = withUnread(state, counts)
    await notifier.setProps({ channels: state.channels })
    vi.advanceTimersByTime(400)
  }
  return { notifier, become }
}

beforeEach(() => {
  vi.useFakeTimers()
  permission = 'granted'
  told.length = 0
  class FakeNotification {
    static get permission() {
      return permission
    }
    onclick = null
    onclose = null
    isClosed = false
    constructor(
      readonly title: string,
      readonly options: NoticeOptions,
    ) {
      told.push(this)
    }
    close(): void {
      this.isClosed = true
    }
  }
  vi.stubGlobal('Notification', FakeNotification)
  vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  vi.spyOn(window, 'focus').mockReturnValue()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('A6 tells what became unread while the user is elsewhere, and a click leads there', async () => {
  const { notifier, become } = await render()
  await become({ general: 1 })
  expect(told[0]).toMatchObject({
    title: '#general',
    options: { tag: 'general', body: 'last of general', silent: true },
  })
  told[0]?.onclick?.(new Event('click'))
  expect(notifier.emitted('open')).toEqual([['general']])
  expect(open()).toEqual([])
})

it.each([
  ['default', { unread: 1 }, true],
  ['default', { hasAlert: true }, false],
  ['all', { hasAlert: true }, true],
  ['mentions', { unread: 1 }, false],
  ['mentions', { unread: 1, userMentions: 1 }, true],
  ['nothing', { unread: 1, userMentions: 1 }, false],
] as const)(
  'A6 tells of a channel what was chosen for it: %s, %j',
  async (about, fields, isTold) => {
    const { notifier } = await render()
    const id = channelId('general')
    const lastMessage = toLastMessage(aMessage({ channelId: id, createdAt: (time += 1) }))
    const channel = aChannel({ id, name: 'general', lastMessage, updatedAt: time })
    const membership = aMembership({
      ...fields,
      channelId: id,
      notifyAbout: about,
      updatedAt: time,
    })
    const heard = reduce(first, { type: 'channelUpserted', channel })
    const state = reduce(heard, { type: 'membershipUpserted', membership })
    await notifier.setProps({ channels: state.channels })
    vi.advanceTimersByTime(400)
    expect(told).toHaveLength(isTold ? 1 : 0)
  },
)

it('R14 what was read elsewhere is told no longer, nor anything when the page ends', async () => {
  const { notifier, become } = await render()
  await become({ general: 1, random: 1 })
  expect(open()).toHaveLength(2)
  await become({ general: 0 })
  expect(open().map(({ title }) => title)).toEqual(['#random'])
  notifier.unmount()
  expect(open()).toEqual([])
})

it('A6 sums up what is too much', async () => {
  const { become } = await render()
  await become({ general: 1, random: 1, news: 2, help: 1 })
  expect(told.map(({ title }) => title)).toEqual(['New messages in 4 channels'])
})

it.each([
  ['the user did not ask for it', { isOn: false }, 'granted', false],
  ['another tab tells', { isNotifier: false }, 'granted', false],
  ['the channel is being read', { attendedId: channelId('general') }, 'granted', false],
  ['the browser forbids it', {}, 'denied', false],
  ['the user looks at the page', {}, 'granted', true],
] as const)('R3, C11 tells nothing when %s', async (_why, props, allowed, hasFocus) => {
  permission = allowed
  vi.spyOn(document, 'hasFocus').mockReturnValue(hasFocus)
  const { become } = await render(props)
  await become({ general: 1 })
  expect(told).toEqual([])
})
