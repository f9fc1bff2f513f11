import { describe, expect, it } from 'vitest'
import { loadEmojiCatalogue } from '../../composables/emojiCatalogue'
import {
  channelId,
  emptyState,
  reduce,
  valuesOf,
  type ChannelEntry,
  type Findings,
} from '../../domain'
import { aChannel, aMembership, aUser } from '../../testing/builders'
import {
  channelRows,
  commandRows,
  emojiRows,
  mostRows,
  personRows,
  writtenBy,
} from './completionRows'

const keysOf = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key)
const nobody = { near: [], found: [], hasGroups: false }

function entriesOf(...slugs: readonly string[]): readonly ChannelEntry[] {
  let state = emptyState
  for (const slug of slugs) {
    const id = channelId(slug === '' ? 'direct' : slug)
    const kind = slug === '' ? 'direct' : 'public'
    const channel = aChannel({ id, kind, name: slug, slug })
    state = reduce(state, { type: 'channelUpserted', channel })
    const membership = aMembership({ channelId: id, kind, name: slug })
    state = reduce(state, { type: 'membershipUpserted', membership })
  }
  return [...valuesOf(state.channels)]
}

describe('K2 people', () => {
  const [ann, bob, lin] = [aUser('ann', 'Ann'), aUser('bob', 'Bob'), aUser('lin', '林小兰')]

  it('near come first in their order, then everybody at once, then whom the server found', () => {
    const rows = personRows('', { near: [bob, ann], found: [lin], hasGroups: true })
    expect(keysOf(rows)).toEqual([
      'person:bob',
      'person:ann',
      'group:all',
      'group:here',
      'person:lin',
    ])
  })

  it('are found by name and username, without accents, and each once', () => {
    const rows = personRows('AN', {
      ...nobody,
      near: [bob, ann],
      found: [ann, aUser('bär', 'Änne')],
    })
    expect(keysOf(rows)).toEqual(['person:ann', 'person:bär'])
    expect(keysOf(personRows('小', { ...nobody, near: [ann, lin] }))).toEqual(['person:lin'])
  })

  it('without a username cannot be addressed', () => {
    expect(personRows('', { ...nobody, near: [aUser('', 'Former')] })).toEqual([])
  })

  it('leave room for everybody at once, and are few', () => {
    const near = Array.from({ length: 40 }, (_, index) => aUser(`u${String(index)}`))
    const rows = personRows('', { near, found: [], hasGroups: true })
    expect(rows).toHaveLength(mostRows)
    expect(keysOf(rows).slice(-2)).toEqual(['group:all', 'group:here'])
  })
})

describe('K2 channels', () => {
  const found: Findings['channels'] = [
    { id: channelId('general'), kind: 'public', name: 'general', slug: 'general' },
    { id: channelId('g2'), kind: 'public', name: 'Gen Z', slug: 'gen-z' },
    { id: channelId('other'), kind: 'public', name: 'other', slug: 'other' },
  ]

  it('are my own ones first, without the direct ones, then what the server found and fits', () => {
    const rows = channelRows('gen', entriesOf('', 'agenda', 'general'), found)
    expect(keysOf(rows)).toEqual(['channel:general', 'channel:agenda', 'channel:g2'])
    expect(rows.map(writtenBy)).toEqual(['#general ', '#agenda ', '#gen-z '])
  })
})

it('K2 emoji that were picked lately come first, with the skin tone', async () => {
  const catalogue = await loadEmojiCatalogue('en')
  const none = { recent: [], tone: 0 }
  expect(keysOf(emojiRows('he', catalogue, none))[0]).toBe('emoji:herb')
  const rows = emojiRows('he', catalogue, { ...none, recent: ['heart', 'rocket'] })
  expect(keysOf(rows).slice(0, 2)).toEqual(['emoji:heart', 'emoji:herb'])
  expect(rows).toHaveLength(mostRows)
  const [toned] = emojiRows('thumbsup', catalogue, { ...none, tone: 4 })
  expect(toned === undefined ? '' : writtenBy(toned)).toBe('👍🏾 ')
})

it('K2 commands that begin with the text come first', () => {
  const commands = ['topic', 'invite', 'stop'].map((name) => ({
    name,
    params: '',
    description: '',
  }))
  expect(keysOf(commandRows('to', commands))).toEqual(['command:topic', 'command:stop'])
  expect(keysOf(commandRows('', commands))).toHaveLength(3)
  expect(commandRows('', [])).toEqual([])
})
