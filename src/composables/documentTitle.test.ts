import { expect, it } from 'vitest'
import { titleText } from './documentTitle'

const general = { total: 0, hasActivity: false, channel: 'general', app: 'Parley' }

it('names the channel and the app', () => {
  expect(titleText(general)).toBe('general · Parley')
  expect(titleText({ ...general, channel: '' })).toBe('Parley')
})

it('R13 shows the total, capped only in the display', () => {
  expect(titleText({ ...general, total: 3 })).toBe('(3) general · Parley')
  expect(titleText({ ...general, total: 100 })).toBe('(99+) general · Parley')
})

it('R13 shows a dot where only something without a number is new', () => {
  expect(titleText({ ...general, hasActivity: true })).toBe('• general · Parley')
})
