import { describe, expect, it } from 'vitest'
import type { Subscription } from './types'
import {
  afterNewMessage,
  afterRead,
  afterThreadReply,
  afterUnread,
  type NewMessage,
  type UnreadCount,
} from './unread'

const at = new Date(1_700_000_000_000)

function aSub(fields: Partial<Subscription> = {}): Subscription {
  const u = { _id: 'ann', username: 'ann', name: 'Ann' }
  const counters = { unread: 0, userMentions: 0, groupMentions: 0 }
  const flags = { open: true, alert: false }
  return { _id: 's1', rid: 'r1', u, t: 'c', ...flags, ...counters, _updatedAt: at, ...fields }
}

function aMessage(fields: Partial<NewMessage> = {}): NewMessage {
  return {
    senderId: 'bob',
    mentionIds: new Set(),
    hasGroupMention: false,
    isDirect: false,
    unreadCount: 'user_and_group_mentions_only',
    ...fields,
  }
}

const SETTINGS: readonly UnreadCount[] = [
  'all_messages',
  'user_mentions_only',
  'group_mentions_only',
  'user_and_group_mentions_only',
]

describe('RC §3.9 new message', () => {
  it('leaves the sender alone', () => {
    const sub = aSub()
    const message = aMessage({
      senderId: 'ann',
      hasGroupMention: true,
      unreadCount: 'all_messages',
    })
    expect(afterNewMessage(sub, message)).toBe(sub)
  })

  it.each([
    ['all_messages', 1],
    ['user_mentions_only', 1],
    ['group_mentions_only', 0],
    ['user_and_group_mentions_only', 1],
  ] as const)('RC §3.9 step 3: a mention under %s counts %i', (unreadCount, unread) => {
    const message = aMessage({ mentionIds: new Set(['ann']), unreadCount })
    const expected = { alert: true, open: true, userMentions: 1, groupMentions: 0, unread }
    expect(afterNewMessage(aSub({ open: false }), message)).toMatchObject(expected)
  })

  it.each(SETTINGS)('RC §3.9 step 3: a mention in a direct room counts under %s', (unreadCount) => {
    const message = aMessage({ mentionIds: new Set(['ann']), unreadCount, isDirect: true })
    expect(afterNewMessage(aSub(), message)).toMatchObject({ userMentions: 1, unread: 1 })
  })

  it.each([
    ['all_messages', 1],
    ['user_mentions_only', 0],
    ['group_mentions_only', 1],
    ['user_and_group_mentions_only', 1],
  ] as const)('RC §3.9 step 4: @all under %s counts %i', (unreadCount, unread) => {
    const message = aMessage({ hasGroupMention: true, unreadCount })
    const expected = { alert: true, userMentions: 0, groupMentions: 1, unread }
    expect(afterNewMessage(aSub(), message)).toMatchObject(expected)
  })

  it('RC §3.9 step 4: who is mentioned by name is not counted again for @all', () => {
    const message = aMessage({ mentionIds: new Set(['ann']), hasGroupMention: true })
    const expected = { userMentions: 1, groupMentions: 0, unread: 1 }
    expect(afterNewMessage(aSub(), message)).toMatchObject(expected)
  })

  it.each([
    ['all_messages', 1],
    ['user_mentions_only', 0],
    ['group_mentions_only', 0],
    ['user_and_group_mentions_only', 0],
  ] as const)('RC §3.9 step 5: a plain message under %s counts %i', (unreadCount, unread) => {
    expect(afterNewMessage(aSub(), aMessage({ unreadCount }))).toMatchObject({ unread })
  })

  it('RC §3.9 step 6: alerts, and opens a hidden room', () => {
    const next = afterNewMessage(aSub({ open: false }), aMessage())
    expect(next).toMatchObject({ alert: true, open: true, unread: 0 })
  })

  it('RC §3.9 step 7: nothing changes for who is alerted already', () => {
    const sub = aSub({ alert: true })
    expect(afterNewMessage(sub, aMessage())).toBe(sub)
  })
})

describe('RC §3.9 thread reply', () => {
  const reply = { tmid: 't1', at, isMentioned: false, hasGroupMention: false }

  it('alerts and notes the thread once, unread stays', () => {
    const once = afterThreadReply(aSub(), reply)
    expect(afterThreadReply(once, reply)).toMatchObject({
      tunread: ['t1'],
      alert: true,
      unread: 0,
      lr: at,
    })
    expect(once.tunreadUser).toBeUndefined()
  })

  it('notes mentions by name and of the group apart', () => {
    const next = afterThreadReply(aSub(), { ...reply, isMentioned: true, hasGroupMention: true })
    expect(next).toMatchObject({ tunreadUser: ['t1'], tunreadGroup: ['t1'] })
  })
})

describe('RC §3.9 read and unread', () => {
  const unread = aSub({ alert: true, open: false, unread: 3, userMentions: 2, groupMentions: 1 })
  const counters = { unread: 0, userMentions: 0, groupMentions: 0 }

  it('clears the counters and moves ls', () => {
    expect(afterRead(unread, at, false)).toMatchObject({
      ...counters,
      alert: false,
      open: true,
      ls: at,
    })
  })

  it('keeps the alert while a thread is unread', () => {
    const sub = { ...unread, tunread: ['t1'] }
    expect(afterRead(sub, at, false)).toMatchObject({ ...counters, alert: true, tunread: ['t1'] })
  })

  it('reads the threads too when asked, and drops their fields', () => {
    const sub = { ...unread, tunread: ['t1'], tunreadUser: ['t1'], tunreadGroup: ['t1'] }
    const next = afterRead(sub, at, true)
    expect(next.alert).toBe(false)
    expect(Object.keys(next).filter((key) => key.startsWith('tunread'))).toEqual([])
  })

  it('sets ls back to the chosen message', () => {
    expect(afterUnread(aSub(), at)).toMatchObject({ ls: at, alert: true, open: true })
  })
})
