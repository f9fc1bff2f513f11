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
  public: [entry('general', 2), entry('Café', 1, 1)],
  private: [],
  direct: [entry('李伟')],
}
const keysOf = (query: string) => buildChannelRows(sections, query).map(({ key }) => key)

it('puts the sections one below the other and leaves out an empty one', () => {
  expect(keysOf('')).toEqual(['section:public', 'general', 'Café', 'section:direct', '李伟'])
})

it('sums what is unread in a section, also of channels that are filtered out', () => {
  expect(buildChannelRows(sections, 'gen')[0]).toMatchObject({ unread: 3, hasMentions: true })
})

it('finds names without regard to capitals and accents', () => {
  expect(keysOf('CAFE')).toEqual(['section:public', 'Café'])
  expect(keysOf('李')).toEqual(['section:direct', '李伟'])
  expect(keysOf('nothing')).toEqual([])
})

it('moves by channels, not by section heads', () => {
  const rows = buildChannelRows(sections, '')
  expect(stepTarget(rows, -1, 'ArrowDown')).toBe(1)
  expect(stepTarget(rows, 2, 'ArrowDown')).toBe(4)
  expect(stepTarget(rows, 4, 'ArrowUp')).toBe(2)
  expect(stepTarget(rows, 1, 'ArrowUp')).toBe('above')
  expect(stepTarget(rows, 4, 'ArrowDown')).toBeNull()
  expect(stepTarget(rows, 2, 'End')).toBe(4)
  expect(stepTarget(rows, 4, 'Home')).toBe(1)
  expect(stepTarget(rows, 4, 'a')).toBeNull()
})
