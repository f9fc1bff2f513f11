import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const [light = '', dark = ''] = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8').split(
  ":root[data-theme='dark']",
)

const valueOf = (theme: string, name: string): string =>
  new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1] ?? ''

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.039_28 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

it.each([
  ['light', light],
  ['dark', dark],
])('A1 words on the accent can be read, also on one that is pointed at: %s', (_name, theme) => {
  const words = luminance(valueOf(theme, 'on-accent'))
  for (const name of ['accent-9', 'accent-10']) {
    const ground = luminance(valueOf(theme, name))
    expect((words + 0.05) / (ground + 0.05), name).toBeGreaterThanOrEqual(4.5)
  }
})
