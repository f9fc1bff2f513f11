import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aChannel,
  aMembership,
  aMessage,
  ann,
  aUser,
  bob,
  newestPage,
  wholeHistory,
  aPendingMessage,
} from '../testing/builders'
import { defaultServerFacts, noCapabilities } from './capabilities'
import type { ChatEvent } from './event'
import { channelId, messageId } from './ids'
import type { Message } from './message'
import { entriesOf, getIn } from './persistentMap'
import { reduce } from './reduce'
import { channelEntry, hostBadge, pendingOf, timelineOf } from './selectors'
import { emptyState, type ChatState, type UnreadSummary } from './state'

const c1 = channelId('c1')
const signedIn: ChatEvent = {
  type: 'signedIn',
  me: ann,
  facts: defaultServerFacts,
  capabilities: noCapabilities,
}

function fold(events: readonly ChatEvent[], from: ChatState = emptyState): ChatState {
  return events.reduce(reduce, from)
}

/** A direct channel that is watched and loaded, read up to `readAt`. */
function opened(readAt = 0, messages: readonly Message[] = []): ChatState {
  return fold([
    signedIn,
    { type: 'channelUpserted', channel: aChannel({ kind: 'direct', lastActivityAt: readAt }) },
    {
      type: 'membershipUpserted',
      membership: aMembership({ kind: 'direct', readMarkerAt: readAt, updatedAt: readAt }),
    },
    { type: 'channelEntered', channelId: c1 },
    { type: 'historyRequested', channelId: c1, gap: null },
    { type: 'historyLoaded', channelId: c1, parts: [wholeHistory(messages)] },
  ])
}

function unreadOf(state: ChatState): UnreadSummary | undefined {
  return channelEntry(state, c1)?.unread
}

function upserted(fields: Partial<Message>): ChatEvent {
  return { type: 'messageUpserted', message: aMessage(fields) }
}

function record(fields: Parameters<typeof aMembership>[0]): ChatEvent {
  return { type: 'membershipUpserted', membership: aMembership({ kind: 'direct', ...fields }) }
}

