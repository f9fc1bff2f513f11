import { beforeEach, describe, expect, it } from 'vitest'
import { aJournal, type TestJournal } from '../testing/journals'
import { aWorld, type TestWorld } from '../testing/worlds'

let journal: TestJournal
let test: TestWorld
let rid: string

beforeEach(() => {
  journal = aJournal()
  test = aWorld(journal)
  rid = test.world.rooms.create({ type: 'c', name: 'main', memberIds: [test.ann, test.bob] })._id
  test.takeEffects()
})

const send = (msg: string) => test.world.messages.send(test.ann, { rid, msg, _id: msg })

describe('transactions', () => {
  it('keep all that follows from an operation in one commit, each document once', () => {
    const before = journal.commits.length
    send('hello')
    expect(journal.commits.length - before).toBe(1)
    const names = journal.commits.at(-1)?.map(({ table, id }) => `${table} ${id}`) ?? []
    expect(names).toEqual([...new Set(names)])
    expect(names).toEqual([
      'messages hello',
      `rooms ${rid}`,
      expect.stringMatching(/^subscriptions /),
    ])
  })

  it('tell nobody before it is kept', () => {
    const order: string[] = []
    const { commit } = journal
    const watched = {
      ...journal,
      commit(changes: Parameters<typeof commit>[0]) {
        order.push('kept')
        commit(changes)
      },
    }
    const { world, ann } = aWorld(watched)
    world.listen(({ kind }) => order.push(kind))
    order.length = 0
    world.messages.send(ann, { rid, msg: 'hello' })
    expect(order.slice(0, 2)).toEqual(['kept', 'roomMessage'])
    expect(order.filter((word) => word === 'kept')).toHaveLength(1)
  })

  it('do not ask the journal for a question', () => {
    const before = journal.commits.length
    test.world.reading.roomsOf(test.ann)
    test.world.messages.send(test.ann, { rid, msg: 'x', _id: 'taken' })
    test.world.messages.send(test.ann, { rid, msg: 'y', _id: 'taken' })
    expect(journal.commits.length - before).toBe(1)
  })

  it('fail while nothing can be kept, and tell later what is kept later', () => {
    journal.setBroken(true)
    expect(() => send('one')).toThrow('the disk is full')
    expect(() => send('one')).toThrow('the disk is full')
    expect(test.takeEffects()).toEqual([])
    journal.setBroken(false)
    expect(send('one').kind).toBe('duplicate')
    expect(test.takeEffects()[0]).toMatchObject({ kind: 'roomMessage', message: { _id: 'one' } })
    expect([...journal.load()].map(({ id }) => id)).toContain('one')
  })

  it('keep what an operation wrote before it was refused', () => {
    const before = journal.commits.length
    const failing = (): void => {
      test.world.transaction(() => {
        send('first')
        test.world.messages.send('nobody', { rid, msg: 'second' })
      })
    }
    expect(failing).toThrow('Invalid user')
    expect(journal.commits.length - before).toBe(1)
    expect(aWorld(journal).world.store.messages.has('first')).toBe(true)
  })
})
