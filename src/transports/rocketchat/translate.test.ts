import { describe, expect, it } from 'vitest'
import { plainContent } from '../../domain'
import { createSite } from './site'
import { translateStream, type StreamContext } from './streams'
import { translateChannel, translateMembership } from './translateChannel'
import { translateContent } from './translateContent'
import { translateMessage } from './translateMessage'

const site = createSite('https://chat.example.org')
const plain = (value: string): unknown => ({ type: 'PLAIN_TEXT', value })

const wire = {
  _id: 'm1',
  rid: 'r1',
  msg: 'hi *x*',
  ts: { $date: 1_000 },
  u: { _id: 'u1', username: 'ann', name: 'Ann' },
  _updatedAt: '1970-01-01T00:00:02.000Z',
}

describe('translateMessage', () => {
  it('reads dates of every form, the author, and the text where there is no tree', () => {
    expect(translateMessage(wire, site)).toMatchObject({
      id: 'm1',
      channelId: 'r1',
      createdAt: 1_000,
      updatedAt: 2_000,
      author: { name: 'Ann', avatarUrl: 'https://chat.example.org/avatar/ann' },
      content: [{ type: 'paragraph', children: [{ text: 'hi ' }, { type: 'bold' }] }],
      isInTimeline: true,
    })
  })

  it.each([
    null,
    7,
    'x',
    [],
    {},
    { ...wire, _id: 7 },
    { ...wire, rid: '' },
    { ...wire, u: null },
    { ...wire, ts: 'soon' },
    { ...wire, ts: { $date: 1e300 } },
  ])('gives null for %j', (value) => {
    expect(translateMessage(value, site)).toBeNull()
  })

  it('S6 reads a message whose author has half a character in the name', () => {
    const u = { _id: 'u1', username: '\ud800<b>', name: '' }
    const avatarUrl = 'https://chat.example.org/avatar/%EF%BF%BD%3Cb%3E'
    expect(translateMessage({ ...wire, u }, site)?.author).toMatchObject({ avatarUrl })
  })

  it('makes nothing of an empty text, also where the server made an empty paragraph of it', () => {
    const md = [{ type: 'PARAGRAPH', value: [] }]
    expect(translateMessage({ ...wire, msg: '', md }, site)?.content).toEqual([])
  })

  it('takes what it can from fields of the wrong type', () => {
    const odd = {
      ...wire,
      md: 'x',
      mentions: {},
      attachments: [null, 7, { image_url: {} }],
      reactions: [],
      urls: 1,
      tcount: 'x',
      msg: 5,
    }
    expect(translateMessage(odd, site)).toMatchObject({
      text: '',
      content: [],
      reactions: [],
      previews: [],
      thread: null,
    })
  })

  it('tells mentions of people from those of everybody', () => {
    const mentions = [
      { _id: 'u2', username: 'bob' },
      { _id: 'all', username: 'all' },
    ]
    expect(translateMessage({ ...wire, mentions }, site)).toMatchObject({
      mentions: ['u2'],
      mentionsEveryone: true,
    })
  })

  it('keeps thread replies out of the timeline unless they are shown in the channel', () => {
    expect(translateMessage({ ...wire, tmid: 'm0' }, site)).toMatchObject({
      rootId: 'm0',
      isInTimeline: false,
    })
    expect(translateMessage({ ...wire, tmid: 'm0', tshow: true }, site)).toMatchObject({
      isInTimeline: true,
    })
  })

  it('takes the link that makes a quote from the text, and stars and followed threads for mine alone', () => {
    const own = { ...site, myId: 'u7' }
    const msg = '[ ](https://chat.example.org/channel/x?msg=m0)\nyes'
    const people = { starred: [{ _id: 'u7' }], tcount: 1, replies: ['u7'] }
    expect(translateMessage({ ...wire, msg, ...people }, own)).toMatchObject({
      text: 'yes',
      quotedId: 'm0',
      isStarred: true,
      thread: { isFollowed: true },
    })
    expect(translateMessage({ ...wire, msg: '[ ](x) y', ...people }, site)).toMatchObject({
      text: '[ ](x) y',
      quotedId: null,
      isStarred: false,
      thread: { isFollowed: false },
    })
  })

  it('shows deleted and encrypted messages without their text, and unknown system types as such', () => {
    expect(translateMessage({ ...wire, t: 'rm' }, site)).toMatchObject({
      isDeleted: true,
      content: [],
      system: null,
    })
    expect(translateMessage({ ...wire, t: 'e2e' }, site)).toMatchObject({
      isEncrypted: true,
      content: [],
    })
    expect(translateMessage({ ...wire, t: 'uj' }, site)?.system?.kind).toBe('joined')
    expect(translateMessage({ ...wire, t: 'brand-new' }, site)?.system).toEqual({
      kind: 'other',
      detail: 'hi *x*',
      role: null,
    })
  })

  it('resolves files against the server and refuses other schemes', () => {
    const attachments = [
      {
        type: 'file',
        title: 'a.png',
        image_url: '/file-upload/1/a.png',
        image_dimensions: { width: 10, height: 5 },
      },
      { type: 'file', title: 'b', title_link: 'javascript:alert(1)' },
      { image_url: 'data:image/svg+xml,x', text: 'card' },
      { audio_url: '//evil.example/x.mp3', title: 'no scheme' },
      { message_link: 'x', author_name: 'Bob', text: 'quoted' },
    ]
    const translated = translateMessage({ ...wire, attachments }, site)?.attachments
    expect(translated?.[0]).toMatchObject({
      type: 'image',
      url: 'https://chat.example.org/file-upload/1/a.png',
      width: 10,
      height: 5,
    })
    expect(translated?.[1]).toMatchObject({ type: 'file', url: null })
    expect(translated?.[2]).toMatchObject({ type: 'card' })
    expect(translated?.[3]).toMatchObject({ type: 'card', url: null })
    expect(translated?.[4]).toMatchObject({ type: 'quote', authorName: 'Bob' })
  })

  it('RC §4.5 a quote of a file says its caption, or else its name', () => {
    const quote = (file: object) => ({
      message_link: 'x',
      text: '',
      md: [{ type: 'LINE_BREAK' }],
      attachments: [file],
    })
    const attachments = [
      quote({ title: 'a.png', description: 'the new one' }),
      quote({ title: 'b.csv' }),
    ]
    expect(translateMessage({ ...wire, attachments }, site)?.attachments).toMatchObject([
      { type: 'quote', content: plainContent('the new one') },
      { type: 'quote', content: plainContent('b.csv') },
    ])
  })

  it('a reaction named __proto__ is a reaction', () => {
    const reactions = JSON.parse(
      '{"__proto__":{"usernames":["ann"]},":+1:":{"usernames":["bob"]}}',
    ) as unknown
    expect(translateMessage({ ...wire, reactions }, site)?.reactions).toEqual([
      { emoji: '__proto__', usernames: ['ann'] },
      { emoji: '+1', usernames: ['bob'] },
    ])
  })

  it('those who reacted have their names where the server tells one for each', () => {
    const reactions = {
      ':tada:': { usernames: ['ann', 'bob'], names: ['Ann Keller', 'Bob Marsh'] },
      ':+1:': { usernames: ['ann', 'bob'], names: ['Ann Keller'] },
    }
    expect(translateMessage({ ...wire, reactions }, site)?.reactions).toEqual([
      { emoji: 'tada', usernames: ['ann', 'bob'], names: ['Ann Keller', 'Bob Marsh'] },
      { emoji: '+1', usernames: ['ann', 'bob'] },
    ])
  })
})

