import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  channelId,
  chunkedList,
  emptyReading,
  hasNews,
  putInto,
  type ChannelEntry,
  type ChunkedList,
} from '../../domain'
import { aChannel, aMembership } from '../../testing/builders'
import { stepTarget } from './channelRowFocus'
import { buildChannelRows, firstChannelIn, indexOfRow, rowAt, rowsOf } from './channelRows'

function entry(name: string, count = 0, mentions = 0): ChannelEntry {
  const id = channelId(name)
  const channel = aChannel({ id, name })
  const membership = aMembership({ channelId: id, name })
  const unread = { count, mentions, hasAlert: count > 0 }
  return { id, channel, membership, reading: emptyReading, unread }
}

const none = chunkedList<ChannelEntry>([])
const sections = {
  favorites: none,
  unread: none,
  public: chunkedList([entry('general', 2), entry('Café', 1, 1)]),
  private: none,
  direct: chunkedList([entry('李伟')]),
}
function listOf({ query = '', collapsed = [''], currentId = '' }) {
  return buildChannelRows(sections, {
    query,
    collapsed: new Set(collapsed),
    currentId: channelId(currentId),
  })
}

function shownRows(options: Parameters<typeof listOf>[0]) {
  const list = listOf(options)
  return rowsOf(list, 0, list.length)
}

const keysOf = (query: string) => shownRows({ query }).map(({ key }) => key)

it('puts the sections one below the other and leaves out an empty one', () => {
  expect(keysOf('')).toEqual(['section:public', 'general', 'Café', 'section:direct', '李伟'])
})

it('sums what is unread in a section, also of channels that are filtered out', () => {
  expect(shownRows({ query: 'gen' })[0]).toMatchObject({
    unread: 3,
    news: 2,
    hasMentions: true,
  })
})

it('finds names without regard to capitals and accents', () => {
  expect(keysOf('CAFE')).toEqual(['section:public', 'Café'])
  expect(keysOf('李')).toEqual(['section:direct', '李伟'])
  expect(keysOf('nothing')).toEqual([])
})

it('K3 moves by all that stands in the list, and above its first line', () => {
  const { length } = listOf({})
  expect(stepTarget(length, -1, 'ArrowDown')).toBe(0)
  expect(stepTarget(length, 2, 'ArrowDown')).toBe(3)
  expect(stepTarget(length, 4, 'ArrowUp')).toBe(3)
  expect(stepTarget(length, 0, 'ArrowUp')).toBe('above')
  expect(stepTarget(length, 4, 'ArrowDown')).toBeNull()
  expect(stepTarget(length, 2, 'End')).toBe(4)
  expect(stepTarget(length, 4, 'Home')).toBe(0)
  expect(stepTarget(length, 4, 'a')).toBeNull()
})

it('shows of a collapsed section its head with its sum, and the open channel', () => {
  const rows = shownRows({ collapsed: ['public'], currentId: 'Café' })
  expect(rows.map(({ key }) => key)).toEqual(['section:public', 'Café', 'section:direct', '李伟'])
  expect(rows[0]).toMatchObject({ unread: 3, isCollapsed: true })
  expect(shownRows({ collapsed: ['direct', 'private'] }).map(({ key }) => key)).toEqual([
    'section:public',
    'general',
    'Café',
    'section:direct',
  ])
})

it('finds channels of collapsed sections', () => {
  const rows = shownRows({ collapsed: ['public'], query: 'caf' })
  expect(rows.map(({ key }) => key)).toEqual(['section:public', 'Café'])
  expect(rows[0]).toMatchObject({ isCollapsed: false })
})

const section = fc.array(fc.record({ count: fc.nat(2), mentions: fc.nat(1) }), { maxLength: 150 })
const query = fc.constantFrom('', '1', 'c2', 'nothing')

it('makes any part of the list, finds its rows, and sums as from scratch', () => {
  fc.assert(
    fc.property(
      section,
      section,
      query,
      fc.boolean(),
      fc.nat(300),
      (some, more, words, isClosed, at) => {
        const entriesOf = (prefix: string, all: typeof some) =>
          all.map(({ count, mentions }, index) => entry(`${prefix}${index}`, count, mentions))
        const [open, closed] = [entriesOf('c', some), entriesOf('d', more)]
        const list = buildChannelRows(
          { ...sections, public: chunkedList(open), direct: chunkedList(closed) },
          {
            query: words,
            collapsed: new Set(isClosed ? ['direct'] : []),
            currentId: channelId('d1'),
          },
        )
        const rows = rowsOf(list, 0, list.length)
        expect(rows).toHaveLength(list.length)
        expect(rowsOf(list, at, at + 20)).toEqual(rows.slice(at, at + 20))
        expect(rows.map(({ key }) => indexOfRow(list, key))).toEqual(rows.map((_, index) => index))
        expect(rowAt(list, at)).toEqual(rows[at])
        expect(firstChannelIn(list)).toBe(rows.findIndex(({ type }) => type === 'channel'))
        const head = rows.find(({ key }) => key === 'section:public')
        if (head === undefined) return
        expect(head).toMatchObject({
          unread: some.reduce((sum, { count }) => sum + count, 0),
          hasMentions: some.some(({ mentions }) => mentions > 0),
          news: open.filter(hasNews).length,
        })
      },
    ),
  )
})

it('finds no row that is not there', () => {
  expect(indexOfRow(listOf({}), null)).toBe(-1)
  expect(indexOfRow(listOf({}), 'gone')).toBe(-1)
  expect(rowAt(listOf({}), -1)).toBeUndefined()
  expect(firstChannelIn(listOf({ query: 'nothing' }))).toBe(-1)
})

it('K3 a channel that changes leaves what was found among the others as it is', () => {
  const teams = Array.from({ length: 200 }, (_none, at) => entry(`Team ${String(1_000 + at)}`))
  const found = (list: ChunkedList<ChannelEntry>, query: string) => {
    const options = { query, collapsed: new Set<string>(), currentId: null }
    return buildChannelRows({ ...sections, public: list }, options).groups[0]?.entries ?? none
  }
  const all = chunkedList(teams)
  const changed = putInto(all, entry('Team 1150', 3), byId)
  const [before, after] = [found(all, 'team 11'), found(changed, 'team 11')]
  const wanted = changed.chunks.flat().filter(({ id }) => id.startsWith('Team 11'))
  expect(after.chunks.flat()).toEqual(wanted)
  expect(after).toHaveLength(wanted.length)
  const kept = after.chunks.filter((chunk, at) => chunk === before.chunks[at])
  expect(kept).toHaveLength(after.chunks.length - 1)
  expect(found(changed, '1150').chunks).toEqual([[entry('Team 1150', 3)]])
})

function byId(a: ChannelEntry, b: ChannelEntry): number {
  return a.id < b.id ? -1 : Number(a.id > b.id)
}
