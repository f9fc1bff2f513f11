import { beforeEach, describe, expect, it } from 'vitest'
import { aWorld, START, type TestWorld } from '../testing/worlds'
import type { Effect, Message } from './types'

let test: TestWorld
let rid: string

beforeEach(() => {
  test = aWorld()
  const { world, ann, bob, carl } = test
  rid = world.rooms.create({ type: 'c', name: 'main', memberIds: [ann, bob, carl] })._id
  test.takeEffects()
})

function send(from: string, msg: string, extra: object = {}): Message {
  return test.world.messages.send(from, { rid, msg, ...extra }).message
}

function sub(userId: string, of = rid) {
  const found = test.world.store.subscription(of, userId)
  if (found === undefined) throw new Error(`no subscription of ${userId}`)
  return found
}

function room(of = rid) {
  const found = test.world.store.rooms.get(of)
  if (found === undefined) throw new Error('no such room')
  return found
}

function words(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => {
    if (effect.kind === 'user') return `${effect.event} ${effect.uids.join('+')}`
    return 'event' in effect ? effect.event : effect.kind
  })
}

describe('sending', () => {
  it('RC §9.12 tells in this order: message, room, subscriptions, notification', () => {
    for (const id of [test.bob, test.carl]) test.world.users.setConnections(id, ['online'])
    test.takeEffects()
    send(test.ann, 'hello @bob')
    expect(words(test.takeEffects())).toEqual([
      'roomMessage',
      'rooms-changed ann+bob+carl',
      'subscriptions-changed bob',
      'subscriptions-changed carl',
      'notification bob',
      'notification carl',
    ])
  })

  it('RC §3.9 step 1: counts in the room and becomes its last message', () => {
    const message = send(test.ann, 'hello')
    expect(room()).toMatchObject({ msgs: 1, lm: message.ts, lastMessage: { _id: message._id } })
  })

  it('RC §3.9 step 1: a message of another time only counts', () => {
    test.setNow(START + 5000)
    const message = send(test.ann, 'kept', { ts: new Date(START) })
    expect(message.ts.getTime()).toBe(START)
    expect(() => send(test.ann, 'x', { ts: new Date(START - 60_000) })).toThrow(
      'error-message-ts-out-of-sync',
    )
    expect(send(test.ann, 'x', { ts: new Date(START - 15_000) }).ts.getTime()).toBe(START + 5000)
  })

  it('RC §3.9 step 2: neither all/here nor the sender is a mentioned user', () => {
    send(test.ann, '@ann @all @bob')
    expect(sub(test.ann)).toMatchObject({ userMentions: 0, unread: 0, alert: false })
    expect(sub(test.bob)).toMatchObject({ userMentions: 1, groupMentions: 0 })
    expect(sub(test.carl)).toMatchObject({ userMentions: 0, groupMentions: 1 })
  })

  it('RC §3.9 step 2: a highlight word is a mention', () => {
    const user = test.world.store.users.get(test.carl)
    if (user !== undefined) test.world.store.putUser({ ...user, highlights: ['Lunch'] })
    send(test.ann, 'Anybody for lunch?')
    expect(sub(test.carl).userMentions).toBe(1)
  })

  it('RC §3.9 direct rooms count every message by Unread_Count_DM', () => {
    const direct = test.world.rooms.openDirect(test.ann, ['bob'], false)
    send(test.ann, 'psst', { rid: direct._id })
    expect(sub(test.bob, direct._id)).toMatchObject({ unread: 1, alert: true, open: true })
    test.world.setSetting('Unread_Count_DM', 'user_mentions_only')
    send(test.ann, 'psst', { rid: direct._id })
    expect(sub(test.bob, direct._id).unread).toBe(1)
  })

  it('RC §6.3 changes nothing when the id is taken, in any room', () => {
    send(test.ann, 'one', { _id: 'x' })
    test.takeEffects()
    const other = test.world.rooms.create({ type: 'c', name: 'other', memberIds: [test.bob] })
    test.takeEffects()
    const outcome = test.world.messages.send(test.bob, { rid: other._id, msg: 'two', _id: 'x' })
    expect(outcome).toMatchObject({ kind: 'duplicate', message: { msg: 'one' } })
    expect(test.takeEffects()).toEqual([])
  })

  it('gives messages of one millisecond different times', () => {
    const times = [1, 2, 3].map((n) => send(test.ann, String(n)).ts.getTime())
    expect(new Set(times).size).toBe(3)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it.each([
    ['too long', () => send(test.ann, 'x'.repeat(5001)), 'error-message-size-exceeded'],
    ['unknown room', () => send(test.ann, 'x', { rid: 'nowhere' }), 'error-invalid-room'],
    ['unknown thread', () => send(test.ann, 'x', { tmid: 'nothing' }), 'error-invalid-message'],
  ])('refuses: %s', (_name, run, code) => {
    expect(run).toThrow(code)
  })

  it('refuses strangers in private rooms, and readers in read-only ones', () => {
    const secret = test.world.rooms.create({ type: 'p', name: 'secret', memberIds: [test.ann] })
    expect(() => send(test.bob, 'x', { rid: secret._id })).toThrow('error-not-allowed')
    const board = test.world.rooms.create({
      type: 'c',
      name: 'board',
      readOnly: true,
      memberIds: [test.ann, test.bob],
    })
    expect(send(test.ann, 'x', { rid: board._id }).msg).toBe('x')
    expect(() => send(test.bob, 'x', { rid: board._id })).toThrow('readonly')
  })
})

describe('threads', () => {
  it('RC §3.9 a reply counts on its parent and in its followers, not in unread', () => {
    const parent = send(test.ann, 'question')
    test.takeEffects()
    const reply = send(test.bob, 'answer', { tmid: parent._id })
    expect(test.world.store.messages.get(parent._id)).toMatchObject({
      tcount: 1,
      tlm: reply.ts,
      replies: ['ann', 'bob'],
    })
    expect(words(test.takeEffects())).toEqual([
      'roomMessage',
      'roomMessage',
      'rooms-changed ann+bob+carl',
      'subscriptions-changed ann',
    ])
    expect(sub(test.ann)).toMatchObject({ tunread: [parent._id], unread: 0, alert: true })
    expect(sub(test.carl).tunread).toBeUndefined()
    expect(room()).toMatchObject({ msgs: 2, lastMessage: { _id: parent._id } })
  })

  it('RC §3.9 with tshow it also counts as a normal message', () => {
    const parent = send(test.ann, 'question')
    const reply = send(test.bob, 'answer', { tmid: parent._id, tshow: true })
    expect(sub(test.carl).alert).toBe(true)
    expect(room().lastMessage?._id).toBe(reply._id)
  })

  it('RC §5.7 a reply to a reply hangs on the top, in the room of the top', () => {
    const parent = send(test.ann, 'question')
    const reply = send(test.bob, 'answer', { tmid: parent._id })
    const second = send(test.ann, 'thanks', { tmid: reply._id, rid: 'wherever' })
    expect(second).toMatchObject({ tmid: parent._id, rid })
  })

  it('RC §6.4 deleting a reply takes it off the parent', () => {
    const parent = send(test.ann, 'question')
    const reply = send(test.bob, 'answer', { tmid: parent._id })
    test.world.messages.remove(test.bob, rid, reply._id)
    const bare = test.world.store.messages.get(parent._id)
    expect(bare).not.toHaveProperty('tcount')
    expect(bare).not.toHaveProperty('replies')
  })

  it('RC §6.4 a parent with replies is emptied instead of removed', () => {
    const parent = send(test.ann, 'question')
    send(test.bob, 'answer', { tmid: parent._id })
    test.world.messages.remove(test.ann, rid, parent._id)
    expect(test.world.store.messages.get(parent._id)).toMatchObject({ t: 'rm', msg: '', tcount: 1 })
  })
})

describe('changing', () => {
  it('RC §6.4 an edit replaces the text and the last message of the room', () => {
    const message = send(test.ann, 'helo')
    test.takeEffects()
    const edited = test.world.messages.edit(test.ann, rid, message._id, 'hello *you*')
    expect(edited).toMatchObject({ msg: 'hello *you*', editedBy: { username: 'ann' } })
    expect(room().lastMessage?.msg).toBe('hello *you*')
    expect(words(test.takeEffects())).toEqual(['roomMessage', 'rooms-changed ann+bob+carl'])
  })

  it('an edit touches no counter', () => {
    const message = send(test.ann, 'hello')
    test.world.reading.markRead(test.bob, rid, false)
    test.world.messages.edit(test.ann, rid, message._id, '@bob @all')
    expect(sub(test.bob)).toMatchObject({ alert: false, unread: 0, userMentions: 0 })
  })

  it('RC §6.4 a deletion leaves a tombstone and finds the last message again', () => {
    const first = send(test.ann, 'first')
    const second = send(test.ann, 'second')
    test.takeEffects()
    test.world.messages.remove(test.ann, rid, second._id)
    expect(words(test.takeEffects())).toEqual(['deleteMessage', 'rooms-changed ann+bob+carl'])
    expect(room()).toMatchObject({ msgs: 1, lastMessage: { _id: first._id } })
    const { remove } = test.world.reading.messagesSince(rid, START - 1)
    expect(remove).toMatchObject([{ _id: second._id, rid }])
  })

  it('RC §6.4 Message_ShowDeletedStatus keeps a shell', () => {
    test.world.setSetting('Message_ShowDeletedStatus', true)
    const message = send(test.ann, 'x')
    test.world.messages.remove(test.ann, rid, message._id)
    expect(test.world.store.messages.get(message._id)).toMatchObject({ t: 'rm', msg: '' })
  })

  it('others may not, an administrator may', () => {
    const message = send(test.ann, 'mine')
    const edit = (by: string) => () => test.world.messages.edit(by, rid, message._id, 'yours')
    expect(edit(test.bob)).toThrow('error-action-not-allowed')
    const admin = test.world.users.add({
      username: 'root',
      name: 'R',
      password: 'r',
      roles: ['admin'],
    })
    expect(edit(admin._id)).not.toThrow()
  })

  it('RC §5.7 reactions toggle, or obey', () => {
    const { _id } = send(test.ann, 'x')
    const react = (wish?: boolean) => test.world.react(test.bob, _id, 'tada', wish).reactions
    expect(react()).toEqual({ ':tada:': { usernames: ['bob'], names: ['BOB'] } })
    test.takeEffects()
    expect(react(true)).toEqual({ ':tada:': { usernames: ['bob'], names: ['BOB'] } })
    expect(test.takeEffects()).toEqual([])
    expect(react()).toBeUndefined()
    expect(() => test.world.react(test.bob, _id, ':no_such_thing:')).toThrow(
      'Invalid emoji provided.',
    )
  })
})

describe('time', () => {
  it('RC §9.14 every write has its own _updatedAt, even when the clock goes back', () => {
    const stamps = [START, START, START - 3_600_000, START - 3_600_000].map((now, index) => {
      test.setNow(now)
      return send(test.ann, String(index))._updatedAt?.getTime() ?? 0
    })
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b))
  })

  it('a read mark is not before a message it covers', () => {
    send(test.ann, 'a')
    const last = send(test.ann, 'b')
    test.world.reading.markRead(test.bob, rid, false)
    expect(sub(test.bob).ls?.getTime()).toBeGreaterThanOrEqual(last.ts.getTime())
  })
})

