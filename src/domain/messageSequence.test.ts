import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aMessage } from '../testing/builders'
import { messageId } from './ids'
import type { Message } from './message'
import {
  comparePositions,
  emptySequence,
  indexOfPosition,
  messageAt,
  messagesAfter,
  putMessage,
  removeMessage,
  sliceMessages,
  type MessageSequence,
} from './messageSequence'

const message = fc
  .record({ id: fc.nat(120), createdAt: fc.nat(40) })
  .map(({ id, createdAt }) => aMessage({ id: messageId(`m${id}`), createdAt }))

function allOf(sequence: MessageSequence): readonly Message[] {
  return sliceMessages(sequence, 0, sequence.length)
}

describe('messageSequence', () => {
  it('is sorted, without doubles, and holds the last version of each id, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 300 }), fc.array(fc.nat(120)), (put, removed) => {
        const model = new Map<string, Message>()
        let sequence = emptySequence
        for (const one of put) {
          model.set(one.id, one)
          sequence = putMessage(sequence, one)
        }
        for (const id of removed) {
          model.delete(`m${id}`)
          sequence = removeMessage(sequence, messageId(`m${id}`))
        }
        const expected = [...model.values()].sort(comparePositions)
        expect(allOf(sequence)).toEqual(expected)
        expect(sequence.length).toBe(expected.length)
        expect(sequence.byId.size).toBe(expected.length)
        expected.forEach((one, index) => {
          expect(indexOfPosition(sequence, one)).toBe(index)
          expect(messageAt(sequence, index)).toBe(one)
        })
        expect(messagesAfter(sequence, 20)).toEqual(expected.filter((one) => one.createdAt > 20))
        expect(sliceMessages(sequence, 3, 9)).toEqual(expected.slice(3, 9))
      }),
    )
  })

  it('gives the same sequence back for the very message it holds, and for an unknown removal', () => {
    const one = aMessage()
    const sequence = putMessage(emptySequence, one)
    expect(putMessage(sequence, one)).toBe(sequence)
    expect(removeMessage(sequence, messageId('other'))).toBe(sequence)
  })
})