describe('counting (R1, R2)', () => {
  it('R1 counts a new message of somebody else once', () => {
    const state = fold([upserted({ createdAt: 10 }), upserted({ createdAt: 10 })], opened(5))
    expect(unreadOf(state)).toEqual({ count: 1, mentions: 0, hasAlert: true })
    expect(state.totals.total).toBe(1)
  })

  it.each<[string, Partial<Message>]>([
    ['an own message', { author: ann }],
    ['a system message', { system: { kind: 'joined', detail: '', role: null } }],
    ['a deleted message', { isDeleted: true }],
    ['a thread-only message', { isInTimeline: false }],
    ['a message at or before the marker', { createdAt: 5 }],
  ])('R1 does not count %s', (_name, fields) => {
    const state = reduce(opened(5), upserted({ createdAt: 10, ...fields }))
    expect(unreadOf(state)?.count).toBe(0)
  })

  it('R1 does not count a message of an ignored author', () => {
    const ignoring = record({ ignoredUserIds: [bob.id], readMarkerAt: 5, updatedAt: 6 })
    expect(unreadOf(fold([ignoring, upserted({ createdAt: 10 })], opened(5)))?.count).toBe(0)
  })

  it('R1, R8 a change of a message in a gap raises no counter', () => {
    const messages = Array.from({ length: 3 }, (_, index) => aMessage({ createdAt: 100 + index }))
    const around = [aMessage({ createdAt: 6 }), aMessage({ createdAt: 7 })]
    const [first, last] = around
    const covers = { from: null, to: last ?? null }
    const before = fold([
      signedIn,
      { type: 'channelUpserted', channel: aChannel({ kind: 'direct', lastActivityAt: 102 }) },
      record({ readMarkerAt: 5, unread: 60, hasAlert: true, updatedAt: 102 }),
      { type: 'channelEntered', channelId: c1 },
      { type: 'historyRequested', channelId: c1, gap: null },
      {
        type: 'historyLoaded',
        channelId: c1,
        parts: [newestPage(messages), { messages: around, covers }],
      },
    ])
    expect(channelEntry(before, c1)?.reading.divider).toMatchObject({
      beforeId: first?.id,
      count: 60,
    })
    const changed = fold(
      [upserted({ createdAt: 50, updatedAt: 110 }), upserted({ createdAt: 50, updatedAt: 111 })],
      before,
    )
    expect(channelEntry(changed, c1)?.reading.divider?.count).toBe(60)
    expect(unreadOf(changed)).toEqual(unreadOf(before))
  })

  it('the marker is monotone: an older wish to mark read does not move it back', () => {
    const messages = [10, 20, 30].map((createdAt) => aMessage({ createdAt }))
    const [first, second] = messages
    if (first === undefined || second === undefined) throw new Error('no messages')
    const state = fold(
      [
        { type: 'readUpTo', channelId: c1, position: second },
        { type: 'markedRead', channelId: c1, position: first },
      ],
      opened(5, messages),
    )
    expect(channelEntry(state, c1)?.reading.marker?.createdAt).toBe(20)
    expect(unreadOf(state)?.count).toBe(1)
  })

  it('R1 an edit, a reaction or a pin changes the content and no counter', () => {
    const read = fold(
      [upserted({ createdAt: 10 }), record({ readMarkerAt: 11, updatedAt: 11 })],
      opened(5),
    )
    const edited = reduce(read, upserted({ createdAt: 10, updatedAt: 20, editedAt: 20, text: 'b' }))
    expect(unreadOf(edited)?.count).toBe(0)
    expect(timelineOf(edited, c1).sequence.chunks[0]?.[0]?.text).toBe('b')
  })

  it('R2 a record of the server replaces the number and what it covers', () => {
    const state = fold(
      [
        upserted({ createdAt: 10 }),
        record({ unread: 1, hasAlert: true, readMarkerAt: 5, updatedAt: 10 }),
      ],
      opened(5),
    )
    expect(unreadOf(state)?.count).toBe(1)
  })

  it('R2 message and record in either order end in the same state', () => {
    const message = upserted({ createdAt: 10 })
    const counted = record({ unread: 1, hasAlert: true, readMarkerAt: 5, updatedAt: 11 })
    const one = fold([message, counted], opened(5))
    const other = fold([counted, message], opened(5))
    expect(unreadOf(one)).toEqual(unreadOf(other))
    expect(one.totals).toEqual(other.totals)
  })

  it('R2 an older record changes nothing', () => {
    const state = reduce(opened(5), record({ unread: 1, readMarkerAt: 5, updatedAt: 9 }))
    expect(reduce(state, record({ unread: 7, readMarkerAt: 5, updatedAt: 8 }))).toBe(state)
  })

  it('R2 a channel that counts mentions only is bold without a number', () => {
    const channel = fold(
      [
        { type: 'channelUpserted', channel: aChannel({ updatedAt: 1 }) },
        { type: 'membershipUpserted', membership: aMembership({ updatedAt: 6, readMarkerAt: 5 }) },
        upserted({ createdAt: 10 }),
      ],
      opened(5),
    )
    expect(unreadOf(channel)).toEqual({ count: 0, mentions: 0, hasAlert: true })
    const mentioned = reduce(channel, upserted({ createdAt: 12, mentions: [ann.id] }))
    expect(unreadOf(mentioned)).toEqual({ count: 1, mentions: 1, hasAlert: true })
  })
})