describe('catching up', () => {
  it('RC §5.6 mode A returns what was written after, newest first', () => {
    const first = send(test.ann, 'first')
    const second = send(test.ann, 'second')
    const since = second._updatedAt?.getTime() ?? 0
    send(test.ann, 'third')
    test.world.react(test.bob, first._id, 'tada')
    const { update } = test.world.reading.messagesSince(rid, since)
    expect(update.map(({ msg }) => msg)).toEqual(['third', 'first'])
  })

  it('RC §5.6 mode B walks in pages, both ways', () => {
    for (const text of ['a', 'b', 'c', 'd', 'e']) send(test.ann, text)
    const seen: string[] = []
    for (let at: number | null = START - 1; at !== null;) {
      const page = test.world.reading.writtenPage(rid, at, 2, false)
      seen.push(page.items.map(({ msg }) => msg).join(''))
      at = page.next
    }
    expect(seen).toEqual(['ab', 'cd', 'e'])
    const back = test.world.reading.writtenPage(rid, START + 60_000, 2, true)
    expect(back.items.map(({ msg }) => msg)).toEqual(['e', 'd'])
    expect(back.previous).not.toBeNull()
  })

  it('RC §5.3 a removed member finds the tombstone of the subscription', () => {
    const { _id } = sub(test.bob)
    const before = test.world.core.clock.stamp().getTime()
    test.world.rooms.removeMember(rid, test.bob)
    const { update, remove } = test.world.reading.subscriptionsOf(test.bob, before)
    expect(update).toEqual([])
    expect(remove).toMatchObject([{ _id }])
    expect(room().usersCount).toBe(2)
  })

  it('RC §5.5 history tells the first unread and how many are not loaded', () => {
    test.world.reading.markRead(test.bob, rid, false)
    const sent = ['a', 'b', 'c', 'd'].map((text) => send(test.ann, text))
    const query = { count: 2, offset: 0, unreads: true, showThreadMessages: true }
    const history = test.world.reading.history(test.bob, rid, query)
    expect(history.messages.map(({ msg }) => msg)).toEqual(['d', 'c'])
    expect(history).toMatchObject({ firstUnread: { _id: sent[0]?._id }, unreadNotLoaded: 2 })
  })
})

