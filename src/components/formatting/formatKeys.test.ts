// @vitest-environment jsdom
import { expect, it } from 'vitest'
import { readFormatKey } from './formatKeys'

const press = (key: string, init: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, ...init })

it('K2 reads the keys of formats, by Ctrl or on a Mac by Cmd', () => {
  expect(readFormatKey(press('b', { ctrlKey: true }), false)).toBe('bold')
  expect(readFormatKey(press('X', { ctrlKey: true, shiftKey: true }), false)).toBe('strike')
  expect(readFormatKey(press('*', { ctrlKey: true, shiftKey: true, code: 'Digit8' }), false)).toBe(
    'bullets',
  )
  expect(readFormatKey(press('b', { metaKey: true }), true)).toBe('bold')
})

it('K1 leaves a composition its keys, and the system its own', () => {
  expect(readFormatKey(press('b', { ctrlKey: true, isComposing: true }), false)).toBeNull()
  expect(readFormatKey(press('b', { ctrlKey: true }), true)).toBeNull()
  expect(readFormatKey(press('b'), false)).toBeNull()
  expect(readFormatKey(press('b', { ctrlKey: true, altKey: true }), false)).toBeNull()
  expect(readFormatKey(press('x', { ctrlKey: true }), false)).toBeNull()
  expect(readFormatKey(press('k', { ctrlKey: true }), false)).toBeNull()
})
