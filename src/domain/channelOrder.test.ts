import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aChannel, aMembership } from '../testing/builders'
import { activityOf, channelSections, createChannelOrder, isListed } from './channelOrder'
import type { ChatEvent } from './event'
import { channelId } from './ids'
import { valuesOf } from './persistentMap'
import { reduce } from './reduce'
import { emptyState, type ChatState } from './state'

const change = fc.record({
  id: fc.nat(90),
  at: fc.nat(1_000),
  isOpen: fc.boolean(),
  isGone: fc.boolean(),
})
const kinds = ['public', 'private', 'direct'] as const

function eventsOf({
  id,
  at,
  isOpen,
  isGone,
}: {
  id: number
  at: number
  isOpen: boolean
  isGone: boolean
}): ChatEvent[] {
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
      membership: aMembership({ channelId: channel, kind, isOpen, updatedAt: at }),
    },
  ]
}

function expectedOrder(state: ChatState): Record<string, readonly string[]> {
  const listed = [...valuesOf(state.channels)].filter(isListed)
  const ids = (section: string): readonly string[] =>
    listed
      .filter((entry) => entry.membership?.kind === section)
      .sort((a, b) => activityOf(b) - activityOf(a) || (a.id < b.id ? -1 : 1))
      .map((entry) => entry.id)
  return Object.fromEntries(channelSections.map((section) => [section, ids(section)]))
}

describe('channelOrder', () => {
  it('equals a full sort after any changes, in small steps and in large ones', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 100 }), { maxLength: 8 }), (frames) => {
        const order = createChannelOrder()
        let state = emptyState
        for (const frame of frames) {
          state = frame.flatMap(eventsOf).reduce(reduce, state)
          const sections = order(state)
          const ids = Object.fromEntries(
            channelSections.map((section) => [section, sections[section].map((entry) => entry.id)]),
          )
          expect(ids).toEqual(expectedOrder(state))
          for (const section of channelSections) {
            for (const entry of sections[section])
              expect([...valuesOf(state.channels)]).toContain(entry)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same arrays back while their channels stay the same', () => {
    const order = createChannelOrder()
    const state = [0, 1, 2]
      .flatMap((id) => eventsOf({ id, at: id, isOpen: true, isGone: false }))
      .reduce(reduce, emptyState)
    const before = order(state)
    expect(order(state)).toBe(before)
    const after = order(
      eventsOf({ id: 2, at: 9, isOpen: true, isGone: false }).reduce(reduce, state),
    )
    expect(after.public).toBe(before.public)
    expect(after.direct).not.toBe(before.direct)
  })
})
