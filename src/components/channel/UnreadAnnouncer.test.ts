import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { channelId, type ChannelEntry, type ChatState } from '../../domain'
import { reduce } from '../../domain/reduce'
import { emptyState } from '../../domain/state'
import { aMembership } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import UnreadAnnouncer from './UnreadAnnouncer.vue'

type Channels = ChatState['channels']

function withUnread(counts: Readonly<Record<string, number>>, from: Channels): Channels {
  return Object.entries(counts).reduce(
    (state, [name, unread]) =>
      reduce(state, {
        type: 'membershipUpserted',
        membership: aMembership({ channelId: channelId(name), name, unread, updatedAt: unread }),
      }),
    { ...emptyState, channels: from },
  ).channels
}

const first = withUnread({ general: 0, random: 0, news: 0, help: 0, off: 0 }, emptyState.channels)

async function render() {
  const announcer = mount(UnreadAnnouncer, {
    props: { channels: first, currentId: null as ChannelEntry['id'] | null },
    global: { plugins: [await testLocalization()] },
  })
  return { announcer, spoken: () => announcer.get('[role=status]').text() }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('R15 tells the number and the name once for several messages', async () => {
  const { announcer, spoken } = await render()
  let channels = first
  for (const count of [1, 2, 3]) {
    channels = withUnread({ general: count }, channels)
    await announcer.setProps({ channels })
    vi.advanceTimersByTime(200)
    expect(spoken()).toBe('')
  }
  vi.advanceTimersByTime(600)
  await nextTick()
  expect(spoken()).toBe('3 unread in general')
})

it('R15 names a few channels and sums up more', async () => {
  const { announcer, spoken } = await render()
  let channels = withUnread({ general: 3, random: 1 }, first)
  await announcer.setProps({ channels })
  vi.advanceTimersByTime(1_000)
  await nextTick()
  expect(spoken()).toContain('3 unread in general')
  expect(spoken()).toContain('1 unread in random')
  channels = withUnread({ general: 4, random: 2, news: 1, help: 1 }, channels)
  await announcer.setProps({ channels })
  vi.advanceTimersByTime(1_000)
  await nextTick()
  expect(spoken()).toBe('New messages in 4 channels')
})

it('R15 is silent for the open channel, and when numbers fall', async () => {
  const { announcer, spoken } = await render()
  const channels = withUnread({ general: 3 }, first)
  await announcer.setProps({ channels, currentId: channelId('general') })
  vi.advanceTimersByTime(1_000)
  await announcer.setProps({ channels: first, currentId: null })
  vi.advanceTimersByTime(1_000)
  await nextTick()
  expect(spoken()).toBe('')
})
