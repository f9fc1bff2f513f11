import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aChannel, aMembership, aMessage, ann, bob } from '../testing/builders'
import { defaultServerFacts, noCapabilities } from './capabilities'
import type { ChatEvent, HistoryPart, View } from './event'
import { channelId } from './ids'
import type { Message } from './message'
import { comparePositions, sliceMessages, type Position } from './messageSequence'
import { gapsOf, isCovered } from './ranges'
import { getIn } from './persistentMap'
import { reduce } from './reduce'
import { timelineOf } from './selectors'
import { emptyState, type ChatState, type Timeline } from './state'

const c1 = channelId('c1')
const pageSize = 5

/** A server with one channel, and a client that sees parts of it. */
interface Rig {
  readonly server: Message[]
  state: ChatState
  lastTime: number
}

function newRig(count: number): Rig {
  const start: ChatEvent[] = [
    { type: 'signedIn', me: ann, facts: defaultServerFacts, capabilities: noCapabilities },
    { type: 'channelUpserted', channel: aChannel() },
    { type: 'membershipUpserted', membership: aMembership() },
    { type: 'channelEntered', channelId: c1 },
    { type: 'historyRequested', channelId: c1, gap: null },
  ]
  const server = Array.from({ length: count }, (_, index) => written(index + 1))
  return { server, state: start.reduce(reduce, emptyState), lastTime: count }
}

function written(time: number): Message {
  return aMessage({ createdAt: time, author: bob, text: `text ${time}` })
}

function tell(rig: Rig, event: ChatEvent): void {
  rig.state = reduce(rig.state, event)
}

function timeline({ state }: Rig): Timeline {
  return timelineOf(state, c1)
}

function shown(rig: Rig): readonly Message[] {
  const { sequence } = timeline(rig)
  return sliceMessages(sequence, 0, sequence.length)
}

function edge(time: number): Position {
  return { id: '' as Message['id'], createdAt: time }
}

function older({ server }: Rig, before: Position | null): HistoryPart {
  const all = server.filter((one) => before === null || comparePositions(one, before) < 0)
  const messages = all.slice(-pageSize)
  const from = all.length <= pageSize ? null : (messages[0] ?? null)
  return { messages, covers: { from, to: before } }
}

function newer({ server }: Rig, after: Position): HistoryPart {
  const all = server.filter((one) => comparePositions(one, after) > 0)
  const messages = all.slice(0, pageSize)
  const to = all.length <= pageSize ? null : (messages.at(-1) ?? null)
  return { messages, covers: { from: after, to } }
}

function load(rig: Rig, ...parts: HistoryPart[]): void {
  tell(rig, { type: 'historyLoaded', channelId: c1, parts })
}

function around(rig: Rig, time: number): void {
  const [before, after] = [older(rig, edge(time)), newer(rig, edge(time))]
  const covers = { from: before.covers.from, to: after.covers.to }
  load(rig, { messages: [...before.messages, ...after.messages], covers })
}

type Step = (rig: Rig) => void

/** A share of what there is, so that a shrunk schedule keeps its meaning. */
const share = fc.double({ min: 0, max: 0.999, noNaN: true })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>((rig) => {
    load(rig, older(rig, null))
  }),
  share.map<Step>((part) => (rig) => {
    around(rig, Math.ceil(part * rig.lastTime))
  }),
  fc.tuple(share, fc.boolean()).map<Step>(([part, fromBelow]) => (rig) => {
    const gaps = gapsOf(timeline(rig).ranges)
    const gap = gaps[Math.floor(part * gaps.length)]
    if (gap === undefined) return
    const isFromAbove = gap.after !== null && !fromBelow
    load(rig, isFromAbove ? newer(rig, gap.after) : older(rig, gap.before))
  }),
  fc.constant<Step>((rig) => {
    rig.lastTime += 1
    const message = written(rig.lastTime)
    rig.server.push(message)
    tell(rig, { type: 'messageUpserted', message })
  }),
  share.map<Step>((part) => (rig) => {
    const index = Math.floor(part * rig.server.length)
    const known = rig.server[index]
    if (known === undefined) return
    const message = { ...known, text: `${known.text}!`, updatedAt: known.updatedAt + 1 }
    rig.server[index] = message
    tell(rig, { type: 'messageUpserted', message })
  }),
  share.map<Step>((part) => (rig) => {
    const [gone] = rig.server.splice(Math.floor(part * rig.server.length), 1)
    if (gone !== undefined) tell(rig, { type: 'messageRemoved', channelId: c1, messageId: gone.id })
  }),
  fc.tuple(share, fc.boolean()).map<Step>(([part, isReading]) => (rig) => {
    const messages = shown(rig)
    const first = messages[Math.floor(part * messages.length)]
    const view: View | null =
      isReading && first !== undefined ? { first, last: messages.at(-1) ?? first } : null
    tell(rig, { type: 'historyTrimmed', channelId: c1, view })
  }),
)