describe('reading (R4 to R7)', () => {
  const position = { id: messageId('m10'), createdAt: 10 }

  it('R4 the marker moves to what was rendered, and never backwards', () => {
    const state = fold(
      [upserted({ createdAt: 10 }), { type: 'readUpTo', channelId: c1, position }],
      opened(5),
    )
    expect(unreadOf(state)).toEqual({ count: 0, mentions: 0, hasAlert: false })
    const back = { id: messageId('m7'), createdAt: 7 }
    expect(reduce(state, { type: 'readUpTo', channelId: c1, position: back })).toBe(state)
  })

  it('R4 a record from before the reading does not make it unread again', () => {
    const state = fold(
      [
        upserted({ createdAt: 10 }),
        { type: 'readUpTo', channelId: c1, position },
        record({ unread: 1, hasAlert: true, readMarkerAt: 5, updatedAt: 11 }),
      ],
      opened(5),
    )
    expect(unreadOf(state)).toEqual({ count: 0, mentions: 0, hasAlert: false })
  })

  it('R5 what the server marked read but was not rendered here stays unread', () => {
    const state = fold(
      [
        upserted({ createdAt: 10 }),
        { type: 'readUpTo', channelId: c1, position },
        { type: 'readingTold', channelId: c1, position },
        upserted({ createdAt: 12 }),
        record({ unread: 1, hasAlert: true, readMarkerAt: 5, updatedAt: 13 }),
        record({ unread: 0, readMarkerAt: 20, updatedAt: 20 }),
        record({ unread: 0, readMarkerAt: 20, updatedAt: 25, isFavorite: true }),
      ],
      opened(5),
    )
    expect(unreadOf(state)?.count).toBe(1)
    const position12 = { id: messageId('m12'), createdAt: 12 }
    const read = reduce(state, { type: 'readUpTo', channelId: c1, position: position12 })
    expect(unreadOf(read)?.count).toBe(0)
  })

  it('R5 a reading whose answer was lost does not take what another device read for swallowed', () => {
    const unclear = fold(
      [
        upserted({ createdAt: 10 }),
        { type: 'readUpTo', channelId: c1, position },
        { type: 'readingTold', channelId: c1, position },
        upserted({ createdAt: 12 }),
        { type: 'readingUnclear', channelId: c1 },
        upserted({ createdAt: 30 }),
        record({ unread: 0, readMarkerAt: 40, updatedAt: 40 }),
      ],
      opened(5),
    )
    expect(unreadOf(unclear)?.count).toBe(1)
    const pending = channelEntry(unclear, c1)?.reading.pending.byId
    expect(pending && getIn(pending, messageId('m12'))?.isHeld).toBe(true)
  })

  it('R5 a record of another device settles nothing that was not asked for', () => {
    const state = fold(
      [
        upserted({ createdAt: 10 }),
        { type: 'readUpTo', channelId: c1, position },
        { type: 'readingTold', channelId: c1, position },
        { type: 'readingRefused', channelId: c1 },
        upserted({ createdAt: 12 }),
        record({ unread: 0, readMarkerAt: 40, updatedAt: 40 }),
      ],
      opened(5),
    )
    expect(unreadOf(state)?.count).toBe(0)
  })

  it('R7 what is dismissed shows again as soon as something newer comes', () => {
    const upTo = new Map([[c1, { id: messageId('m10'), createdAt: 10 }]])
    const state = fold([upserted({ createdAt: 10 }), { type: 'unreadDismissed', upTo }], opened(5))
    expect(unreadOf(state)).toEqual({ count: 0, mentions: 0, hasAlert: false })
    expect(unreadOf(reduce(state, upserted({ createdAt: 11 })))?.count).toBe(2)
  })

  it('R6 an own message from any device moves the marker to itself', () => {
    const state = fold(
      [upserted({ createdAt: 10 }), upserted({ createdAt: 11, author: ann })],
      opened(5),
    )
    expect(unreadOf(state)?.count).toBe(0)
  })

  it('R7 a mark set by hand survives an own message and ends on leaving', () => {
    const messages = [aMessage({ createdAt: 3 }), aMessage({ createdAt: 10 })]
    const marked = fold(
      [
        { type: 'markedUnread', channelId: c1, before: position },
        record({ hasAlert: true, readMarkerAt: 9, updatedAt: 30 }),
        upserted({ createdAt: 31, author: ann }),
      ],
      opened(20, messages),
    )
    expect(unreadOf(marked)?.hasAlert).toBe(true)
    const ignored = reduce(marked, {
      type: 'readUpTo',
      channelId: c1,
      position: { id: messageId('m31'), createdAt: 31 },
    })
    expect(ignored).toBe(marked)
    const left = reduce(marked, { type: 'channelEntered', channelId: null })
    expect(channelEntry(left, c1)?.reading.isManuallyUnread).toBe(false)
  })

  it('R14 a higher marker from elsewhere clears what was pending here', () => {
    const state = fold(
      [upserted({ createdAt: 10 }), record({ readMarkerAt: 15, updatedAt: 15 })],
      opened(5),
    )
    expect(unreadOf(state)?.count).toBe(0)
  })
})

