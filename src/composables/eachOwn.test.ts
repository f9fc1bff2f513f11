import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { useEachOwn } from './eachOwn'

it('keeps for each key what was set for it', () => {
  const key = shallowRef('a')
  const value = useEachOwn<string | null>(() => key.value, null)
  value.value = 'first'
  key.value = 'b'
  expect(value.value).toBeNull()
  value.value = 'second'
  key.value = 'a'
  expect(value.value).toBe('first')
  value.value = null
  expect(value.value).toBeNull()
  key.value = 'b'
  expect(value.value).toBe('second')
})
