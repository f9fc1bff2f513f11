import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptySequence, messageId, putMessage, type Message } from '../../domain'
import { aMessage, ann, bob } from '../../testing/builders'
import { testLocalization } from '../../testing/localization'
import MessageAnnouncer from './MessageAnnouncer.vue'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const sequenceOf = (...messages: readonly Message[]) => messages.reduce(putMessage, emptySequence)
const written = (id: string, createdAt: number, author = bob): Message =>
  aMessage({ id: messageId(id), createdAt, author, text: `words of ${id}` })

async function render(...messages: readonly Message[]) {
  const props = { sequence: sequenceOf(...messages), isLoaded: true, myId: ann.id }
  const announcer = mount(MessageAnnouncer, {
    props,
    global: { plugins: [await testLocalization()] },
  })
  return {
    announcer,
    async show(...all: readonly Message[]) {
      await announcer.setProps({ sequence: sequenceOf(...all) })
      await vi.advanceTimersByTimeAsync(1_000)
      return announcer.text()
    },
  }
}

describe('A1 new messages are told', () => {
  it('with their author and words, and not those that were there', async () => {
    const old = written('a', 1_000)
    const { announcer, show } = await render(old)
    expect(announcer.text()).toBe('')
    expect(await show(old, written('b', 2_000))).toBe('Bob: words of b')
  })

  it('also the first one of a channel without any', async () => {
    const { show } = await render()
    expect(await show(written('a', 1_000))).toBe('Bob: words of a')
  })

  it('as a number when several come at once, and not my own', async () => {
    const { show } = await render()
    const [one, two] = [written('a', 1_000), written('b', 1_100)]
    expect(await show(one, two, written('c', 1_200, ann))).toBe('2 new messages')
  })

  it('one after the other', async () => {
    const { show } = await render()
    const one = written('a', 1_000)
    await show(one)
    expect(await show(one, written('b', 2_000))).toBe('Bob: words of b')
  })
})
