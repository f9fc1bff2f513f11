import { expect, it } from 'vitest'
import { readShortcut } from './shortcuts'

const press = (key: string, held: KeyboardEventInit = {}) =>
  readShortcut(new KeyboardEvent('keydown', { key, ...held }))

it('K3 reads what works anywhere', () => {
  expect(press('k', { ctrlKey: true })).toEqual({ type: 'switcher' })
  expect(press('K', { metaKey: true })).toEqual({ type: 'switcher' })
  expect(press('ArrowDown', { altKey: true })).toMatchObject({ step: 1, isUnread: false })
  expect(press('ArrowUp', { altKey: true, shiftKey: true })).toMatchObject({
    step: -1,
    isUnread: true,
  })
  expect(press('?', { shiftKey: true })).toEqual({ type: 'keys' })
})

it('K1 leaves keys of a composition, of other chords and of typing alone', () => {
  expect(press('k', { ctrlKey: true, isComposing: true })).toBeNull()
  expect(press('k', { ctrlKey: true, keyCode: 229 })).toBeNull()
  expect(press('k', { ctrlKey: true, altKey: true })).toBeNull()
  expect(press('K', { ctrlKey: true, shiftKey: true })).toBeNull()
  expect(press('k')).toBeNull()
  expect(press('ArrowUp')).toBeNull()
  const field = document.createElement('textarea')
  let read: unknown = 'nothing'
  field.addEventListener('keydown', (event) => {
    read = readShortcut(event)
  })
  field.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }))
  expect(read).toBeNull()
})
