import { describe, expect, it } from 'vitest'
import { messageId, type Message } from '../../domain'
import { aMessage, aUser, ann, bob, aPendingMessage } from '../../testing/builders'
import { buildTranscriptRows, groupWindowMs, type TranscriptParts } from './messageRows'

const dayMs = 86_400_000

function rowsOf(messages: readonly Message[], more: Partial<TranscriptParts> = {}) {
  return buildTranscriptRows({
    messages,
    previous: undefined,
    pending: [],
    divider: null,
    gaps: [],
    myId: ann.id,
    dayKey: (at) => String(Math.floor(at / dayMs)),
    ...more,
  })
}

const starts = (messages: readonly Message[]) =>
  rowsOf(messages).flatMap((row) => (row.type === 'message' ? [row.isGroupStart] : []))

const pendingOf = (id: string) => aPendingMessage({ id: messageId(id), state: 'sending' })

describe('S4 transcript rows', () => {
  it('groups messages of one author within five minutes', () => {
    expect(
      starts([
        aMessage({ createdAt: 0 }),
        aMessage({ createdAt: groupWindowMs - 1 }),
        aMessage({ createdAt: 2 * groupWindowMs - 1 }),
        aMessage({ createdAt: 2 * groupWindowMs, author: ann }),
      ]),
    ).toEqual([true, false, true, true])
  })

  it('does not join a message that refuses it, nor across a system message', () => {
    const system = { kind: 'joined', detail: '', role: null } as const
    expect(
      starts([
        aMessage({ createdAt: 1 }),
        aMessage({ createdAt: 2, isGroupable: false }),
        aMessage({ createdAt: 3, system }),
        aMessage({ createdAt: 4 }),
      ]),
    ).toEqual([true, true, true])
  })

  it('puts a line between days and begins a group after it', () => {
    const rows = rowsOf([aMessage({ createdAt: dayMs - 1 }), aMessage({ createdAt: dayMs })])
    expect(rows.map(({ type }) => type)).toEqual(['day', 'message', 'day', 'message'])
    expect(rows[3]).toMatchObject({ isGroupStart: true })
  })

  it('continues the group and the day of the message before the window', () => {
    const previous = aMessage({ createdAt: 1 })
    const rows = rowsOf([aMessage({ createdAt: 2 })], { previous })
    expect(rows).toMatchObject([{ type: 'message', isGroupStart: false }])
  })

  it('R8 puts the divider before its message', () => {
    const messages = [aMessage({ createdAt: 1 }), aMessage({ createdAt: 2 })]
    const divider = { beforeId: messageId('m2'), count: 1, isWhole: true, since: 2 }
    const rows = rowsOf(messages, { divider })
    expect(rows.map(({ key }) => key)).toEqual(['day:0', 'm1', 'divider', 'm2'])
    expect(rows[3]).toMatchObject({ isGroupStart: true })
  })

  it('C4 puts a row where messages are missing, and begins a group after it', () => {
    const messages = [1, 2, 8, 9].map((createdAt) => aMessage({ createdAt }))
    const before = { id: messageId('m8'), createdAt: 8 }
    const gaps = [
      { after: null, before: { id: messageId('m1'), createdAt: 1 } },
      { after: { id: messageId('m2'), createdAt: 2 }, before },
    ]
    const rows = rowsOf(messages, { gaps })
    expect(rows.map(({ key }) => key)).toEqual(['day:0', 'm1', 'm2', 'gap:8:m8', 'm8', 'm9'])
    expect(rows[4]).toMatchObject({ isGroupStart: true })
  })

  it('knows own messages and lets pending ones join them', () => {
    const rows = rowsOf([aMessage({ createdAt: 1, author: ann })], {
      pending: [pendingOf('p1'), pendingOf('p2')],
    })
    expect(rows).toMatchObject([
      { type: 'day' },
      { type: 'message', isOwn: true },
      { type: 'pending', isGroupStart: false },
      { type: 'pending', isGroupStart: false },
    ])
    const after = rowsOf([aMessage({ author: bob })], { pending: [pendingOf('p1')] })
    expect(after.at(-1)).toMatchObject({ isGroupStart: true })
  })

  it('gives every row a key of its own', () => {
    const messages = Array.from({ length: 200 }, (_, index) =>
      aMessage({ createdAt: index * 1_000_000, author: aUser(`u${index % 3}`) }),
    )
    const keys = rowsOf(messages).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
