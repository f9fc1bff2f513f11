import { expect, it } from 'vitest'
import { checkProfileCall } from './profileCall'

const call = (body: unknown): string => checkProfileCall(Buffer.from(JSON.stringify(body)))

it('lets users name and describe themselves', () => {
  const data = { name: 'Ann', nickname: 'A', bio: 'hello', statusText: 'here' }
  expect(JSON.parse(call({ data, customFields: {} }))).toEqual({ data })
})

it.each(['username', 'email', 'newPassword', 'currentPassword'])('keeps %s as it is', (key) => {
  expect(() => call({ data: { name: 'Ann', [key]: 'x' } })).toThrow('The host decides')
})

it.each([{}, [], { data: null }])('refuses %j', (body) => {
  expect(() => call(body)).toThrow('cannot be understood')
})
