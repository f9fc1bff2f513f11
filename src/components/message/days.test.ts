import { expect, it } from 'vitest'
import { dayOf, daysBefore, startOfDay } from './days'

it('writes a day as a date field does, and reads it again', () => {
  const at = new Date(2026, 2, 9, 23, 59).getTime()
  expect(dayOf(at)).toBe('2026-03-09')
  expect(startOfDay('2026-03-09')).toBe(new Date(2026, 2, 9).getTime())
  expect(startOfDay('0099-01-02')).toBeLessThan(0)
  expect(startOfDay('')).toBeNull()
})

it('counts days, also over the end of a month', () => {
  const at = new Date(2026, 2, 3, 12).getTime()
  expect(dayOf(daysBefore(at, 7))).toBe('2026-02-24')
})
