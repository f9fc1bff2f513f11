import { describe, expect, it } from 'vitest'
import type { ChannelReport, ClientReport, SentMessage } from './client'
import { compare, isSame, type NamedReport, type ServerChannel } from './compare'

const shown = (...texts: string[]) => texts.map((text) => ({ id: `id of ${text}`, text }))

function aServer(...texts: string[]): ReadonlyMap<string, ServerChannel> {
  const counts = new Map([['ann', { isOpen: true, unread: 1, mentions: 0, alert: true }]])
  return new Map([['general', { messages: shown(...texts), counts }]])
}

function ann(
  channel: Partial<ChannelReport> = {},
  report: Partial<ClientReport> = {},
): NamedReport {
  const complete = { count: 1, mentions: 0, hasAlert: true, timeline: null, ...channel }
  return {
    name: 'ann/1',
    userName: 'ann',
    report: {
      isOnline: true,
      currentId: null,
      sent: [],
      pending: 0,
      channels: new Map([['general', complete]]),
      ...report,
    },
  }
}

const wrote = (text: string, hasFailed = false): SentMessage => ({
  channelId: 'general',
  text,
  hasFailed,
})

describe('the comparison', () => {
  it('finds nothing where everybody agrees', () => {
    const client = ann({ timeline: shown('b', 'c') }, { sent: [wrote('a'), wrote('c')] })
    expect(isSame(compare(aServer('a', 'b', 'c'), [client]))).toBe(true)
  })

  it('finds what was lost on its way to the server, and on its way back', () => {
    const client = ann({ timeline: shown('a', 'c') }, { sent: [wrote('x')], pending: 2 })
    expect(compare(aServer('a', 'b', 'c'), [client]).lost).toHaveLength(3)
    expect(compare(aServer('a'), [ann({ timeline: [] })]).lost).toHaveLength(1)
  })

  it('finds what is there twice', () => {
    const client = ann({ timeline: shown('a', 'b', 'b') }, { sent: [wrote('b')] })
    const { doubled } = compare(aServer('a', 'b', 'b'), [client])
    expect(doubled).toHaveLength(2)
  })

  it('finds another order, save for what was tried again by hand', () => {
    const sent = [wrote('b'), wrote('a')]
    const client = ann({ timeline: shown('b', 'a') }, { sent })
    expect(compare(aServer('a', 'b'), [client]).disordered).toHaveLength(2)
    const again = ann({}, { sent: [wrote('b', true), wrote('a')] })
    expect(isSame(compare(aServer('a', 'b'), [again]))).toBe(true)
  })

  it('finds other reactions, and what was deleted and came back', () => {
    const server = aServer('a')
    const [a] = shown('a')
    const told = new Map([
      ['general', { ...server.get('general')!, messages: [{ ...a!, reactions: 'tada bob' }] }],
    ])
    const client = ann(
      { timeline: [{ ...a!, reactions: '' }] },
      { sent: [{ ...wrote('a'), isRemoved: true }] },
    )
    expect(compare(told, [client]).wrong).toHaveLength(2)
    expect(
      isSame(compare(aServer('b'), [ann({}, { sent: [{ ...wrote('a'), isRemoved: true }] })])),
    ).toBe(true)
  })

  it('finds wrong counts, old texts, and who is not online', () => {
    const client = ann(
      { count: 2, mentions: 1, hasAlert: false, timeline: [{ id: 'id of a', text: 'old' }] },
      { isOnline: false },
    )
    expect(compare(aServer('a'), [client]).wrong).toHaveLength(5)
  })
})