describe('divider (R8)', () => {
  const unreadHistory = [
    aMessage({ createdAt: 3 }),
    aMessage({ createdAt: 10 }),
    aMessage({ createdAt: 12 }),
  ]

  function enterUnread(): ChatState {
    return fold([
      signedIn,
      { type: 'channelUpserted', channel: aChannel({ lastActivityAt: 12 }) },
      {
        type: 'membershipUpserted',
        membership: aMembership({ readMarkerAt: 5, updatedAt: 13, unread: 2, hasAlert: true }),
      },
      { type: 'channelEntered', channelId: c1 },
      { type: 'attentionChanged', isAttended: true },
      { type: 'historyRequested', channelId: c1, gap: null },
      {
        type: 'historyLoaded',
        channelId: c1,
        parts: [wholeHistory(unreadHistory)],
      },
    ])
  }

  function dividerOf(state: ChatState): string | undefined {
    return channelEntry(state, c1)?.reading.divider?.beforeId
  }

  it('R6 R8 stands before nothing that I have answered, whatever device I wrote from', () => {
    const answered = fold([
      signedIn,
      { type: 'channelUpserted', channel: aChannel({ lastActivityAt: 12 }) },
      {
        type: 'membershipUpserted',
        membership: aMembership({ readMarkerAt: 5, updatedAt: 13, unread: 1, hasAlert: true }),
      },
      { type: 'channelEntered', channelId: c1 },
      {
        type: 'historyLoaded',
        channelId: c1,
        parts: [
          wholeHistory([aMessage({ createdAt: 10 }), aMessage({ createdAt: 12, author: ann })]),
        ],
      },
    ])
    expect(dividerOf(answered)).toBeUndefined()
  })

  it('R8 stands before the first counted message after the marker on entering', () => {
    expect(channelEntry(enterUnread(), c1)?.reading.divider).toEqual({
      beforeId: 'm10',
      count: 2,
      isWhole: true,
      since: 10,
    })
  })

  it('R8 does not move or vanish while attended, also when everything is read', () => {
    const state = fold(
      [
        { type: 'readUpTo', channelId: c1, position: { id: messageId('m12'), createdAt: 12 } },
        upserted({ createdAt: 14 }),
      ],
      enterUnread(),
    )
    expect(dividerOf(state)).toBe('m10')
  })

  it.each<[string, ChatEvent]>([
    ['on channel change', { type: 'channelEntered', channelId: null }],
    [
      'on mark-read',
      { type: 'markedRead', channelId: c1, position: { id: messageId('m12'), createdAt: 12 } },
    ],
    ['when I send', upserted({ createdAt: 20, author: ann })],
  ])('R8 is removed %s', (_name, event) => {
    expect(dividerOf(reduce(enterUnread(), event))).toBeUndefined()
  })

  it('R8 is captured before the first message that comes after attention was lost', () => {
    const attended = reduce(opened(5), { type: 'attentionChanged', isAttended: true })
    const whileAttended = reduce(attended, upserted({ createdAt: 10 }))
    expect(dividerOf(whileAttended)).toBeUndefined()
    const read = reduce(whileAttended, {
      type: 'readUpTo',
      channelId: c1,
      position: { id: messageId('m10'), createdAt: 10 },
    })
    const away = fold(
      [
        { type: 'attentionChanged', isAttended: false },
        upserted({ createdAt: 20, author: ann, isInTimeline: false }),
        upserted({ createdAt: 21 }),
        upserted({ createdAt: 22 }),
      ],
      read,
    )
    expect(channelEntry(away, c1)?.reading.divider).toEqual({
      beforeId: 'm21',
      count: 2,
      isWhole: true,
      since: 21,
    })
  })
})