describe('direct rooms', () => {
  it('RC §5.4 im.create is idempotent, and opens the room for whoever asks', () => {
    const room = test.world.rooms.openDirect(test.ann, ['bob'], false)
    expect(sub(test.ann, room._id)).toMatchObject({ name: 'bob', fname: 'BOB', open: true })
    expect(sub(test.bob, room._id)).toMatchObject({ name: 'ann', open: false })
    expect(test.world.rooms.openDirect(test.bob, ['ann'], false)._id).toBe(room._id)
    expect(sub(test.bob, room._id)).toMatchObject({ name: 'ann', open: true })
  })

  it('a room of more than two is open for all from the start', () => {
    const { _id } = test.world.rooms.openDirect(test.ann, ['bob', 'carl'], false)
    expect(sub(test.carl, _id)).toMatchObject({ name: 'ann,bob', open: true })
  })

  it('refuses unknown names and too many people', () => {
    expect(() => test.world.rooms.openDirect(test.ann, ['nobody'], false)).toThrow(
      'error-invalid-user',
    )
    test.world.setSetting('DirectMesssage_maxUsers', 2)
    expect(() => test.world.rooms.openDirect(test.ann, ['bob', 'carl'], false)).toThrow(
      'error-direct-message-max-user-exceeded',
    )
  })
})

describe('a large room', () => {
  it('a send costs the same after fifty thousand messages', () => {
    const timeline = test.world.store.timeline(rid)
    const timed = (): number => {
      const from = performance.now()
      for (let n = 0; n < 300; n += 1) send(test.ann, 'hello')
      return performance.now() - from
    }
    timed()
    const few = timed()
    for (let n = 0; n < 50_000; n += 1) timeline.insert({ at: START - 60_000 + n, id: `old${n}` })
    expect(timed()).toBeLessThan(20 * few + 50)
  })
})
