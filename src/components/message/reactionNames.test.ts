import { expect, it } from 'vitest'
import { mostNames, reactionNames } from './reactionNames'

const many = Array.from({ length: 40 }, (_none, index) => `user${String(index)}`)
const nobody = (): null => null

it('names me first, then the others in their order', () => {
  const reaction = { emoji: 'tada', usernames: ['bob', 'ann', 'cid'] }
  const named = { names: ['bob', 'cid'], isMine: true, moreCount: 0 }
  expect(reactionNames(reaction, 'ann', nobody)).toEqual(named)
})

it('calls everybody as the server does, else as they are known, else by username', () => {
  const usernames = ['ann', 'bob', 'cid', 'dora']
  const reaction = { emoji: 'tada', usernames, names: ['Ann Keller', '', 'Cid Ray'] }
  const nameOf = (username: string) => (username === 'bob' ? 'Bob Marsh' : null)
  expect(reactionNames(reaction, 'ann', nameOf).names).toEqual(['Bob Marsh', 'Cid Ray', 'dora'])
})

it('names some of many and counts the rest, me not left out', () => {
  const all = reactionNames({ emoji: 'tada', usernames: many }, 'ann', nobody)
  expect(all.names).toHaveLength(mostNames)
  expect(all.moreCount).toBe(40 - mostNames)
  const mine = reactionNames({ emoji: 'tada', usernames: [...many, 'ann'] }, 'ann', nobody)
  expect(mine.names).toHaveLength(mostNames - 1)
  expect(mine.moreCount).toBe(41 - mostNames)
})