describe('R8 at the moment attention is lost', () => {
  it('R8 is captured before the first counted message after the marker', () => {
    const read = { id: messageId('m10'), createdAt: 10 }
    const state = fold(
      [
        { type: 'attentionChanged', isAttended: true },
        upserted({ createdAt: 10 }),
        { type: 'readUpTo', channelId: c1, position: read },
        upserted({ createdAt: 11, author: ann }),
        upserted({ createdAt: 12 }),
        upserted({ createdAt: 13 }),
      ],
      opened(5),
    )
    expect(channelEntry(state, c1)?.reading.divider).toBeNull()
    const left = reduce(state, { type: 'attentionChanged', isAttended: false })
    expect(channelEntry(left, c1)?.reading.divider).toEqual({
      beforeId: 'm12',
      count: 2,
      isWhole: true,
      since: 12,
    })
  })

  it('R8 stands before a message that another device marked unread, also when the marker is on it', () => {
    const history = [aMessage({ createdAt: 10 }), aMessage({ createdAt: 12 })]
    const state = fold(
      [
        record({ hasAlert: true, readMarkerAt: 12, updatedAt: 40 }),
        { type: 'channelEntered', channelId: null },
        { type: 'channelEntered', channelId: c1 },
      ],
      opened(30, history),
    )
    expect(channelEntry(state, c1)?.reading.divider?.beforeId).toBe('m12')
  })
})

describe('totals, muting, threads (R11 to R13)', () => {
  it.each([
    ['an unread direct message', { kind: 'direct', unread: 2 }, { kind: 'number', count: 2 }],
    ['a mention', { kind: 'public', unread: 1, userMentions: 1 }, { kind: 'number', count: 1 }],
    ['activity without a number', { kind: 'public', hasAlert: true }, { kind: 'dot' }],
    ['a muted channel', { kind: 'direct', unread: 2, isMuted: true }, { kind: 'none' }],
    ['nothing', {}, { kind: 'none' }],
  ] as const)('R13 the badge of the host for %s', (_name, fields, expected) => {
    const state = fold([record({ ...fields, updatedAt: 9 })], opened(5))
    expect(hostBadge(state.totals)).toEqual(expected)
  })

  it('R12 a muted channel is not in the total and has a dot only on a personal mention', () => {
    const muted = reduce(
      opened(5),
      record({ isMuted: true, unread: 4, hasAlert: true, updatedAt: 9 }),
    )
    expect(unreadOf(muted)).toEqual({ count: 0, mentions: 0, hasAlert: false })
    const mentioned = reduce(muted, record({ isMuted: true, userMentions: 1, updatedAt: 10 }))
    expect(unreadOf(mentioned)).toEqual({ count: 0, mentions: 0, hasAlert: true })
    expect(mentioned.totals).toEqual({
      personal: 0,
      total: 0,
      mentions: 0,
      channels: 0,
      activeChannels: 0,
    })
  })

  it('R12 a mention of everybody does not light a muted channel', () => {
    const muted = reduce(opened(5), record({ isMuted: true, readMarkerAt: 5, updatedAt: 6 }))
    const state = reduce(muted, upserted({ createdAt: 10, mentionsEveryone: true }))
    expect(unreadOf(state)?.hasAlert).toBe(false)
  })

  it('R11 a thread reply never changes the number of the channel', () => {
    const state = reduce(opened(5), upserted({ createdAt: 10, isInTimeline: false }))
    expect(unreadOf(state)?.count).toBe(0)
  })

  it('R13 a hidden or removed channel leaves the totals', () => {
    const unread = reduce(opened(5), record({ unread: 4, hasAlert: true, updatedAt: 9 }))
    expect(unread.totals.total).toBe(4)
    expect(reduce(unread, record({ unread: 4, isOpen: false, updatedAt: 10 })).totals.total).toBe(0)
    expect(reduce(unread, { type: 'membershipRemoved', channelId: c1 }).totals.total).toBe(0)
    expect(reduce(unread, { type: 'channelRemoved', channelId: c1 }).totals.total).toBe(0)
  })
})

