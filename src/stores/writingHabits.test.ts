import { createPinia, setActivePinia } from 'pinia'
import { expect, it } from 'vitest'
import { createApp } from 'vue'
import type { KeyValueStorage } from '../ports'
import { memoryStorage } from '../testing/memoryStorage'
import { servicesKey, type AppServices } from './services'
import { useWritingHabitStore } from './writingHabits'

/** The store of a page that starts with what an earlier one left. */
function habitsOn(deviceStorage: KeyValueStorage) {
  const pinia = createPinia()
  const services = { deviceStorage } as AppServices
  createApp({}).provide(servicesKey, services).use(pinia)
  setActivePinia(pinia)
  return useWritingHabitStore(pinia)
}

it('remembers what was picked, the latest first and each once, and the skin tone', () => {
  const storage = memoryStorage()
  const habits = habitsOn(storage)
  expect(habits.recent[0]).toBe('thumbsup')
  habits.use('taco')
  habits.use('wave_tone2')
  habits.use('taco')
  habits.setTone(2)
  habits.setFormatBar(true)
  const next = habitsOn(storage)
  expect(next.recent.slice(0, 3)).toEqual(['taco', 'wave_tone2', 'thumbsup'])
  expect([next.tone, next.hasFormatBar]).toEqual([2, true])
})

it('remembers a bounded number, and takes nothing from a storage that was spoiled', () => {
  const storage = memoryStorage()
  for (let index = 0; index < 60; index += 1) habitsOn(storage).use(`e${String(index)}`)
  const { length } = habitsOn(storage).recent
  expect(length).toBeLessThan(40)
  storage.write('emoji', '<b> taco taco')
  storage.write('emojiTone', '9')
  const spoiled = habitsOn(storage)
  expect(spoiled.recent).toEqual(['taco'])
  expect(spoiled.tone).toBe(0)
})
