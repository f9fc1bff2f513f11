import { expect, it } from 'vitest'
import { avatarColor, avatarColors, initials } from './avatarColor'

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

it.each(avatarColors)('V4 %s is dark enough for white letters', (color) => {
  expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThanOrEqual(4.5)
})

it('V4 gives the same person the same colour', () => {
  expect(avatarColor('ann')).toBe(avatarColor('ann'))
  expect(avatarColors).toContain(avatarColor(''))
})

it.each([
  ['Ann Baker', 'AB'],
  ['ann', 'A'],
  ['Ann Maria von Baker', 'AB'],
  ['李伟', '伟'],
  ['山田 太郎', '田'],
  ['😀 smile', '😀S'],
  ['<b>', 'B'],
  ['  ', '?'],
  ['', '?'],
])('shortens %j to %s', (name, letters) => {
  expect(initials(name)).toBe(letters)
})