describe('timelines and outbox', () => {
  it('keeps a deleted message deleted when a late version of it arrives', () => {
    const state = fold(
      [
        upserted({ createdAt: 10 }),
        { type: 'messageRemoved', channelId: c1, messageId: messageId('m10') },
        upserted({ createdAt: 10 }),
      ],
      opened(5),
    )
    expect(timelineOf(state, c1).sequence.length).toBe(0)
    expect(unreadOf(state)?.count).toBe(0)
  })

  it('a change of a message from before the loaded history hides no hole', () => {
    const page = [aMessage({ createdAt: 50 }), aMessage({ createdAt: 60 })]
    const loaded = fold(
      [
        { type: 'timelineDropped', channelId: c1 },
        { type: 'historyRequested', channelId: c1, gap: null },
        upserted({ createdAt: 10, updatedAt: 70 }),
        upserted({ createdAt: 61 }),
        {
          type: 'historyLoaded',
          channelId: c1,
          parts: [newestPage(page)],
        },
        upserted({ createdAt: 20, updatedAt: 80 }),
      ],
      opened(5),
    )
    const times = timelineOf(loaded, c1)
      .sequence.chunks.flat()
      .map((one) => one.createdAt)
    expect(times).toEqual([50, 60, 61])
  })

  it('of deleted messages the latest stay away when they come late, and no more of them is kept', () => {
    const removals = Array.from({ length: 1_200 }, (_, index): ChatEvent => ({
      type: 'messageRemoved',
      channelId: c1,
      messageId: messageId(`m${index}`),
    }))
    const state = fold(removals, opened())
    expect(timelineOf(state, c1).removedIds).toHaveLength(500)
    for (const createdAt of [700, 1_199]) expect(reduce(state, upserted({ createdAt }))).toBe(state)
  })

  it('a deleted message does not stay in the line of its channel', () => {
    const line = (state: ChatState): string | undefined =>
      channelEntry(state, c1)?.channel?.lastMessage?.text
    const removal: ChatEvent = {
      type: 'messageRemoved',
      channelId: c1,
      messageId: messageId('m12'),
    }
    const state = fold(
      [upserted({ createdAt: 10, text: 'kept' }), upserted({ createdAt: 12, text: 'secret' })],
      opened(5),
    )
    expect(line(state)).toBe('secret')
    expect(line(reduce(state, removal))).toBe('kept')
    const room = aChannel({ kind: 'direct', updatedAt: 99, lastActivityAt: 10 })
    expect(line(fold([removal, { type: 'channelUpserted', channel: room }], state))).not.toBe(
      'secret',
    )
  })

  it('an echo or a fetched page takes the pending message out of the outbox', () => {
    const wish = aPendingMessage({ id: messageId('m10'), channelId: c1, state: 'sending' })
    const queued = reduce(opened(5), { type: 'wishQueued', wish })
    expect(pendingOf(queued, c1)).toHaveLength(1)
    expect(pendingOf(reduce(queued, upserted({ createdAt: 10, author: ann })), c1)).toHaveLength(0)
  })

  it('a user named __proto__ is a user', () => {
    const author = aUser('__proto__')
    const state = reduce(opened(5), upserted({ createdAt: 10, author }))
    expect(unreadOf(state)?.count).toBe(1)
  })
})