describe('translateContent', () => {
  it('reads the nodes of the tree', () => {
    const md = [
      {
        type: 'PARAGRAPH',
        value: [
          plain('a'),
          { type: 'BOLD', value: [plain('b')] },
          { type: 'EMOJI', unicode: '👍' },
        ],
      },
      {
        type: 'CODE',
        language: 'none',
        value: [
          { type: 'CODE_LINE', value: plain('x') },
          { type: 'CODE_LINE', value: plain('y') },
        ],
      },
      { type: 'ORDERED_LIST', value: [{ type: 'LIST_ITEM', value: [plain('one')], number: 3 }] },
      { type: 'TASKS', value: [{ type: 'TASK', status: true, value: [plain('done')] }] },
    ]
    expect(translateContent(md)).toEqual([
      {
        type: 'paragraph',
        children: [
          { type: 'text', text: 'a' },
          { type: 'bold', children: [{ type: 'text', text: 'b' }] },
          { type: 'emoji', shortCode: '', text: '👍' },
        ],
      },
      { type: 'codeBlock', language: null, text: 'x\ny' },
      {
        type: 'list',
        start: 3,
        items: [{ isDone: null, children: [{ type: 'text', text: 'one' }] }],
      },
      {
        type: 'list',
        start: null,
        items: [{ isDone: true, children: [{ type: 'text', text: 'done' }] }],
      },
    ])
  })

  it('reads link labels of old and new servers, and hides the blank link of a quote', () => {
    const link = (label: unknown, src = 'https://x.org'): unknown => [
      { type: 'PARAGRAPH', value: [{ type: 'LINK', value: { src: plain(src), label } }] },
    ]
    const expected = [
      {
        type: 'paragraph',
        children: [{ type: 'link', url: 'https://x.org', children: [{ type: 'text', text: 'x' }] }],
      },
    ]
    expect(translateContent(link(plain('x')))).toEqual(expected)
    expect(translateContent(link([plain('x')]))).toEqual(expected)
    expect(translateContent(link([plain(' ')]))).toEqual([{ type: 'paragraph', children: [] }])
    expect(translateContent(link([plain('x')], 'javascript:alert(1)'))).toEqual([
      { type: 'paragraph', children: [{ type: 'text', text: 'x' }] },
    ])
  })

  it('shows the text of unknown and of absurdly nested nodes', () => {
    expect(
      translateContent([
        { type: 'TABLE', value: { header: [plain('h')] }, fallback: plain('a table') },
      ]),
    ).toEqual([])
    expect(translateContent([{ type: 'NEW', value: [plain('new')] }])).toEqual([
      { type: 'paragraph', children: [{ type: 'text', text: 'new' }] },
    ])
    let deep: unknown = plain('deep')
    for (let level = 0; level < 5_000; level += 1) deep = { type: 'BOLD', value: [deep] }
    expect(() => translateContent([{ type: 'PARAGRAPH', value: [deep] }])).not.toThrow()
  })
})

