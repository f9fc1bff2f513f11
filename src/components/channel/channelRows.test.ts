import { expect, it } from 'vitest'
import { channelId, emptyReading, type ChannelEntry } from '../../domain'
import { aChannel, aMembership } from '../../testing/builders'
import { stepTarget } from './channelRowFocus'
import { buildChannelRows } from './channelRows'

function entry(name: string, count = 0, mentions = 0): ChannelEntry {
  const id = channelId(name)
  const channel = aChannel({ id, name })
  const membership = aMembership({ channelId: id, name })
  const unread = { count, mentions, hasAlert: count > 0 }
  return { id, channel, membership, reading: emptyReading, unread }
}

const sections = {
  favorites: [],
  unread: [],
  public: [entry('general', 2), entry('Café', 1, 1)],
  private: [],
  direct: [entry('李伟')],
}
function rowsOf({ query = '', collapsed = [''], currentId = '' }) {
  return buildChannelRows(sections, {
    query,
    collapsed: new Set(collapsed),
    currentId: channelId(currentId),
  })
}

const keysOf = (query: string) => rowsOf({ query }).map(({ key }) => key)

it('puts the sections one below the other and leaves out an empty one', () => {
  expect(keysOf('')).toEqual(['section:public', 'general', 'Café', 'section:direct', '李伟'])
})

it('sums what is unread in a section, also of channels that are filtered out', () => {
  expect(rowsOf({ query: 'gen' })[0]).toMatchObject({
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
  const rows = rowsOf({})
  expect(stepTarget(rows, -1, 'ArrowDown')).toBe(0)
  expect(stepTarget(rows, 2, 'ArrowDown')).toBe(3)
  expect(stepTarget(rows, 4, 'ArrowUp')).toBe(3)
  expect(stepTarget(rows, 0, 'ArrowUp')).toBe('above')
  expect(stepTarget(rows, 4, 'ArrowDown')).toBeNull()
  expect(stepTarget(rows, 2, 'End')).toBe(4)
  expect(stepTarget(rows, 4, 'Home')).toBe(0)
  expect(stepTarget(rows, 4, 'a')).toBeNull()
})

it('shows of a collapsed section its head with its sum, and the open channel', () => {
  const rows = rowsOf({ collapsed: ['public'], currentId: 'Café' })
  expect(rows.map(({ key }) => key)).toEqual(['section:public', 'Café', 'section:direct', '李伟'])
  expect(rows[0]).toMatchObject({ unread: 3, isCollapsed: true })
  expect(rowsOf({ collapsed: ['direct', 'private'] }).map(({ key }) => key)).toEqual([
    'section:public',
    'general',
    'Café',
    'section:direct',
  ])
})

it('finds channels of collapsed sections', () => {
  const rows = rowsOf({ collapsed: ['public'], query: 'caf' })
  expect(rows.map(({ key }) => key)).toEqual(['section:public', 'Café'])
  expect(rows[0]).toMatchObject({ isCollapsed: false })
})