/** What is shown is what the server has within the known stretches, and all of that. */
function check(rig: Rig): void {
  const { ranges, isLoaded } = timeline(rig)
  if (!isLoaded) return
  const expected = rig.server.filter((one) => isCovered(ranges, one))
  expect(shown(rig).map(({ id, text }) => `${id} ${text}`)).toEqual(
    expected.map(({ id, text }) => `${id} ${text}`),
  )
}

describe('a timeline with gaps', () => {
  it('C4 has no silent hole: pages, arrivals, edits and deletions in any order', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.array(step, { maxLength: 40 }), (count, steps) => {
        const rig = newRig(count)
        for (const run of steps) {
          run(rig)
          check(rig)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('C4 joins up once every gap has been filled, from whichever side', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.array(step, { maxLength: 20 }),
        fc.boolean(),
        (count, steps, up) => {
          const rig = newRig(count)
          load(rig, older(rig, null))
          for (const run of steps) run(rig)
          for (let gaps = gapsOf(timeline(rig).ranges); gaps.length > 0;) {
            const gap = gaps.at(-1) ?? { after: null, before: edge(0) }
            load(rig, up && gap.after !== null ? newer(rig, gap.after) : older(rig, gap.before))
            gaps = gapsOf(timeline(rig).ranges)
          }
          expect(shown(rig)).toHaveLength(rig.server.length)
          expect(timeline(rig)).toMatchObject({ isLoaded: true, isStartReached: true })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is bounded: what is far from the view and from the newest messages goes', () => {
    const rig = newRig(5_000)
    load(rig, { messages: rig.server, covers: { from: null, to: null } })
    const first = rig.server[1_000] ?? written(0)
    const last = rig.server[1_030] ?? written(0)
    tell(rig, { type: 'historyTrimmed', channelId: c1, view: { first, last } })
    expect(shown(rig)).toHaveLength(300 + 30 + 300 + 100)
    expect(gapsOf(timeline(rig).ranges)).toHaveLength(2)
    check(rig)
    tell(rig, { type: 'historyTrimmed', channelId: c1, view: null })
    expect(shown(rig)).toHaveLength(600)
    expect(timeline(rig)).toMatchObject({ isLoaded: true, isStartReached: false })
  })

  it('R2 what is forgotten far from the end is not kept as unread one by one', () => {
    const rig = newRig(0)
    load(rig, { messages: [], covers: { from: null, to: null } })
    for (let time = 1; time <= 1_500; time += 1) {
      tell(rig, { type: 'messageUpserted', message: written(time) })
    }
    const before = getIn(rig.state.channels, c1)
    tell(rig, { type: 'historyTrimmed', channelId: c1, view: null })
    const after = getIn(rig.state.channels, c1)
    expect(after?.unread).toEqual(before?.unread)
    expect(before?.unread.hasAlert).toBe(true)
    expect(after?.reading.pending.byId.size).toBe(600)
  })

  it('C4 replaces what is not to be trusted, and keeps what was deleted out of it', () => {
    const rig = newRig(40)
    load(rig, { messages: rig.server, covers: { from: null, to: null } })
    const gone = rig.server[38] ?? written(0)
    tell(rig, { type: 'messageRemoved', channelId: c1, messageId: gone.id })
    const part = older(rig, null)
    tell(rig, { type: 'historyReplaced', channelId: c1, parts: [part] })
    rig.server.splice(38, 1)
    expect(shown(rig)).toHaveLength(pageSize - 1)
    check(rig)
  })
})