describe('translateChannel and translateMembership', () => {
  it('names a direct channel by its membership and gives it the picture of the peer', () => {
    const mine = createSite('https://s')
    mine.myUsername = 'ann'
    const room = { _id: 'r1', t: 'd', usernames: ['bob', 'ann'], uids: ['u2', 'u1'], ts: 5 }
    expect(translateChannel(room, mine)).toMatchObject({
      kind: 'direct',
      name: '',
      avatarUrl: 'https://s/avatar/bob',
      directUserIds: ['u2', 'u1'],
      lastActivityAt: 5,
    })
    const subscription = {
      _id: 's1',
      rid: 'r1',
      t: 'd',
      name: 'bob',
      fname: 'Bob',
      open: true,
      unread: 2,
      ls: { $date: 9 },
    }
    expect(translateMembership(subscription, 77)).toMatchObject({
      name: 'Bob',
      unread: 2,
      readMarkerAt: 9,
      isOpen: true,
      updatedAt: 77,
    })
  })

  it('never counts below zero or in parts', () => {
    const odd = { _id: 's1', rid: 'r1', t: 'c', unread: -3, userMentions: 1.9, groupMentions: 'x' }
    expect(translateMembership(odd, 0)).toMatchObject({
      unread: 0,
      userMentions: 1,
      groupMentions: 0,
    })
  })

  it.each([null, {}, { _id: 'r', t: 'v' }, { t: 'c' }])('gives null for %j', (value) => {
    expect(translateChannel(value, site)).toBeNull()
    expect(translateMembership(value, 0)).toBeNull()
  })
})

describe('translateStream', () => {
  const context: StreamContext = { site, latestAt: () => 50, now: () => 1_000 }
  const read = (collection: string, eventName: string, ...args: unknown[]): unknown =>
    translateStream(collection, 'id', { eventName, args }, context)

  it('reads what the client follows', () => {
    expect(read('stream-room-messages', 'r1', wire)).toMatchObject([{ type: 'messageUpserted' }])
    expect(read('stream-notify-room', 'r1/deleteMessage', { _id: 'm1' })).toEqual([
      { type: 'messageRemoved', channelId: 'r1', messageId: 'm1' },
    ])
    expect(read('stream-notify-room', 'r1/messagesRead', { until: { $date: 9 } })).toEqual([
      { type: 'messagesRead', channelId: 'r1', upTo: 9, rootId: null },
    ])
    expect(read('stream-notify-room', 'r1/user-activity', 'bob', ['user-typing'], {})).toEqual([
      { type: 'typingChanged', channelId: 'r1', typist: { name: 'bob', until: 16_000 } },
    ])
    expect(
      read('stream-notify-user', 'u1/subscriptions-changed', 'removed', { _id: 's1', rid: 'r1' }),
    ).toEqual([{ type: 'membershipRemoved', channelId: 'r1' }])
    expect(
      translateStream('stream-user-presence', 'u2', { args: [['bob', 2, 'lunch']] }, context),
    ).toEqual([{ type: 'presenceChanged', userId: 'u2', presence: 'away' }])
  })

  it('reads a bulk removal: ids go, anything else makes the history load again', () => {
    const bulk = (removal: unknown): unknown =>
      read('stream-notify-room', 'r1/deleteMessageBulk', removal)
    const changed = [{ type: 'historyChanged', channelId: 'r1' }]
    expect(bulk({ ids: ['m1', 'm2'] })).toMatchObject([{ messageId: 'm1' }, { messageId: 'm2' }])
    expect(bulk({ ids: ['m1'], filesOnly: true })).toEqual(changed)
    expect(bulk({ ts: { $gt: { $date: 1 } }, users: [] })).toEqual(changed)
  })

  it.each([
    ['stream-room-messages', 'r1', [null]],
    ['stream-notify-room', 'r1/deleteMessage', ['m1']],
    ['stream-notify-room', 'r1/messagesRead', [{ until: 'soon' }]],
    ['stream-notify-room', 'r1/user-activity', [{ username: 'bob' }]],
    ['stream-notify-user', 'u1/subscriptions-changed', ['updated', { rid: 5 }]],
    ['stream-notify-user', 'u1/rooms-changed', ['removed', null]],
  ])('says that %s %s cannot be read', (collection, eventName, args) => {
    expect(read(collection, eventName, ...args)).toBe('malformed')
  })

  it('ignores what it does not follow', () => {
    expect(read('stream-notify-all', 'x', 1)).toEqual([])
    expect(read('stream-notify-user', 'u1/userData', {})).toEqual([])
  })
})
