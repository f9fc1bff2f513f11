import { expect, it } from 'vitest'
import { aChannel, aMessage, ann, aUser, newestPage } from '../testing/builders'
import { defaultServerFacts, noCapabilities } from './capabilities'
import { knownName } from './knownName'
import { reduce } from './reduce'
import { emptyState } from './state'

it('calls those who wrote in the open channel by the last name they had, and nobody else', () => {
  const channel = aChannel()
  const messages = Array.from({ length: 200 }, (_none, at) =>
    aMessage({ createdAt: at + 1, author: aUser('bob', at < 150 ? 'Bob' : 'Bob Marsh') }),
  )
  const before = [
    { type: 'signedIn', me: ann, facts: defaultServerFacts, capabilities: noCapabilities },
    { type: 'channelUpserted', channel },
    { type: 'historyLoaded', channelId: channel.id, parts: [newestPage(messages)] },
  ] as const
  const state = before.reduce(reduce, emptyState)
  const open = { ...state, currentId: channel.id }
  expect([knownName(state, 'bob'), knownName(open, 'bob'), knownName(open, 'cid')]).toEqual([
    null,
    'Bob Marsh',
    null,
  ])
})
