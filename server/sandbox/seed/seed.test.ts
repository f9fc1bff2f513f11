import { describe, expect, it } from 'vitest'
import { createPasswordHasher, hashToken } from '../crypto'
import { EMOJI } from '../md/emoji'
import type { Message, Subscription } from '../world/types'
import { createWorld, type World } from '../world/world'
import { knownPeople, seed } from './seed'

const NOW = 1_750_000_000_000

function seeded(): World {
  let count = 0
  const newId = (): string => {
    count += 1
    return `n${count}`
  }
  const passwords = createPasswordHasher()
  const world = createWorld({ now: () => NOW, newId, newToken: newId, passwords, hashToken })
  seed(world, 'demo')
  return world
}

const world = seeded()
const messages = [...world.store.messages.values()]
const subscriptions = [...world.store.users.keys()].flatMap((id) => [
  ...world.store.subscriptionsOfUser(id).values(),
])

/** What the owner has not read, by §3.9: of others, no line of the system, not in a thread only. */
function unreadOf(sub: Subscription): readonly Message[] {
  return messages.filter(
    ({ rid, ts, u, t, tmid }) =>
      rid === sub.rid && ts > (sub.ls ?? ts) && u._id !== sub.u._id && t === undefined && !tmid,
  )
}

describe('seed demo', () => {
  it('has 8 users, 6 public, 3 private and 7 direct rooms, 2,000 messages', () => {
    const types = [...world.store.rooms.values()].map(({ t }) => t)
    expect(world.store.users.size).toBe(8)
    expect(types.toSorted().join('')).toBe('ccccccdddddddppp')
    expect(messages).toHaveLength(2000)
  })

  it('is the same each time', () => {
    const content = (of: World) => JSON.stringify([...of.store.messages.values()])
    expect(content(seeded())).toBe(content(world))
  })

  it('has pinned messages, and some that Ann has starred', () => {
    const ann = world.store.userByName('ann')?._id
    expect(messages.filter(({ pinned }) => pinned === true)).toHaveLength(3)
    const starred = messages.filter(({ starred: by }) => by?.some(({ _id }) => _id === ann))
    expect(starred).toHaveLength(3)
  })

  it('stands ready in well under a second', () => {
    const from = performance.now()
    seeded()
    expect(performance.now() - from).toBeLessThan(600)
  })

  it('counts what is unread as the rules do', () => {
    for (const sub of subscriptions) {
      const unread = unreadOf(sub)
      const mentions = unread.filter(({ mentions = [] }) =>
        mentions.some(({ _id }) => _id === sub.u._id),
      )
      expect(sub.userMentions, `${sub.u.username ?? ''} in ${sub.name ?? ''}`).toBe(mentions.length)
      if (sub.t === 'd') expect(sub.unread).toBe(unread.length)
      if (unread.length > 0) expect(sub.alert).toBe(true)
    }
  })

  it('has ann find numbers, a mention, a group mention and mere activity', () => {
    const of = (name: string) =>
      subscriptions.find((sub) => sub.u.username === 'ann' && sub.name === name)
    expect(of('general')).toMatchObject({ unread: 1, userMentions: 1, alert: true })
    expect(of('product')).toMatchObject({ unread: 1, groupMentions: 1, fname: '产品讨论' })
    expect(of('release')).toMatchObject({ unread: 0, alert: true })
    expect(of('bob')).toMatchObject({ unread: 3 })
    expect(of('design')).toMatchObject({ unread: 0, alert: false })
  })

  it('leaves nobody with something unread before a message of their own', () => {
    for (const sub of subscriptions) {
      const own = messages.filter(({ rid, u }) => rid === sub.rid && u._id === sub.u._id)
      const last = Math.max(0, ...own.map(({ ts }) => ts.getTime()))
      expect(
        sub.ls?.getTime(),
        `${sub.u.username ?? ''} in ${sub.name ?? ''}`,
      ).toBeGreaterThanOrEqual(last)
    }
  })

  it('keeps the counters of rooms', () => {
    for (const room of world.store.rooms.values()) {
      const inRoom = messages.filter(({ rid }) => rid === room._id)
      expect(room.msgs).toBe(inRoom.length)
      const last = inRoom.findLast(({ t, tmid }) => t === undefined && tmid === undefined)
      expect(room.lastMessage?._id).toBe(last?._id)
    }
  })

  it('lies in the past, is filled in, and reacts with known emoji', () => {
    expect(messages.every(({ ts }) => ts.getTime() < NOW)).toBe(true)
    expect(messages.filter(({ msg }) => /\{\w+\}|@[A-D]\b|undefined|\$\{/.test(msg))).toEqual([])
    const used = messages.flatMap(({ reactions }) => Object.keys(reactions ?? {}))
    expect(used.filter((code) => !EMOJI.has(code.slice(1, -1)))).toEqual([])
  })

  it('shows every kind of content', () => {
    const text = JSON.stringify(messages)
    const kinds = [
      ...['BOLD', 'ITALIC', 'STRIKE', 'INLINE_CODE', 'CODE', 'QUOTE', 'UNORDERED_LIST'],
      ...[
        'ORDERED_LIST',
        'LINK',
        'MENTION_USER',
        'MENTION_CHANNEL',
        'EMOJI',
        'BIG_EMOJI',
        'HEADING',
      ],
    ]
    expect(kinds.filter((kind) => !text.includes(`"type":"${kind}"`))).toEqual([])
    const has = (test: (message: Message) => boolean) => messages.some(test)
    expect(has(({ t }) => t === 'uj') && has(({ t }) => t === 'room_changed_topic')).toBe(true)
    expect(has(({ editedAt }) => editedAt !== undefined)).toBe(true)
    expect(has(({ tcount }) => (tcount ?? 0) > 1)).toBe(true)
    expect(has(({ file }) => file?.type === 'image/png')).toBe(true)
    expect(has(({ file }) => file?.type === 'text/plain')).toBe(true)
  })
})

describe('seed empty', () => {
  it('has an administrator and a place to talk', () => {
    const empty = createWorld({
      now: () => NOW,
      newId: () => 'x',
      newToken: () => 'x',
      passwords: createPasswordHasher(),
      hashToken,
    })
    seed(empty, 'empty')
    expect(knownPeople(empty).map(({ username }) => username)).toEqual(['admin'])
    expect([...empty.store.rooms.keys()]).toEqual(['GENERAL'])
  })
})
