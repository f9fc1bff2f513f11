import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aChannel, aMembership } from '../testing/builders'
import {
  activityOf,
  channelSections,
  createChannelOrder,
  isListed,
  listedChannels,
  type ChannelOrderOptions,
  type SectionedChannels,
} from './channelOrder'
import type { ChatEvent } from './event'
import { channelId } from './ids'
import { valuesOf } from './persistentMap'
import { reduce } from './reduce'
import { channelTitle, hasNews } from './selectors'
import { emptyState, type ChannelEntry, type ChatState } from './state'

interface Change {
  readonly id: number
  readonly at: number
  readonly name: number
  readonly isOpen: boolean
  readonly isGone: boolean
  readonly isFavorite: boolean
  readonly hasAlert: boolean
}

const change: fc.Arbitrary<Change> = fc.record({
  id: fc.nat(90),
  at: fc.nat(1_000),
  name: fc.nat(20),
  isOpen: fc.boolean(),
  isGone: fc.boolean(),
  isFavorite: fc.boolean(),
  hasAlert: fc.boolean(),
})
const kinds = ['public', 'private', 'direct'] as const
const compareNames = (a: string, b: string): number => Number(a) - Number(b)
const plain = {
  name: 0,
  isOpen: true,
  isGone: false,
  isFavorite: false,
  hasAlert: false,
}

function eventsOf({ id, at, name, isGone, ...fields }: Change): ChatEvent[] {
  const channel = channelId(`c${id}`)
  const kind = kinds[id % 3] ?? 'public'
  if (isGone) return [{ type: 'channelRemoved', channelId: channel }]
  return [
    {
      type: 'channelUpserted',
      channel: aChannel({ id: channel, kind, lastActivityAt: at, updatedAt: at }),
    },
    {
      type: 'membershipUpserted',
      membership: aMembership({
        channelId: channel,
        kind,
        name: String(name),
        updatedAt: at,
        ...fields,
      }),
    },
  ]
}

function expectedSection(entry: ChannelEntry, isUnreadApart: boolean): string | undefined {
  if (entry.membership?.isFavorite === true) return 'favorites'
  return isUnreadApart && hasNews(entry) ? 'unread' : entry.membership?.kind
}

function expectedOrder(
  state: ChatState,
  { isUnreadApart = false, compareNames: byName = null }: ChannelOrderOptions,
): Record<string, readonly string[]> {
  const listed = [...valuesOf(state.channels)].filter(isListed)
  const byOrder = (a: ChannelEntry, b: ChannelEntry): number =>
    byName === null ? activityOf(b) - activityOf(a) : byName(channelTitle(a), channelTitle(b))
  const ids = (section: string): readonly string[] =>
    listed
      .filter((entry) => expectedSection(entry, isUnreadApart) === section)
      .sort((a, b) => byOrder(a, b) || (a.id < b.id ? -1 : 1))
      .map((entry) => entry.id)
  return Object.fromEntries(channelSections.map((section) => [section, ids(section)]))
}

function idsOf(sections: SectionedChannels): Record<string, readonly string[]> {
  return Object.fromEntries(
    channelSections.map((section) => [
      section,
      sections[section].chunks.flat().map(({ id }) => id),
    ]),
  )
}

const options = fc.record({
  isUnreadApart: fc.boolean(),
  compareNames: fc.constantFrom(null, compareNames),
})

describe('channelOrder', () => {
  it('equals a full sort after any changes, in small steps and in large ones', () => {
    fc.assert(
      fc.property(
        options,
        fc.array(fc.array(change, { maxLength: 100 }), { maxLength: 8 }),
        (chosen, frames) => {
          const order = createChannelOrder(chosen)
          let state = emptyState
          for (const frame of frames) {
            state = frame.flatMap(eventsOf).reduce(reduce, state)
            const sections = order(state)
            expect(idsOf(sections)).toEqual(expectedOrder(state, chosen))
            const known = new Set(valuesOf(state.channels))
            for (const section of channelSections) {
              for (const entry of sections[section].chunks.flat()) expect(known).toContain(entry)
            }
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  it('R7 what is read in the section of the unread stays there until it is left', () => {
    const order = createChannelOrder({ isUnreadApart: true })
    const events = eventsOf({ ...plain, id: 0, at: 1, hasAlert: true })
    const unread = [...events, ...eventsOf({ ...plain, id: 3, at: 2 })].reduce(reduce, emptyState)
    const sections = order(unread)
    expect(idsOf(sections)).toMatchObject({ unread: ['c0'], public: ['c3'] })
    const opened = { ...unread, currentId: channelId('c0') }
    expect(order(opened)).toBe(sections)
    const read = eventsOf({ ...plain, id: 0, at: 9 }).reduce(reduce, opened)
    expect(idsOf(order(read))).toMatchObject({ unread: ['c0'], public: ['c3'] })
    expect(idsOf(order({ ...read, currentId: null }))).toMatchObject({
      unread: [],
      public: ['c0', 'c3'],
    })
  })

  it('gives the same lists back while their channels stay the same', () => {
    const order = createChannelOrder()
    const state = [0, 1, 2]
      .flatMap((id) => eventsOf({ ...plain, id, at: id }))
      .reduce(reduce, emptyState)
    const before = order(state)
    expect(order(state)).toBe(before)
    const after = order(eventsOf({ ...plain, id: 2, at: 9 }).reduce(reduce, state))
    expect(after.public).toBe(before.public)
    expect(after.direct).not.toBe(before.direct)
  })

  it.each([100, 1_000, 10_000])('touches no more chunks for one of %i channels', (count) => {
    const order = createChannelOrder()
    const ids = Array.from({ length: count }, (_, index) => index)
    let state = ids.flatMap((id) => eventsOf({ ...plain, id, at: id })).reduce(reduce, emptyState)
    let before = order(state)
    for (let turn = 0; turn < 200; turn += 1) {
      const id = (turn * 37) % count
      state = eventsOf({ ...plain, id, at: count + turn }).reduce(reduce, state)
      const after = order(state)
      const known = new Set(channelSections.flatMap((section) => before[section].chunks))
      const chunks = channelSections.flatMap((section) => after[section].chunks)
      expect(chunks.filter((chunk) => !known.has(chunk)).length).toBeLessThanOrEqual(3)
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(64)
      before = after
    }
    expect(listedChannels(before)).toHaveLength(count)
  })
})
