import fc from 'fast-check'
import { expect, it } from 'vitest'
import { layoutGroups } from '../../composables/fixedWindow'
import { channelId, chunkedList, hasNews, type ChannelEntry } from '../../domain'
import { rowsOf, type ChannelRows, type SectionRow } from './channelRows'
import { unreadBeyond, type Beyond } from './unreadBeyond'

function anEntry(index: number, unread: Partial<ChannelEntry['unread']> = {}): ChannelEntry {
  const none = { count: 0, mentions: 0, hasAlert: false }
  return { id: channelId(`c${index}`), unread: { ...none, ...unread } } as ChannelEntry
}

function aHead(sums: Partial<SectionRow> = {}): SectionRow {
  const none = { unread: 0, hasMentions: false, news: 0, isCollapsed: false }
  return { type: 'section', key: 'section:public', section: 'public', ...none, ...sums }
}

function aList(
  ...groups: readonly (readonly [SectionRow, readonly ChannelEntry[]])[]
): ChannelRows {
  let length = 0
  const placed = groups.map(([head, entries]) => {
    const group = { from: length, head, entries: chunkedList(entries) }
    length += entries.length + 1
    return group
  })
  return { groups: placed, length }
}

const layoutOf = ({ groups, length }: ChannelRows) =>
  layoutGroups(
    groups.map(({ from }) => from),
    length,
    40,
    40,
  )

const beyond = (rows: ChannelRows, top: number, bottom: number) =>
  unreadBeyond(rows, layoutOf(rows), top, bottom)

/** A head, and nine channels below it. */
const rows = aList([
  aHead(),
  Array.from({ length: 9 }, (_, index) =>
    anEntry(index, [0, 1, 7].includes(index) ? { hasAlert: true } : {}),
  ),
])

it('R9 counts the unread channels above and below the view, and names the nearest', () => {
  expect(beyond(rows, 120, 280)).toEqual({
    above: { count: 2, nearest: 2 },
    below: { count: 1, nearest: 8 },
  })
})

it('R9 a row that is half in view is seen', () => {
  expect(beyond(rows, 100, 340)).toEqual({ above: { count: 1, nearest: 1 }, below: null })
  expect(beyond(rows, 0, 400)).toEqual({ above: null, below: null })
})

it('R9 a number, a mention and a dot are all unread', () => {
  const some = [
    anEntry(0, { count: 1 }),
    anEntry(1, { mentions: 1 }),
    anEntry(2, { hasAlert: true }),
  ]
  expect(beyond(aList([aHead(), [...some, anEntry(3)]]), 400, 800).above).toEqual({
    count: 3,
    nearest: 3,
  })
})

it('R9 a closed section stands for the unread channels in it, an open one for none', () => {
  const sums = { unread: 3, news: 2 }
  const some = aList(
    [aHead({ ...sums, isCollapsed: true }), []],
    [aHead(sums), [anEntry(2, { hasAlert: true })]],
  )
  expect(beyond(some, 200, 400)).toEqual({ above: { count: 3, nearest: 2 }, below: null })
})

/** By looking at each row. */
function expected(
  rows: ChannelRows,
  isBeyond: (index: number) => boolean,
  at: 0 | -1,
): Beyond | null {
  const unread = rowsOf(rows, 0, rows.length).flatMap((row, index) => {
    if (!isBeyond(index)) return []
    if (row.type === 'channel') return hasNews(row.entry) ? [{ index, count: 1 }] : []
    return row.isCollapsed && row.news > 0 ? [{ index, count: row.news }] : []
  })
  const nearest = unread.at(at)?.index
  const count = unread.reduce((sum, one) => sum + one.count, 0)
  return nearest === undefined ? null : { count, nearest }
}

it('R9 gives the same as counting row by row', () => {
  const entries = fc
    .array(fc.boolean(), { maxLength: 200 })
    .map((news) => news.map((hasAlert, index) => anEntry(index, { hasAlert })))
  const group = fc.tuple(
    fc.record({ isCollapsed: fc.boolean(), news: fc.nat(3) }).map((sums) => aHead(sums)),
    entries,
  )
  const place = fc.nat(12_000)
  fc.assert(
    fc.property(fc.array(group, { maxLength: 3 }), place, fc.nat(800), (groups, top, height) => {
      const list = aList(...groups)
      const bottom = top + height
      const middle = (index: number) => index * 40 + 20
      expect(beyond(list, top, bottom)).toEqual({
        above: expected(list, (index) => middle(index) < top, -1),
        below: expected(list, (index) => middle(index) > bottom, 0),
      })
    }),
  )
})
