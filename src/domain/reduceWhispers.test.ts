import { expect, it } from 'vitest'
import { aMessage } from '../testing/builders'
import { messageId } from './ids'
import { reduce } from './reduce'
import { emptyState } from './state'

it('a whisper is kept once, the latest ten of them, until it is put away', () => {
  let state = emptyState
  for (let index = 0; index < 12; index += 1) {
    const message = aMessage({ id: messageId(`w${index}`) })
    state = reduce(state, { type: 'whispered', message })
    expect(reduce(state, { type: 'whispered', message })).toBe(state)
  }
  expect(state.whispers.map(({ id }) => id)).toEqual(
    Array.from({ length: 10 }, (_, index) => `w${index + 2}`),
  )
  const left = reduce(state, { type: 'whisperDismissed', messageId: messageId('w5') })
  expect(left.whispers).toHaveLength(9)
  expect(reduce(left, { type: 'whisperDismissed', messageId: messageId('w5') })).toBe(left)
})
