import axios from 'axios'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuery } from './query'

describe('queries of calls', () => {
  it.each([
    [{}, ''],
    [{ roomId: 'GENERAL', count: 50, unreads: false }, '?roomId=GENERAL&count=50&unreads=false'],
    [
      { updatedSince: '2030-01-01T12:00:00.000Z', query: '{"a": "ü&=+"}' },
      '?updatedSince=2030-01-01T12:00:00.000Z&query=%7B%22a%22:+%22%C3%BC%26%3D%2B%22%7D',
    ],
  ])('%j is %s', (query, text) => {
    expect(formatQuery(query)).toBe(text)
  })

  it('are byte for byte those of axios', () => {
    const name = fc.stringMatching(/^[a-zA-Z]{1,8}$/)
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean())
    fc.assert(
      fc.property(fc.dictionary(name, value), (params) => {
        expect(`/x${formatQuery(params)}`).toBe(axios.getUri({ url: '/x', params }))
      }),
    )
  })
})