describe('laws', () => {
  const channels = ['c1', 'c2', 'c3'].map(channelId)
  const anyChannel = fc.constantFrom(...channels)
  const at = fc.integer({ min: 1, max: 60 })

  const message: fc.Arbitrary<ChatEvent> = fc
    .record({
      channelId: anyChannel,
      createdAt: at,
      change: fc.nat(3),
    })
    .map(({ channelId: id, createdAt, change }) => ({
      type: 'messageUpserted',
      message: aMessage({
        id: messageId(`${id}-${createdAt}`),
        channelId: id,
        createdAt,
        updatedAt: createdAt * 10 + change,
        text: `version ${change}`,
        author: createdAt % 3 === 0 ? ann : bob,
        isDeleted: change === 3 && createdAt % 4 === 0,
      }),
    }))
  const membership: fc.Arbitrary<ChatEvent> = fc
    .record({ channelId: anyChannel, updatedAt: at, unread: fc.nat(5), marker: at })
    .map(({ channelId: id, updatedAt, unread, marker }) => ({
      type: 'membershipUpserted',
      membership: aMembership({
        channelId: id,
        updatedAt,
        unread,
        hasAlert: unread > 0,
        readMarkerAt: Math.min(marker, updatedAt),
        kind: 'direct',
      }),
    }))
  const channel: fc.Arbitrary<ChatEvent> = fc
    .record({ id: anyChannel, updatedAt: at })
    .map(({ id, updatedAt }) => ({
      type: 'channelUpserted',
      channel: aChannel({ id, updatedAt, lastActivityAt: updatedAt, topic: `at ${updatedAt}` }),
    }))
  const removal: fc.Arbitrary<ChatEvent> = fc
    .record({ channelId: anyChannel, createdAt: at })
    .map(({ channelId: id, createdAt }) => ({
      type: 'messageRemoved',
      channelId: id,
      messageId: messageId(`${id}-${createdAt}`),
    }))
  const local: fc.Arbitrary<ChatEvent> = fc.oneof(
    fc.record({ type: fc.constant('channelEntered' as const), channelId: anyChannel }),
    fc.record({ type: fc.constant('attentionChanged' as const), isAttended: fc.boolean() }),
    fc.record({
      type: fc.constant('readUpTo' as const),
      channelId: anyChannel,
      position: at.map((time) => ({ id: messageId(`x${time}`), createdAt: time })),
    }),
    anyChannel.map((id) => ({ type: 'membershipRemoved' as const, channelId: id })),
  )
  const anyEvent = fc.oneof(message, membership, channel, removal, local)

  const started = fold([
    signedIn,
    ...channels.flatMap((id): ChatEvent[] => [
      { type: 'historyRequested', channelId: id, gap: null },
      { type: 'historyLoaded', channelId: id, parts: [wholeHistory([])] },
    ]),
  ])

  function view(state: ChatState): unknown {
    return channels.map((id) => {
      const entry = getIn(state.channels, id)
      const { sequence } = timelineOf(state, id)
      return {
        unread: entry?.unread,
        messages: sequence.chunks.flat(),
        topic: entry?.channel?.topic,
      }
    })
  }

  it('the totals are the sum of their parts and never negative, after every step', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 80 }), (events) => {
        let state = started
        for (const event of events) {
          state = reduce(state, event)
          const unread = [...entriesOf(state.channels)].map(([, entry]) => entry.unread)
          expect(state.totals.total).toBe(unread.reduce((sum, one) => sum + one.count, 0))
          expect(state.totals.mentions).toBe(unread.reduce((sum, one) => sum + one.mentions, 0))
          expect(unread.every((one) => one.count >= 0 && one.mentions >= 0)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('replay changes nothing: any server event applied twice equals once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(message, membership, channel, removal), { maxLength: 40 }),
        (events) => {
          const once = fold(events, started)
          const doubled = fold(
            events.flatMap((event) => [event, event]),
            started,
          )
          expect(view(doubled)).toEqual(view(once))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('order of arrival does not matter for messages, records and removals', () => {
    const batch = fc
      .array(fc.oneof(message, removal), { maxLength: 25 })
      .chain((events) =>
        fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
      )
    fc.assert(
      fc.property(batch, fc.nat(25), ([events, shuffled], where) => {
        const counted = record({ unread: 2, hasAlert: true, readMarkerAt: 20, updatedAt: 40 })
        const one = fold([...events, counted], started)
        const other = fold(
          [...shuffled.slice(0, where), counted, ...shuffled.slice(where)],
          started,
        )
        expect(view(other)).toEqual(view(one))
      }),
      { numRuns: 500 },
    )
  })

  it('an own message is never unread, and the marker is monotone without a mark by hand', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(message, local), { maxLength: 60 }), (events) => {
        let state = fold([{ type: 'channelUpserted', channel: aChannel() }, record({})], started)
        for (const event of events) {
          const before = channelEntry(state, c1)?.reading.marker?.createdAt ?? 0
          state = reduce(state, event)
          const entry = channelEntry(state, c1)
          if (entry?.membership === null) continue
          expect(entry?.reading.marker?.createdAt ?? 0).toBeGreaterThanOrEqual(before)
          const { sequence } = timelineOf(state, c1)
          for (const [id] of entry === null ? [] : entriesOf(entry.reading.pending.byId)) {
            expect(getIn(sequence.byId, id)?.author.id).not.toBe(ann.id)
          }
        }
      }),
    )
  })
})
