import { expect, it } from 'vitest'
import { aChannel, aMessage, ann, newestPage } from '../testing/builders'
import { defaultServerFacts, noCapabilities } from './capabilities'
import { messageId } from './ids'
import { messageById } from './messageSequence'
import { reduce } from './reduce'
import { timelineOf } from './selectors'
import { emptyState } from './state'

it('what everybody has read is unread no more, once, and nothing newer', () => {
  const channel = aChannel()
  const messages = [1, 2, 3].map((createdAt) => aMessage({ createdAt, isUnread: true }))
  const signedIn = { me: ann, facts: defaultServerFacts, capabilities: noCapabilities }
  let state = reduce(emptyState, { type: 'signedIn', ...signedIn })
  state = reduce(state, { type: 'channelUpserted', channel })
  const parts = [newestPage(messages)]
  state = reduce(state, { type: 'historyLoaded', channelId: channel.id, parts })
  const told = { type: 'messagesRead', channelId: channel.id, upTo: 2, rootId: null } as const
  state = reduce(state, told)
  const { sequence } = timelineOf(state, channel.id)
  const isUnread = (id: string) => messageById(sequence, messageId(id))?.isUnread
  expect([isUnread('m1'), isUnread('m2'), isUnread('m3')]).toEqual([false, false, true])
  expect(reduce(state, told)).toBe(state)
})

it('looks at each message once, however many readings are told', () => {
  const channel = aChannel()
  let looks = 0
  const messages = Array.from({ length: 500 }, (_none, index) =>
    Object.defineProperty(aMessage({ createdAt: index + 1 }), 'isUnread', {
      enumerable: true,
      get: () => {
        looks += 1
        return false
      },
    }),
  )
  let state = reduce(emptyState, { type: 'channelUpserted', channel })
  const parts = [newestPage(messages)]
  state = reduce(state, { type: 'historyLoaded', channelId: channel.id, parts })
  looks = 0
  for (let upTo = 1; upTo <= 20; upTo += 1) {
    const told = { type: 'messagesRead', channelId: channel.id, upTo, rootId: null } as const
    expect(reduce(state, told)).toBe(state)
  }
  expect(looks).toBe(500)
})
