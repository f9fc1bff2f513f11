import { expect, it } from 'vitest'
import { mostNames, reactionNames } from './reactionNames'

const many = Array.from({ length: 40 }, (_none, index) => `user${String(index)}`)

it('names me first, then the others in their order', () => {
  const reaction = { emoji: 'tada', usernames: ['bob', 'ann', 'cid'] }
  const named = { usernames: ['bob', 'cid'], isMine: true, moreCount: 0 }
  expect(reactionNames(reaction, 'ann')).toEqual(named)
})

it('names some of many and counts the rest, me not left out', () => {
  const all = reactionNames({ emoji: 'tada', usernames: many }, 'ann')
  expect(all.usernames).toHaveLength(mostNames)
  expect(all.moreCount).toBe(40 - mostNames)
  const mine = reactionNames({ emoji: 'tada', usernames: [...many, 'ann'] }, 'ann')
  expect(mine.usernames).toHaveLength(mostNames - 1)
  expect(mine.moreCount).toBe(41 - mostNames)
})
