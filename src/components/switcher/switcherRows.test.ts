import { describe, expect, it } from 'vitest'
import { channelId, emptyState, reduce, valuesOf, type ChannelEntry } from '../../domain'
import { aChannel, aMembership, ann, aUser, bob } from '../../testing/builders'
import { neighbourOf } from './neighbour'
import { foundRows, mostOwnRows, ownRows } from './switcherRows'

interface Told {
  readonly name: string
  readonly at?: number
  readonly unread?: number
  readonly direct?: readonly string[]
}

/** Entries as the state has them, in the order told. */
function entriesOf(...told: readonly Told[]): readonly ChannelEntry[] {
  let state = emptyState
  for (const { name, at = 0, unread = 0, direct = [] } of told) {
    const id = channelId(name)
    const kind = direct.length > 0 ? 'direct' : 'public'
    const channel = aChannel({ id, kind, name, directUsernames: direct, lastActivityAt: at })
    state = reduce(state, { type: 'channelUpserted', channel })
    const membership = aMembership({ channelId: id, kind, name, unread, hasAlert: unread > 0 })
    state = reduce(state, { type: 'membershipUpserted', membership })
  }
  const all = [...valuesOf(state.channels)]
  return told.flatMap(({ name }) => all.filter(({ id }) => id === name))
}

const idsOf = (rows: ReturnType<typeof ownRows>) => rows.map(({ key }) => key)

describe('own rows', () => {
  it('put a name that begins with the text first, then words, then the rest; the latest first', () => {
    const entries = entriesOf(
      { name: 'xdev' },
      { name: 'web dev', at: 1 },
      { name: 'devops', at: 1 },
      { name: 'design', at: 9 },
      { name: 'dev', at: 2 },
    )
    expect(idsOf(ownRows(entries, 'DEV ', null))).toEqual(['dev', 'devops', 'web dev', 'xdev'])
  })

  it('find without accents, and by the username of a person', () => {
    const entries = entriesOf({ name: 'Équipe' }, { name: 'Bob Marsh', direct: ['ann', 'bmarsh'] })
    expect(idsOf(ownRows(entries, 'equi', null))).toEqual(['Équipe'])
    expect(idsOf(ownRows(entries, 'bmar', null))).toEqual(['Bob Marsh'])
    expect(idsOf(ownRows(entriesOf({ name: '产品设计' }), '设计', null))).toEqual(['产品设计'])
  })

  it('without a text are the unread ones, then the latest, without the open one', () => {
    const entries = entriesOf(
      { name: 'old', at: 1 },
      { name: 'new', at: 9 },
      { name: 'unread', at: 2, unread: 3 },
      { name: 'open', at: 10 },
    )
    expect(idsOf(ownRows(entries, '', channelId('open')))).toEqual(['unread', 'new', 'old'])
  })

  it('are few, however many there are', () => {
    const entries = entriesOf(
      ...Array.from({ length: 40 }, (_, at) => ({ name: `team ${at}`, at })),
    )
    expect(ownRows(entries, 'team', null)).toHaveLength(mostOwnRows)
  })
})

describe('found rows', () => {
  it('leave out me, people with a direct channel of ours, and my channels', () => {
    const entries = entriesOf({ name: 'general' }, { name: 'Bob', direct: ['ann', 'bob'] })
    const carl = aUser('carl')
    const channels = ['general', 'elsewhere'].map((name) => ({
      id: channelId(name),
      kind: 'public' as const,
      name,
      slug: name,
    }))
    const rows = foundRows({ people: [ann, bob, carl], channels }, entries, 'ann')
    expect(rows.map(({ key }) => key)).toEqual([`person:${carl.id}`, 'found:elsewhere'])
  })
})

describe('K3 the neighbour of a channel', () => {
  const entries = entriesOf({ name: 'a' }, { name: 'b', unread: 1 }, { name: 'c' })
  const from = (id: string | null, step: 1 | -1, isUnread = false) =>
    neighbourOf(entries, id === null ? null : channelId(id), { step, isUnread })

  it('is the next one of the list, round its ends', () => {
    expect([from('a', 1), from('c', 1), from('a', -1)]).toEqual(['b', 'a', 'c'])
    expect([from(null, 1), from(null, -1)]).toEqual(['a', 'c'])
  })

  it('with Shift is the next unread one, or none', () => {
    expect([from('a', 1, true), from('a', -1, true), from('b', 1, true)]).toEqual(['b', 'b', null])
    expect(neighbourOf([], null, { step: 1, isUnread: false })).toBeNull()
  })
})
