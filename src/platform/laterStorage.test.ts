import { expect, it } from 'vitest'
import { memoryStorage } from '../testing/memoryStorage'
import { createLaterStorage } from './laterStorage'

it('E14 keeps nothing before it may, and everything then', async () => {
  const kept = memoryStorage()
  kept.write('old', '1')
  kept.write('gone', '1')
  let allow = (): void => undefined
  const mayKeep = new Promise<void>((resolve) => {
    allow = resolve
  })
  const storage = createLaterStorage(kept.read, () => kept, mayKeep)
  storage.write('new', '2')
  storage.remove('gone')
  expect([storage.read('old'), storage.read('new'), storage.read('gone')]).toEqual(['1', '2', null])
  expect([kept.read('new'), kept.read('gone')]).toEqual([null, '1'])
  allow()
  await mayKeep
  await Promise.resolve()
  expect([kept.read('new'), kept.read('gone')]).toEqual(['2', null])
  storage.write('later', '3')
  expect(kept.read('later')).toBe('3')
})
