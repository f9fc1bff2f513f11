import { expect, it } from 'vitest'
import { layoutRows } from '../../composables/fixedWindow'
import { channelId, type ChannelEntry } from '../../domain'
import type { ChannelRow } from './channelRows'
import { unreadBeyond, unreadRows } from './unreadBeyond'

function aRow(index: number, unread: Partial<ChannelEntry['unread']> = {}): ChannelRow {
  const entry = { unread: { count: 0, mentions: 0, hasAlert: false, ...unread } } as ChannelEntry
  return { type: 'channel', key: channelId(`c${index}`), entry }
}

const rows = Array.from({ length: 10 }, (_, index) =>
  aRow(index, [1, 2, 8].includes(index) ? { hasAlert: true } : {}),
)
const layout = layoutRows(rows, () => 40)

it('R9 counts the unread channels above and below the view, and names the nearest', () => {
  expect(unreadBeyond(unreadRows(rows), layout, 120, 280)).toEqual({
    above: { count: 2, nearest: 2 },
    below: { count: 1, nearest: 8 },
  })
})

it('R9 a row that is half in view is seen', () => {
  expect(unreadBeyond(unreadRows(rows), layout, 100, 340)).toEqual({
    above: { count: 1, nearest: 1 },
    below: null,
  })
  expect(unreadBeyond(unreadRows(rows), layout, 0, 400)).toEqual({ above: null, below: null })
})

it('R9 a number, a mention and a dot are all unread', () => {
  const some = [
    aRow(0, { count: 1 }),
    aRow(1, { mentions: 1 }),
    aRow(2, { hasAlert: true }),
    aRow(3),
  ]
  expect(unreadRows(some).map(({ index }) => index)).toEqual([0, 1, 2])
})

it('R9 a closed section stands for the unread channels in it, an open one for none', () => {
  const head = { type: 'section', key: 'section:public', section: 'public' } as const
  const sums = { unread: 3, hasMentions: false, news: 2 }
  const some: ChannelRow[] = [
    { ...head, ...sums, isCollapsed: true },
    { ...head, ...sums, isCollapsed: false },
    aRow(2, { hasAlert: true }),
  ]
  expect(unreadBeyond(unreadRows(some), layout, 200, 400)).toEqual({
    above: { count: 3, nearest: 2 },
    below: null,
  })
})
