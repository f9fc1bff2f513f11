import { expect, it } from 'vitest'
import {
  channelId,
  emptyState,
  messageId,
  reduce,
  toLastMessage,
  type ChatEvent,
  type ChatState,
  type Channel,
  type Membership,
  channelEntry,
} from '../../domain'
import { aChannel, aMembership, aMessage, ann, bob, newestPage } from '../../testing/builders'
import { channelMenu, unreadStart } from './channelMenu'

const id = channelId('c1')
const text = (key: string): string => key

function stateOf(
  channel: Partial<Channel>,
  membership: Partial<Membership> = {},
  more: readonly ChatEvent[] = [],
): ChatState {
  const all = { membership: 'native', markUnread: 'native' } as const
  const start = {
    ...emptyState,
    me: ann,
    capabilities: { ...emptyState.capabilities, ...all },
  }
  return [
    { type: 'channelUpserted', channel: aChannel({ id, ...channel }) } as const,
    {
      type: 'membershipUpserted',
      membership: aMembership({ channelId: id, ...membership }),
    } as const,
    ...more,
  ].reduce(reduce, start)
}

function actsOf(state: ChatState): readonly string[] {
  const entry = channelEntry(state, id)
  return entry === null ? [] : channelMenu(entry, state, text as never).map((item) => item.id)
}

function startOf(state: ChatState) {
  const entry = channelEntry(state, id)
  return entry === null ? null : unreadStart(entry, state)
}

const last = toLastMessage(aMessage({ id: messageId('m1'), author: bob }))

it('R7 offers to mark read what has news, and unread what has none', () => {
  expect(actsOf(stateOf({ lastMessage: last }, { hasAlert: true }))[0]).toBe('markRead')
  expect(actsOf(stateOf({ lastMessage: last }))[0]).toBe('markUnread')
})

it('R7 no message of mine can be unread: then there is nothing to mark', () => {
  const mine = toLastMessage(aMessage({ author: ann }))
  expect(startOf(stateOf({ lastMessage: mine }))).toBeNull()
  expect(actsOf(stateOf({ lastMessage: mine }))).not.toContain('markUnread')
  const messages = [
    aMessage({ id: messageId('m1'), channelId: id, author: bob, createdAt: 1 }),
    aMessage({ id: messageId('m2'), channelId: id, author: ann, createdAt: 2 }),
  ]
  const loaded: ChatEvent = {
    type: 'historyLoaded',
    channelId: id,
    parts: [newestPage(messages)],
  }
  expect(startOf(stateOf({ lastMessage: mine }, {}, [loaded]))).toBe('m1')
})

it('leaves two people together, who can hide their channel', () => {
  const acts = actsOf(
    stateOf({ kind: 'direct', directUserIds: [ann.id, bob.id] }, { kind: 'direct' }),
  )
  expect(acts).toContain('hide')
  expect(acts).not.toContain('leave')
  expect(actsOf(stateOf({}))).toContain('leave')
})

it('R12 a muted channel shows mentions only anyway', () => {
  expect(actsOf(stateOf({}))).toContain('hideUnread')
  expect(actsOf(stateOf({}, { isMuted: true }))).not.toContain('hideUnread')
})

it('offers what the back end can do, and the link', () => {
  const state = { ...stateOf({ lastMessage: last }), capabilities: emptyState.capabilities }
  expect(actsOf(state)).toEqual(['copyLink'])
})
